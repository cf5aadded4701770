// Config: the environment, read once, all faults said at once (security.md 1.41). Owns every variable, its default and
// its range; the README's table is made from it. Rooms receive their own small slice, never the whole.
import { availableParallelism } from 'node:os';
import * as v from '@badrap/valita';
import { asRange, isNetworkRange } from '../kernel/networks.ts';
import { chosen, headerName, isLoopback, list, listener, matching, orNone, type Variable, whole } from './kinds.ts';
import { MAIL_VARIABLES } from './mail.ts';

export type { Variable };

function isOrigin(value: string): boolean {
  const url = URL.parse(value);
  return url !== null && url.origin === value && (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname)));
}

const origin = v.string().assert(isOrigin, 'must be an https origin such as https://login.example.org: no path, no slash at the end');
const database = v
  .string()
  .assert(
    (value) => /^sqlite:./.test(value) || (/^postgres(?:ql)?:\/\/./.test(value) && URL.canParse(value)),
    'must be sqlite:<path> or postgres://…',
  );
function isHost(text: string): boolean {
  return URL.parse(`https://${text}`)?.host === text;
}

/**
 * Fewer hashes at once than cores, so that a flood of sign-ins leaves one for everything else, and half of the thread pool
 * stays free for signing (security.md 2.1).
 */
const HASHES_AT_ONCE = Math.max(1, Math.min(availableParallelism() - 1, 8));

/** Every variable, in the order of the README's table. */
export const VARIABLES = {
  environment: chosen('NODE_ENV', '`production` refuses to start with unsafe values', ['development', 'test', 'production'], 'development'),
  issuer: {
    name: 'VOORDEUR_ISSUER',
    meaning: 'Public origin of the installation, and issuer of its tokens',
    range: 'https origin; http for this machine itself, outside production',
    schema: origin.optional(() => 'http://localhost:3000'),
  },
  host: listener('VOORDEUR_HOST', 'Address to listen on'),
  port: { ...whole('VOORDEUR_PORT', 'Port to listen on', 1, 65_535, 3000), alias: 'PORT' },
  privateHost: listener('VOORDEUR_PRIVATE_HOST', 'Address of the private listener with `/healthz`, `/readyz` and `/metrics`'),
  privatePort: whole('VOORDEUR_PRIVATE_PORT', 'Port of the private listener; 0 for none', 0, 65_535, 9090),
  metricsToken: {
    name: 'VOORDEUR_METRICS_TOKEN',
    meaning: 'Who shows it as a bearer token reads `/metrics` of the private listener; without it nothing is counted',
    range: 'at least 43 letters, digits, `-._~+/`, such as from `openssl rand -base64 32`',
    standard: 'none: no metrics',
    secret: true,
    // 32 bytes as base64 without its padding (RFC 6750 §2.1 has the characters).
    schema: orNone(
      matching(/^[A-Za-z0-9._~+/-]{43,512}={0,2}$/, 'must be at least 43 letters and digits, such as from openssl rand -base64 32'),
    ),
  },
  database: {
    name: 'VOORDEUR_DATABASE',
    meaning: 'Where everything is kept: SQLite for one process, PostgreSQL for more',
    range: '`sqlite:<path>` or `postgres://…`; required in production',
    standard: '`sqlite:data/voordeur.sqlite`',
    secret: true,
    schema: orNone(database),
  },
  databasePool: whole('VOORDEUR_DATABASE_POOL', 'PostgreSQL connections per process', 1, 100, 10),
  keyring: {
    name: 'VOORDEUR_KEYRING',
    meaning: 'Root secrets, from `npm run voordeur -- keys keyring`',
    range: 'JSON; required in production',
    standard: 'made beside the database',
    secret: true,
    schema: orNone(v.string()),
  },
  ...MAIL_VARIABLES,
  trustedProxyHops: whole('VOORDEUR_TRUSTED_PROXY_HOPS', 'Proxies in front whose `X-Forwarded-…` headers count', 0, 5, 0),
  trustedProxyNetworks: list(
    'VOORDEUR_TRUSTED_PROXY_NETWORKS',
    'Where the proxy that connects to us is; what others say in its headers does not count',
    'addresses or networks such as `10.0.0.0/8`, with commas between',
    (text) => isNetworkRange(asRange(text), { ipv4: 0, ipv6: 0 }),
    'must be addresses or networks such as 10.0.0.0/8, with commas between',
  ),
  clientCertificateHeader: headerName(
    'VOORDEUR_CLIENT_CERTIFICATE_HEADER',
    'Header in which the proxy hands on the certificate of a client (mutual TLS), and which it removes from what others send',
  ),
  clientVerdictHeader: headerName(
    'VOORDEUR_CLIENT_CERTIFICATE_VERDICT_HEADER',
    'Header in which it says `SUCCESS` (or `0`) when a known authority issued that certificate; without it only self-signed ones serve',
  ),
  mtlsOrigin: {
    name: 'VOORDEUR_MTLS_ORIGIN',
    meaning: 'Origin at which the proxy asks for client certificates, where that is another than the issuer',
    range: 'https origin',
    standard: 'none',
    schema: orNone(origin),
  },
  logLevel: chosen('VOORDEUR_LOG_LEVEL', 'The least that is logged', ['debug', 'info', 'warn', 'error', 'silent'], 'info'),
  argon2MemoryKib: whole('VOORDEUR_ARGON2_MEMORY_KIB', 'Memory of one password hash, in KiB', 19_456, 1_048_576, 19_456),
  argon2Passes: whole('VOORDEUR_ARGON2_TIME', 'Passes over that memory', 2, 20, 2),
  argon2Lanes: whole('VOORDEUR_ARGON2_PARALLELISM', 'Lanes of one password hash', 1, 8, 1),
  hashRunning: {
    ...whole('VOORDEUR_HASH_RUNNING', 'Password hashes at once', 1, 64, HASHES_AT_ONCE),
    standard: 'one less than cores, 1 to 8',
  },
  hashWaiting: whole(
    'VOORDEUR_HASH_WAITING',
    'Password hashes that may wait their turn; beyond it people are asked to try again',
    1,
    200,
    20,
  ),
  hashWaitMs: whole('VOORDEUR_HASH_WAIT_MS', 'Longest wait for a password hash, in milliseconds', 100, 10_000, 3000),
  challengeIterations: whole(
    'VOORDEUR_CHALLENGE_ITERATIONS',
    'Rounds of PBKDF2 in one try of the calculation beside the picture',
    1000,
    100_000,
    1000,
  ),
  challengeTries: whole('VOORDEUR_CHALLENGE_TRIES', 'How many tries one of its eight parts takes on average', 50, 10_000, 150),
  uncountedNetworks: list(
    'VOORDEUR_UNCOUNTED_NETWORKS',
    'Networks of the operator’s own tests, whose misses count for the name and the browser, not for the network',
    'ranges such as `192.0.2.0/24`, with commas between, at most a /16 or a /48 each',
    (range) => isNetworkRange(range, { ipv4: 16, ipv6: 48 }),
    'must be ranges such as 192.0.2.0/24, with commas between',
  ),
  sessionHours: whole('VOORDEUR_SESSION_HOURS', 'Life of a session from the sign-in, in hours', 1, 24, 12),
  sessionIdleMinutes: whole('VOORDEUR_SESSION_IDLE_MINUTES', 'Life of a session that is not used, in minutes', 5, 60, 60),
  accessTokenMinutes: whole('VOORDEUR_ACCESS_TOKEN_MINUTES', 'Life of an access token, in minutes', 5, 15, 10),
  refreshIdleHours: whole(
    'VOORDEUR_REFRESH_IDLE_HOURS',
    'Life of a refresh token that is not used (`offline_access`), in hours',
    1,
    720,
    24,
  ),
  refreshDays: whole('VOORDEUR_REFRESH_DAYS', 'Life of a chain of refresh tokens (`offline_access`), in days', 1, 90, 30),
  refreshLeewaySeconds: whole('VOORDEUR_REFRESH_LEEWAY_SECONDS', 'How long a used refresh token is served once more, in seconds', 0, 10, 3),
  privateNetworkHosts: list(
    'VOORDEUR_PRIVATE_NETWORK_HOSTS',
    'Hosts on private addresses that our own requests may reach (back-channel logout, `jwks_uri`, identity providers)',
    '`host` or `host:port`, with commas between',
    isHost,
    'must be hosts such as app.internal:8443, with commas between',
  ),
} as const satisfies Record<string, Variable>;

/** The README's table: variable, default, range, meaning. */
export function configurationTable(): string {
  const rows = Object.values<Variable>(VARIABLES).map((variable) => {
    const names = [`\`${variable.name}\``, ...(variable.secret ? ['`…_FILE`'] : []), ...(variable.alias ? [`\`${variable.alias}\``] : [])];
    const standard = variable.standard ?? `\`${variable.schema.parse(undefined)}\``;
    return `| ${names.join(' or ')} | ${standard} | ${variable.range} | ${variable.meaning} |`;
  });
  return ['| variable | default | range | meaning |', '|---|---|---|---|', ...rows].join('\n');
}
