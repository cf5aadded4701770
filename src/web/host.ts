import type Koa from 'koa';

/**
 * Refuses requests that were meant for another host: addresses in discovery and redirects are built from the Host
 * header, and only our own may stand there (security.md 1.17, `oidc-provider.md` §4.9).
 */
export function ownHostOnly(issuer: string): Koa.Middleware {
  const { host } = new URL(issuer);
  return async (ctx, next) => {
    if (ctx.req.headers.host?.toLowerCase() === host && ctx.req.url?.startsWith('/')) return next();
    ctx.status = 421;
    ctx.type = 'text/plain';
    ctx.body = 'This address is not served here.\n';
  };
}
