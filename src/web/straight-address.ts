import type Koa from 'koa';
import { hostOf } from './host.ts';

/** Slashes too many, and right after them a name: what has a dot or a colon there would be another host to a browser. */
const DOUBLED = /^[/\\]{2,}(?=[a-z0-9-]+(?:[/?]|$))/i;
const SINGLE = /^\/(?![/\\])/;
/** The same further on in the path, where they can only be a slip. */
const DOUBLED_INSIDE = /^\/[^/\\?][^?]*?\/\//;

/**
 * Addresses that are ours but for a slip: `www.` before the host, slashes too many before a portal's name or after it (R1.1). They
 * lead to the same place at the configured origin. Everything else is left to `ownHostOnly`, which comes after (R12.3).
 */
export function straightAddress(issuer: string): Koa.Middleware {
  const { host } = new URL(issuer);
  return (ctx, next) => {
    const asked = hostOf(ctx.req)?.toLowerCase();
    const { url = '' } = ctx.req;
    const isDoubled = DOUBLED.test(url) || DOUBLED_INSIDE.test(url);
    const isSlip = asked === host ? isDoubled : asked === `www.${host}` && (SINGLE.test(url) || isDoubled);
    if (!isSlip || (ctx.method !== 'GET' && ctx.method !== 'HEAD')) return next();
    ctx.redirect(issuer + straight(url));
    ctx.status = 301;
    return undefined;
  };
}

/** The address with one slash wherever there are several. What comes after a question mark is not ours to change. */
function straight(url: string): string {
  const [path = '', query] = url.split(/(?=\?)(.*)/s, 2);
  return path.replace(DOUBLED, '/').replace(/(?<=[^/\\])\/{2,}/g, '/') + (query ?? '');
}
