// Upstream: speaks OpenID Connect with the organisations' own identity providers, as a relying party (OIDC Core 1.0). Owns
// requests to them and the checks of what they answer; never knows an account, a sign-in or a page.
import { lookup } from 'node:dns';
import { type IncomingMessage, request as requestPlain } from 'node:http';
import { request as requestSafe } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { CustomFetch } from 'openid-client';
import { seconds } from '../kernel/duration.ts';
import { networkMatcher } from '../kernel/networks.ts';

/** How long one request may take, and how much may be answered, in milliseconds and bytes. */
export const UPSTREAM_BOUNDS = { wait: seconds(5), answer: 256 * 1024 } as const;

/** What our requests may reach. */
export interface Reach {
  /** `host` or `host:port` of those on private addresses that an operator allows. */
  readonly privateHosts: readonly string[];
  /** Whether this machine itself may be reached, over plain http too: outside production (`settled.md` 13). */
  readonly loopback: boolean;
  /** How long one request may take, in milliseconds; that of `UPSTREAM_BOUNDS` unless a test is in a hurry. */
  readonly wait?: number;
}

/** The provider did not answer, or not within the bounds: nobody's fault here. `message` says what happened, and no more. */
export class UnreachableError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UnreachableError';
  }
}

/** Addresses that are nobody's on the internet (RFC 6890). Mapped IPv4 is looked at as IPv4. */
const isSpecial = networkMatcher([
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24'],
  ...['192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
  ...['::/128', '::1/128', '64:ff9b::/96', '64:ff9b:1::/48', '100::/64', '2001::/23', '2001:db8::/32', '2002::/16', 'fc00::/7'],
  ...['fe80::/10', 'fec0::/10', 'ff00::/8'],
]);
const isLoopback = networkMatcher(['127.0.0.0/8', '::1/128']);

/** Whether people or requests may be sent to an address at all: https, or plain http on this machine where that is allowed. */
export function isSafeAddress(address: string, { loopback }: Pick<Reach, 'loopback'>): boolean {
  const url = URL.parse(address);
  if (url?.username !== '' || url.password !== '') return false;
  if (url.protocol === 'https:') return true;
  return loopback && url.protocol === 'http:' && (bare(url.hostname) === 'localhost' || isLoopback(bare(url.hostname)));
}

/**
 * One request within all bounds (security.md 1.33): time, size, no redirect followed, and no private address, looked at where
 * the connection is made, so that a name that means another address a moment later leads nowhere. Throws `UnreachableError`.
 */
export function boundedFetch(reach: Reach): CustomFetch {
  return async (address, { method = 'GET', headers, body, signal }) => {
    const url = new URL(address);
    if (!isSafeAddress(url.href, reach)) throw new UnreachableError('an address that is neither https nor this machine');
    const allowed = reach.privateHosts.includes(url.host) || reach.privateHosts.includes(url.hostname);
    const mayReach = (ip: string) => allowed || !isSpecial(ip) || (reach.loopback && isLoopback(ip));
    if (isIP(bare(url.hostname)) !== 0 && !mayReach(bare(url.hostname))) throw new UnreachableError('a private address');
    const bound = AbortSignal.any([AbortSignal.timeout(reach.wait ?? UPSTREAM_BOUNDS.wait), ...(signal ? [signal] : [])]);
    const options = { method, headers: Object.fromEntries(new Headers(headers)), lookup: guarded(mayReach), signal: bound };
    const answer = await answerOf(url, options, body === undefined || body === null ? undefined : String(body));
    return new Response(await textOf(answer), { status: answer.statusCode ?? 502, headers: headersOf(answer) });
  };
}

function bare(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '');
}

/** Of a name only the addresses that may be reached; where it has none, it is not reached. */
function guarded(mayReach: (ip: string) => boolean): LookupFunction {
  return (hostname, options, done) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return done(error, '');
      const open = found.filter(({ address }) => mayReach(address));
      const first = open[0];
      if (!first) return done(new UnreachableError('a name that leads to a private address'), '');
      if (options.all) return done(null, open);
      return done(null, first.address, first.family);
    });
  };
}

type Sent = Parameters<typeof requestSafe>[1] & object;

function answerOf(url: URL, options: Sent, body: string | undefined): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const sent = (url.protocol === 'https:' ? requestSafe : requestPlain)(url, options, resolve);
    sent.once('error', (error) => reject(asUnreachable(error)));
    sent.end(body);
  });
}

async function textOf(answer: IncomingMessage): Promise<Buffer<ArrayBuffer>> {
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of answer as AsyncIterable<Buffer>) {
      size += part.length;
      if (size > UPSTREAM_BOUNDS.answer) throw new UnreachableError('an answer that is too large');
      parts.push(part);
    }
  } catch (error) {
    answer.destroy();
    throw asUnreachable(error);
  }
  return Buffer.concat(parts);
}

function asUnreachable(error: unknown): UnreachableError {
  if (error instanceof UnreachableError) return error;
  const { code, name } = error as { readonly code?: unknown; readonly name?: unknown };
  if (name === 'AbortError' || name === 'TimeoutError') return new UnreachableError('no answer in time');
  return new UnreachableError(typeof code === 'string' ? code : 'the connection failed');
}

/** Nothing of ours reads more of them, and a status without a body allows none. */
function headersOf({ headers }: IncomingMessage): Record<string, string> {
  return { 'content-type': headers['content-type'] ?? '' };
}
