import { readFileSync } from 'node:fs';
import type { Infer } from '@badrap/valita';
import { days, hours, minutes, seconds } from '../kernel/duration.ts';
import { Secret } from '../kernel/secret.ts';
import { isLoopback } from './kinds.ts';
import { type MailConfig, mailConfig, mailFaults } from './mail.ts';
import { VARIABLES, type Variable } from './variables.ts';

/** The configuration of an installation, in the slices its rooms receive. Lives are milliseconds. */
export interface Config {
  readonly production: boolean;
  readonly issuer: string;
  readonly listen: { readonly host: string; readonly port: number };
  readonly privateListen: { readonly host: string; readonly port: number } | undefined;
  readonly database: { readonly url: Secret; readonly pool: number };
  /** Undefined outside production, where one is made beside the database. */
  readonly keyring: Secret | undefined;
  readonly trustedProxies: { readonly hops: number; readonly networks: readonly string[] };
  /** How the proxy hands on certificates of clients; undefined where it does not. */
  readonly clientCertificates:
    | { readonly header: string; readonly verdictHeader: string | undefined; readonly origin: string | undefined }
    | undefined;
  readonly mail: MailConfig;
  /** Of who may read what is counted; undefined: nothing is. */
  readonly metricsToken: Secret | undefined;
  readonly logLevel: Values['logLevel'];
  readonly argon2: { readonly memoryKib: number; readonly passes: number; readonly lanes: number };
  readonly hashing: { readonly running: number; readonly waiting: number; readonly wait: number };
  readonly lifetimes: {
    readonly session: { readonly absolute: number; readonly idle: number };
    readonly accessToken: number;
    readonly refreshIdle: number;
    readonly refreshAbsolute: number;
    readonly refreshLeeway: number;
  };
  /** The calculation of a challenge (`settled.md` 20). */
  readonly challenge: { readonly iterations: number; readonly tries: number };
  readonly uncountedNetworks: readonly string[];
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
type Values = { [Key in keyof typeof VARIABLES]: Infer<(typeof VARIABLES)[Key]['schema']> };

/** Says what is wrong with a keyring's text, without showing it; undefined when nothing is. Crypto knows, and is no business of this room. */
type KeyringCheck = (text: string) => string | undefined;

/** Reads the environment (`NODE_ENV`, `VOORDEUR_…`). Throws `ConfigError` with all faults; an unknown variable is one. */
export function readConfig(environment: Environment, keyringFault: KeyringCheck = () => undefined): Config {
  const faults = unknownVariables(environment);
  const read: Record<string, unknown> = {};
  for (const [key, variable] of Object.entries<Variable>(VARIABLES)) read[key] = readVariable(environment, variable, faults);
  const values = read as Values;
  const wrongKeyring = values.keyring === undefined ? undefined : keyringFault(values.keyring);
  if (wrongKeyring) faults.push(`VOORDEUR_KEYRING ${wrongKeyring}`);
  const production = values.environment === 'production';
  faults.push(...proxyFaults(values), ...mailFaults(values));
  if (values.metricsToken && values.privatePort === 0) faults.push('VOORDEUR_METRICS_TOKEN needs VOORDEUR_PRIVATE_PORT to be a port');
  if (production) faults.push(...productionFaults(values, environment));
  if (faults.length > 0) throw new ConfigError(faults);
  return config(values, production);
}

/** Names that begin like ours and are none: a typing error would leave a default in force. Tests steer themselves by `VOORDEUR_TEST_…`. */
function unknownVariables(environment: Environment): string[] {
  const known = new Set(Object.values<Variable>(VARIABLES).flatMap(({ name, secret }) => (secret ? [name, `${name}_FILE`] : [name])));
  const unknown = Object.keys(environment).filter((name) => /^VOORDEUR_(?!TEST_)/.test(name) && !known.has(name));
  return unknown.map((name) => `${name} is not a variable we know`);
}

function readVariable(environment: Environment, variable: Variable, faults: string[]): unknown {
  const { name, alias = name, secret, schema } = variable;
  const text = (secret && secretFile(environment, name, faults)) || environment[name] || environment[alias];
  // An empty text is an absent one: `FOO=` in a file of settings means nothing was filled in.
  const parsed = schema.try(text || undefined);
  if (parsed.ok) return parsed.value;
  const words = parsed.issues.map((issue) => ('message' in issue ? issue.message : issue.code));
  faults.push(...words.map((word) => `${environment[name] ? name : alias} ${word}`));
  return undefined;
}

function secretFile(environment: Environment, name: string, faults: string[]): string | undefined {
  const path = environment[`${name}_FILE`];
  if (!path) return undefined;
  if (environment[name]) faults.push(`${name} and ${name}_FILE are both set; keep one`);
  try {
    const text = readFileSync(path, 'utf8').trim();
    if (text === '') faults.push(`${name}_FILE names an empty file`);
    return text;
  } catch {
    faults.push(`${name}_FILE names a file that cannot be read`);
    return undefined;
  }
}

/** Whoever may set the header of a certificate is its owner: only a proxy that is known by its address may (security.md 1.17). */
function proxyFaults(values: Partial<Values>): string[] {
  const { trustedProxyHops: hops = 0, trustedProxyNetworks: networks = [], clientCertificateHeader: header } = values;
  const faults: string[] = [];
  if (hops === 0 && networks.length > 0) faults.push('VOORDEUR_TRUSTED_PROXY_NETWORKS needs VOORDEUR_TRUSTED_PROXY_HOPS to be at least 1');
  if (header && (hops === 0 || networks.length === 0))
    faults.push('VOORDEUR_CLIENT_CERTIFICATE_HEADER needs VOORDEUR_TRUSTED_PROXY_HOPS and VOORDEUR_TRUSTED_PROXY_NETWORKS');
  if (!header && (values.clientVerdictHeader || values.mtlsOrigin))
    faults.push('VOORDEUR_CLIENT_CERTIFICATE_VERDICT_HEADER and VOORDEUR_MTLS_ORIGIN need VOORDEUR_CLIENT_CERTIFICATE_HEADER');
  return faults;
}

/** What would be unsafe to run with (security.md 1.41, `settled.md` 64, 68). A value that could not be read is not judged again. */
function productionFaults(values: Partial<Values>, environment: Environment): string[] {
  const url = URL.parse(values.issuer ?? '');
  const required = ['VOORDEUR_DATABASE', 'VOORDEUR_KEYRING'].filter((name) => !environment[name] && !environment[`${name}_FILE`]);
  const faults = required.map((name) => `${name} (or ${name}_FILE) is required in production`);
  if (url && (url.protocol !== 'https:' || isLoopback(url.hostname))) {
    faults.push('VOORDEUR_ISSUER must be a public https origin in production');
  }
  if (values.database === 'sqlite::memory:') faults.push('VOORDEUR_DATABASE must outlive the process in production');
  if (values.mailFrom?.endsWith('.example')) faults.push('VOORDEUR_MAIL_FROM must be an address of yours in production');
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
    trustedProxies: { hops: values.trustedProxyHops, networks: values.trustedProxyNetworks },
    clientCertificates: values.clientCertificateHeader
      ? { header: values.clientCertificateHeader, verdictHeader: values.clientVerdictHeader, origin: values.mtlsOrigin }
      : undefined,
    mail: mailConfig(values),
    metricsToken: values.metricsToken === undefined ? undefined : new Secret(values.metricsToken),
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
    challenge: { iterations: values.challengeIterations, tries: values.challengeTries },
    uncountedNetworks: values.uncountedNetworks,
    privateNetworkHosts: values.privateNetworkHosts,
  };
}
