import type Koa from 'koa';
import { hostOf } from './host.ts';

/** Slashes too many, and right after them a name: what has a dot or a colon there would be another host to a browser. */
const DOUBLED = /^[/\\]{2,}(?=[a-z0-9-]+(?:[/?]|$))/i;
const SINGLE = /^\/(?![/\\])/;

/**
 * Addresses that are ours but for a slip: `www.` before the host, slashes too many before a portal's name (R1.1). They
 * lead to the same place at the configured origin. Everything else is left to `ownHostOnly`, which comes after (R12.3).
 */
export function straightAddress(issuer: string): Koa.Middleware {
  const { host } = new URL(issuer);
  return (ctx, next) => {
    const asked = hostOf(ctx.req)?.toLowerCase();
    const { url = '' } = ctx.req;
    const isSlip = asked === host ? DOUBLED.test(url) : asked === `www.${host}` && (SINGLE.test(url) || DOUBLED.test(url));
    if (!isSlip || (ctx.method !== 'GET' && ctx.method !== 'HEAD')) return next();
    ctx.redirect(issuer + url.replace(DOUBLED, '/'));
    ctx.status = 301;
    return undefined;
  };
}
