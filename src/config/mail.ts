// How mail goes out: the variables of it, and what they come to.
import { isIP } from 'node:net';
import * as v from '@badrap/valita';
import { seconds } from '../kernel/duration.ts';
import { Secret } from '../kernel/secret.ts';
import { prepareAddress } from '../kernel/text.ts';
import { isLoopback, list, matching, orNone, type Variable, whole } from './kinds.ts';

/** What the mailer and the hook receive. */
export interface MailConfig {
  /** Address of the sender, the same for every organisation. */
  readonly from: string;
  /** Undefined where no server is configured: letters stay queued. */
  readonly smtp:
    | {
        readonly host: string;
        readonly port: number;
        readonly tls: 'at-once' | 'upgrade' | 'none';
        readonly login: { readonly user: string; readonly password: Secret } | undefined;
        readonly silence: number;
      }
    | undefined;
  /** Letters in hand at once. */
  readonly atOnce: number;
  readonly dkim: { readonly domain: string; readonly selector: string; readonly key: Secret } | undefined;
  /** What DNS is to say of the sender, and which servers are asked for it; the machine's own where there is none. */
  readonly proof: {
    readonly spfTerms: readonly string[];
    readonly dkimSelectors: readonly string[];
    readonly dnsServers: readonly string[];
  };
  /** Any of these may sign what the provider reports; none: there is no hook. */
  readonly hookSecrets: readonly Secret[];
}

/** A selector has dots only between its parts (RFC 6376 §3.1). */
const SELECTOR = /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,61}[A-Za-z0-9])?$/;

/** An address, with a port where it is not 53; around one of IPv6 stand brackets then. */
function isDnsServer(text: string): boolean {
  if (isIP(text) !== 0) return true;
  const { four = '', six = '', port } = /^(?:(?<four>[\d.]+)|\[(?<six>[^\]]+)\]):(?<port>\d{1,5})$/.exec(text)?.groups ?? {};
  return (isIP(four) === 4 || isIP(six) === 6) && Number(port) > 0 && Number(port) < 65_536;
}

const mailbox = v
  .string()
  .assert((value) => prepareAddress(value)?.text === value, 'must be a mail address, its domain in small ASCII letters');

function isSmtp(value: string): boolean {
  const url = URL.parse(value);
  const readable = url && decoded(url.username) !== undefined && decoded(url.password) !== undefined;
  const bare = readable && ['', '/'].includes(url.pathname) && !url.search && !url.hash;
  return Boolean(bare && /^smtps?:$/.test(url.protocol) && url.hostname && Boolean(url.username) === Boolean(url.password));
}

/** Undefined for a `%` that stands for no character. */
function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

/** Standard Webhooks keys: base64, 24 to 64 bytes. */
const HOOK_SECRET = /^(?:whsec_)?([A-Za-z0-9+/]{32,88}={0,2})$/;

/** The variables, in the order of the README's table. */
export const MAIL_VARIABLES = {
  mailFrom: {
    name: 'VOORDEUR_MAIL_FROM',
    meaning: 'Sender of the mails, which people are told to look for',
    range: 'mail address; required in production',
    schema: mailbox.optional(() => 'inloggen@voordeur.example'),
  },
  smtpUrl: {
    name: 'VOORDEUR_SMTP_URL',
    meaning:
      'Mail server: `smtps` is TLS from the first byte, `smtp` insists on STARTTLS unless it is this machine. Without it mail stays queued',
    range: '`smtp://user:password@host:587` or `smtps://…:465`; a user name with `@` in it as `%40`',
    standard: 'none',
    secret: true,
    schema: orNone(
      v.string().assert(isSmtp, 'must be smtp://host:587 or smtps://host:465, with user:password@ before the host or neither'),
    ),
  },
  smtpConnections: whole('VOORDEUR_SMTP_CONNECTIONS', 'Mails handed over at once, each over a connection of its own', 1, 50, 5),
  smtpSilence: whole('VOORDEUR_SMTP_SILENCE_SECONDS', 'Longest silence of the mail server in the middle of a mail, in seconds', 1, 90, 60),
  dkimSelector: {
    name: 'VOORDEUR_DKIM_SELECTOR',
    meaning: 'Selector of the DKIM key, where it is not the mail server that signs; the domain is the sender’s',
    range: 'name such as `s2026`',
    standard: 'none',
    schema: orNone(matching(SELECTOR, 'must be a name such as s2026')),
  },
  dkimKey: {
    name: 'VOORDEUR_DKIM_KEY',
    meaning: 'Private key that belongs to it (RSA, at least 2048 bits)',
    range: 'PEM',
    standard: 'none',
    secret: true,
    schema: orNone(
      matching(/^-----BEGIN (?:RSA )?PRIVATE KEY-----[\s\S]+-----END (?:RSA )?PRIVATE KEY-----\s*$/, 'must be a private key in PEM'),
    ),
  },
  spfTerms: list(
    'VOORDEUR_SPF_TERMS',
    'What the SPF record of the sender’s domain must hold so that your mail server may send, as its provider says',
    'terms such as `include:spf.provider.example`, with commas between',
    (term) => /^(?:include|redirect|a|mx|ip4|ip6|exists)(?:[:=/]\S+)?$/i.test(term),
    'must be terms such as include:spf.provider.example, with commas between',
  ),
  smtpDkimSelectors: list(
    'VOORDEUR_SMTP_DKIM_SELECTORS',
    'Selectors of the keys with which the mail server signs for the sender’s domain, where it does',
    'names such as `s1`, with commas between',
    (name) => SELECTOR.test(name),
    'must be names such as s1, with commas between',
  ),
  dnsServers: {
    ...list(
      'VOORDEUR_DNS_SERVERS',
      'DNS servers that are asked about the sender’s domain, such as public ones where yours tells its own people something else',
      'addresses such as `192.0.2.53` or `192.0.2.53:5353`, with commas between',
      isDnsServer,
      'must be addresses such as 192.0.2.53 or [2001:db8::53]:5353, with commas between',
    ),
    standard: 'those of the machine',
  },
  mailHookSecret: {
    name: 'VOORDEUR_MAIL_HOOK_SECRET',
    meaning: 'Signs what the mail provider reports to `/api/v1/mail-events`; two, with a comma between, while one takes the other’s place',
    range: 'base64 of 24 to 64 bytes, also with `whsec_` before it',
    standard: 'none: no reports are taken',
    secret: true,
    schema: orNone(
      v.string().assert((text) => text.split(',').every((one) => HOOK_SECRET.test(one.trim())), 'must be base64 of 24 to 64 bytes'),
    ),
  },
} as const satisfies Record<string, Variable>;

type MailValues = { readonly [Key in keyof typeof MAIL_VARIABLES]: v.Infer<(typeof MAIL_VARIABLES)[Key]['schema']> };

/** What is wrong with them together. */
export function mailFaults({ dkimKey, dkimSelector }: Partial<MailValues>): string[] {
  return Boolean(dkimKey) === Boolean(dkimSelector) ? [] : ['VOORDEUR_DKIM_SELECTOR and VOORDEUR_DKIM_KEY need each other'];
}

/** Domains that DNS knows nothing of, by agreement (RFC 2606 §2, RFC 6762 §3). */
const NOWHERE = /(?:^|\.)(?:example|test|invalid|localhost|local|internal)$/;

/**
 * Whether mail goes out into the world, so that DNS has to say whose it is: not from a domain that is none, and not, outside
 * production, to a mail server on this machine or to none.
 */
export function isSentOut({ from, smtp }: Pick<MailConfig, 'from' | 'smtp'>, production: boolean): boolean {
  const isElsewhere = smtp !== undefined && !isLoopback(smtp.host) && smtp.host !== '::1';
  return !NOWHERE.test(from.slice(from.lastIndexOf('@') + 1)) && (production || isElsewhere);
}

/** What they come to. */
export function mailConfig(values: MailValues): MailConfig {
  const { mailFrom, dkimKey, dkimSelector, mailHookSecret } = values;
  return {
    from: mailFrom,
    smtp: smtpOf(values),
    atOnce: values.smtpConnections,
    dkim:
      dkimKey && dkimSelector
        ? { domain: mailFrom.slice(mailFrom.lastIndexOf('@') + 1), selector: dkimSelector, key: new Secret(dkimKey) }
        : undefined,
    proof: { spfTerms: values.spfTerms, dkimSelectors: values.smtpDkimSelectors, dnsServers: values.dnsServers },
    hookSecrets: (mailHookSecret ?? '').split(',').flatMap((one) => {
      const key = HOOK_SECRET.exec(one.trim())?.[1];
      return key ? [new Secret(key)] : [];
    }),
  };
}

function smtpOf({ smtpUrl, smtpSilence }: MailValues): MailConfig['smtp'] {
  const url = smtpUrl === undefined ? null : URL.parse(smtpUrl);
  if (!url) return undefined;
  const { hostname, username, password } = url;
  const atOnce = url.protocol === 'smtps:';
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port) || (atOnce ? 465 : 587),
    tls: atOnce ? 'at-once' : isLoopback(hostname) ? 'none' : 'upgrade',
    login: username ? { user: decodeURIComponent(username), password: new Secret(decodeURIComponent(password)) } : undefined,
    silence: seconds(smtpSilence),
  };
}
