import type { IncomingHttpHeaders } from 'node:http';
import type Koa from 'koa';
import { asRange, networkMatcher } from '../kernel/networks.ts';

/** Whose word counts about a request's origin. */
export interface ProxyTrust {
  /** Proxies in front of us; 0 for none. */
  readonly hops: number;
  /** Addresses or networks (`10.0.0.0/8`) of the one that connects to us; empty leaves it to `hops` alone. */
  readonly networks: readonly string[];
  /** Names, in small letters, of the headers in which it hands on a client's certificate. */
  readonly certificateHeaders: readonly string[];
}

/** Headers that count from nobody. */
const HEARSAY = ['x-forwarded-host', 'forwarded'];

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/**
 * Lets through only what the configured proxy itself said (security.md 1.17): from any other sender the forwarded
 * headers and a certificate are as if never sent, and a forwarded host counts from nobody. Runs before anything reads
 * the request. What the proxy in front of ours wrote stands `hops` from the right; what stands before it is hearsay.
 */
export function forwardedByProxyOnly(trust: ProxyTrust): Koa.Middleware {
  const isProxy = proxyTest(trust);
  const ofProxy = ['x-forwarded-for', 'x-forwarded-proto', ...trust.certificateHeaders];
  return (ctx, next) => {
    const { headers, socket } = ctx.req;
    forget(headers, HEARSAY);
    if (isProxy(socket.remoteAddress ?? '')) {
      keepLast(headers, 'x-forwarded-for', trust.hops);
      keepLast(headers, 'x-forwarded-proto', trust.hops);
    } else {
      forget(headers, ofProxy);
    }
    return next();
  };
}

function proxyTest({ hops, networks }: ProxyTrust): (address: string) => boolean {
  if (hops === 0 || networks.length === 0) return () => hops > 0;
  const isWithin = networkMatcher(networks.map(asRange));
  return (address) => isWithin(MAPPED.exec(address)?.[1] ?? address);
}

/** As if never sent. An object from which something is deleted is slower from then on, and mostly nothing is there. */
function forget(headers: IncomingHttpHeaders, names: readonly string[]): void {
  for (const name of names) if (headers[name] !== undefined) delete headers[name];
}

/** Each hop adds one value at the right, or replaces what is there: at most `hops` values are of ours. */
function keepLast(headers: IncomingHttpHeaders, name: string, hops: number): void {
  const given = headers[name];
  if (typeof given !== 'string' || !given.includes(',')) return;
  headers[name] = given
    .split(',')
    .map((value) => value.trim())
    .slice(-hops)
    .join(', ');
}
