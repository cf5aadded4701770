import type Koa from 'koa';

const SLASHES = /^[/\\]{2,}/;

/**
 * Addresses that are ours but for a slip: `www.` before the host, slashes too many before the name (R1.1). They lead to
 * the same place at the configured origin, never to a host that stands in them (R12.3).
 */
export function straightAddress(issuer: string): Koa.Middleware {
  const { host } = new URL(issuer);
  return async (ctx, next) => {
    const asked = ctx.req.headers.host?.toLowerCase();
    const address = ctx.req.url ?? '';
    const isSlip = asked === `www.${host}` || (asked === host && SLASHES.test(address));
    if (!isSlip || (ctx.method !== 'GET' && ctx.method !== 'HEAD')) return next();
    ctx.redirect(`${issuer}/${address.replace(/^[/\\]+/, '')}`);
    ctx.status = 301;
  };
}
