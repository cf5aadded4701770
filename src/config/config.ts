import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { days, hours, minutes, seconds } from '../kernel/duration.ts';
import { Secret } from '../kernel/secret.ts';
import { isLoopback, VARIABLES, type Variable } from './variables.ts';

/** The configuration of an installation, in the slices its rooms receive. Lives are milliseconds. */
export interface Config {
  readonly production: boolean;
  readonly issuer: string;
  readonly listen: { readonly host: string; readonly port: number };
  readonly privateListen: { readonly host: string; readonly port: number } | undefined;
  readonly database: { readonly url: Secret; readonly pool: number };
  /** Undefined outside production, where one is made beside the database. */
  readonly keyring: Secret | undefined;
  readonly trustedProxyHops: number;
  readonly logLevel: string;
  readonly argon2: { readonly memoryKib: number; readonly passes: number; readonly lanes: number };
  readonly hashing: { readonly running: number; readonly waiting: number; readonly wait: number };
  readonly lifetimes: {
    readonly session: { readonly absolute: number; readonly idle: number };
    readonly accessToken: number;
    readonly refreshIdle: number;
    readonly refreshAbsolute: number;
    readonly refreshLeeway: number;
  };
  readonly privateNetworkHosts: readonly string[];
}

/** The environment is wrong. The message names every fault, one a line, and never a value of a secret. */
export class ConfigError extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(`the configuration is wrong:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
    this.name = 'ConfigError';
    this.faults = faults;
  }
}

type Environment = Readonly<Record<string, string | undefined>>;
type Values = { [Key in keyof typeof VARIABLES]: z.output<(typeof VARIABLES)[Key]['schema']> };

/** Reads the environment (`NODE_ENV`, `VOORDEUR_…`). Throws `ConfigError` with all faults; an unknown variable is one. */
export function readConfig(environment: Environment): Config {
  const faults = unknownVariables(environment);
  const values: Record<string, unknown> = {};
  for (const [key, variable] of Object.entries<Variable>(VARIABLES)) values[key] = readVariable(environment, variable, faults);
  const production = environment['NODE_ENV'] === 'production';
  const read = values as Values;
  if (production) faults.push(...productionFaults(read));
  if (faults.length > 0) throw new ConfigError(faults);
  return config(read, production);
}

function unknownVariables(environment: Environment): string[] {
  const known = new Set(Object.values<Variable>(VARIABLES).flatMap(({ name, secret }) => (secret ? [name, `${name}_FILE`] : [name])));
  const unknown = Object.keys(environment).filter(
    (name) => name.startsWith('VOORDEUR_') && !name.startsWith('VOORDEUR_TEST_') && !known.has(name),
  );
  return unknown.map((name) => `${name} is not a variable we know`);
}

function readVariable(environment: Environment, variable: Variable, faults: string[]): unknown {
  const text = variable.secret ? secretText(environment, variable.name, faults) : environment[variable.name];
  const parsed = variable.schema.safeParse(text === '' ? undefined : text);
  if (parsed.success) return parsed.data;
  faults.push(...parsed.error.issues.map((issue) => `${variable.name} ${issue.message}`));
  return undefined;
}

function secretText(environment: Environment, name: string, faults: string[]): string | undefined {
  const [text, path] = [environment[name] || undefined, environment[`${name}_FILE`] || undefined];
  if (text !== undefined && path !== undefined) faults.push(`${name} and ${name}_FILE are both set; keep one`);
  if (path === undefined) return text;
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    faults.push(`${name}_FILE names a file that cannot be read`);
    return undefined;
  }
}

/** What would be unsafe to run with (security.md 1.41, `settled.md` 64, 68). */
function productionFaults(values: Values): string[] {
  const issuer = URL.parse(values.issuer ?? '');
  const faults: string[] = [];
  if (issuer && (issuer.protocol !== 'https:' || isLoopback(issuer.hostname)))
    faults.push('VOORDEUR_ISSUER must be a public https origin in production');
  if (values.keyring === undefined) faults.push('VOORDEUR_KEYRING (or VOORDEUR_KEYRING_FILE) is required in production');
  if (values.database === undefined) faults.push('VOORDEUR_DATABASE (or VOORDEUR_DATABASE_FILE) is required in production');
  return faults;
}

function config(values: Values, production: boolean): Config {
  const { privatePort } = values;
  return {
    production,
    issuer: values.issuer,
    listen: { host: values.host, port: values.port },
    privateListen: privatePort === 0 ? undefined : { host: values.privateHost, port: privatePort },
    database: { url: new Secret(values.database ?? 'sqlite:data/voordeur.sqlite'), pool: values.databasePool },
    keyring: values.keyring === undefined ? undefined : new Secret(values.keyring),
    trustedProxyHops: values.trustedProxyHops,
    logLevel: values.logLevel,
    argon2: { memoryKib: values.argon2MemoryKib, passes: values.argon2Passes, lanes: values.argon2Lanes },
    hashing: { running: values.hashRunning, waiting: values.hashWaiting, wait: values.hashWaitMs },
    lifetimes: {
      session: { absolute: hours(values.sessionHours), idle: minutes(values.sessionIdleMinutes) },
      accessToken: minutes(values.accessTokenMinutes),
      refreshIdle: hours(values.refreshIdleHours),
      refreshAbsolute: days(values.refreshDays),
      refreshLeeway: seconds(values.refreshLeewaySeconds),
    },
    privateNetworkHosts: values.privateNetworkHosts,
  };
}
