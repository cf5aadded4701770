// Config: the environment, read once, all faults said at once (security.md 1.41). Owns every variable, its default and
// its range; the README's table is made from it. Rooms receive their own small slice, never the whole.
import { z } from 'zod';

/** One variable of the environment. */
export interface Variable<Value = unknown> {
  readonly name: string;
  readonly meaning: string;
  readonly range: string;
  /** As the table shows it; empty when there is none. */
  readonly standard: string;
  /** May also be given as a file whose path stands in `<name>_FILE`. */
  readonly secret?: true;
  readonly schema: z.ZodType<Value>;
}

function whole(name: string, meaning: string, least: number, most: number, standard: number): Variable<number> {
  const schema = z.coerce
    .number({ error: 'must be a whole number' })
    .int('must be a whole number')
    .min(least, `must be at least ${least}`)
    .max(most, `must be at most ${most}`)
    .default(standard);
  return { name, meaning, range: `${least}–${most}`, standard: String(standard), schema };
}

const origin = z.string().refine(isOrigin, 'must be an origin such as https://login.example.org: no path, no slash at the end');

function isOrigin(value: string): boolean {
  const url = URL.parse(value);
  return url !== null && url.origin === value && (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname)));
}

/** Whether a host name is this machine itself, for which plain http is allowed outside production (`settled.md` 13). */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '127.0.0.1' || host === '[::1]';
}

const database = z.string().regex(/^(sqlite:.+|postgres(ql)?:\/\/.+)$/, 'must be sqlite:<path> or postgres://…');
const hosts = z
  .string()
  .default('')
  .transform((list) =>
    list
      .split(',')
      .map((host) => host.trim())
      .filter(Boolean),
  );

/** Every variable, in the order of the README's table. */
export const VARIABLES = {
  issuer: {
    name: 'VOORDEUR_ISSUER',
    meaning: 'Public origin of the installation, and issuer of its tokens',
    range: 'https origin; http for loopback outside production',
    standard: 'http://localhost:3000',
    schema: origin.default('http://localhost:3000'),
  },
  host: {
    name: 'VOORDEUR_HOST',
    meaning: 'Address to listen on',
    range: 'IP address or host name',
    standard: '127.0.0.1',
    schema: z.string().default('127.0.0.1'),
  },
  port: whole('VOORDEUR_PORT', 'Port to listen on', 1, 65535, 3000),
  privateHost: {
    name: 'VOORDEUR_PRIVATE_HOST',
    meaning: 'Address of the private listener with `/healthz` and `/readyz`',
    range: 'IP address or host name',
    standard: '127.0.0.1',
    schema: z.string().default('127.0.0.1'),
  },
  privatePort: whole('VOORDEUR_PRIVATE_PORT', 'Port of the private listener; 0 for none', 0, 65535, 9090),
  database: {
    name: 'VOORDEUR_DATABASE',
    meaning: 'Where everything is kept; SQLite for one process, PostgreSQL for more',
    range: '`sqlite:<path>` or `postgres://…`',
    standard: 'sqlite:data/voordeur.sqlite',
    secret: true,
    schema: database.optional(),
  },
  databasePool: whole('VOORDEUR_DATABASE_POOL', 'PostgreSQL connections per process', 1, 100, 10),
  keyring: {
    name: 'VOORDEUR_KEYRING',
    meaning: 'Root secrets, as JSON from `npm run voordeur -- keys keyring`',
    range: 'required in production',
    standard: 'made beside the database',
    secret: true,
    schema: z.string().optional(),
  },
  trustedProxyHops: whole('VOORDEUR_TRUSTED_PROXY_HOPS', 'Proxies in front whose `X-Forwarded-For` and `X-Forwarded-Proto` count', 0, 5, 0),
  logLevel: {
    name: 'VOORDEUR_LOG_LEVEL',
    meaning: 'What is logged, and what is above it',
    range: '`debug` `info` `warn` `error` `silent`',
    standard: 'info',
    schema: z.enum(['debug', 'info', 'warn', 'error', 'silent'], 'must be debug, info, warn, error or silent').default('info'),
  },
  argon2MemoryKib: whole('VOORDEUR_ARGON2_MEMORY_KIB', 'Memory of one password hash', 19456, 1048576, 19456),
  argon2Passes: whole('VOORDEUR_ARGON2_PASSES', 'Passes of one password hash', 2, 20, 2),
  argon2Lanes: whole('VOORDEUR_ARGON2_LANES', 'Lanes of one password hash', 1, 8, 1),
  hashRunning: whole('VOORDEUR_HASH_RUNNING', 'Password hashes at once', 1, 64, 2),
  hashWaiting: whole('VOORDEUR_HASH_WAITING', 'Password hashes that may wait their turn; above it the page says to try again', 1, 200, 20),
  hashWaitMs: whole('VOORDEUR_HASH_WAIT_MS', 'Longest wait for a password hash, in milliseconds', 100, 10000, 3000),
  sessionHours: whole('VOORDEUR_SESSION_HOURS', 'Life of a session from the sign-in', 1, 24, 12),
  sessionIdleMinutes: whole('VOORDEUR_SESSION_IDLE_MINUTES', 'Life of a session that is not used', 5, 60, 60),
  accessTokenMinutes: whole('VOORDEUR_ACCESS_TOKEN_MINUTES', 'Life of an access token', 5, 15, 10),
  refreshIdleHours: whole('VOORDEUR_REFRESH_IDLE_HOURS', 'Life of a refresh token that is not used (`offline_access`)', 1, 720, 24),
  refreshDays: whole('VOORDEUR_REFRESH_DAYS', 'Life of a chain of refresh tokens (`offline_access`)', 1, 90, 30),
  refreshLeewaySeconds: whole('VOORDEUR_REFRESH_LEEWAY_SECONDS', 'How long a used refresh token is served once more', 0, 10, 3),
  privateNetworkHosts: {
    name: 'VOORDEUR_PRIVATE_NETWORK_HOSTS',
    meaning: 'Hosts on private addresses that our own requests may reach (back-channel logout, `jwks_uri`)',
    range: 'list of `host:port`',
    standard: '',
    schema: hosts,
  },
} as const satisfies Record<string, Variable>;

/** The README's table: variable, default, range, meaning. */
export function configurationTable(): string {
  const rows = Object.values(VARIABLES).map((variable: Variable) => {
    const name = `\`${variable.name}\`${variable.secret ? ' (or `…_FILE`)' : ''}`;
    return `| ${name} | ${variable.meaning} | ${variable.standard} | ${variable.range} |`;
  });
  return ['| variable | meaning | default | range |', '|---|---|---|---|', ...rows].join('\n');
}
