import { isIPv6 } from 'node:net';
import type Koa from 'koa';
import { stateOf } from './state.ts';

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;
/** How many groups of an IPv6 address name a network: a /64 is the smallest that one subscriber gets. */
const NETWORK_GROUPS = 4;

/**
 * The network a request comes from: the socket's address, or the one that the outermost trusted proxy saw, counted from
 * the right of `X-Forwarded-For`. What the client itself wrote there never counts (security.md 1.17, 2.4).
 */
export function networkOf(ctx: Koa.Context, trustedProxyHops: number): string {
  const state = stateOf(ctx);
  state.network ??= bucket(addressOf(ctx, trustedProxyHops));
  return state.network;
}

function addressOf(ctx: Koa.Context, trustedProxyHops: number): string {
  const forwarded = ctx
    .get('x-forwarded-for')
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
  const socket = ctx.req.socket.remoteAddress ?? '';
  const seen = [...forwarded, socket];
  return seen[Math.max(0, seen.length - 1 - trustedProxyHops)] ?? socket;
}

/** An IPv4 address itself, an IPv6 address as its /64; IPv4 within IPv6 as IPv4. Anything else is one common bucket. */
export function bucket(address: string): string {
  const plain = MAPPED.exec(address)?.[1] ?? address;
  if (!isIPv6(plain)) return /^\d+\.\d+\.\d+\.\d+$/.test(plain) ? plain : 'unknown';
  return `${groupsOf(plain).join(':')}::/64`;
}

/** Those that name the network, without leading zeros. */
function groupsOf(address: string): string[] {
  const [head = '', tail] = (address.split('%', 1)[0] ?? '').split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const left = Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0');
  return [...before, ...left, ...after].slice(0, NETWORK_GROUPS).map((group) => Number.parseInt(group, 16).toString(16));
}
