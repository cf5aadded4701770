import type Koa from 'koa';

/** A path that a browser would read as another host, were it ever to stand in a redirect or a link of ours (WHATWG URL, «relative slash state»). */
const OTHER_HOST = /^\/[/\\]/;

/**
 * Refuses requests that were meant for another host: addresses in discovery and redirects are built from the Host
 * header, and only our own may stand there, once (security.md 1.17, `oidc-provider.md` §4.9, RFC 9112 §3.2). The same for
 * paths that name a host when they are read as an address.
 */
export function ownHostOnly(issuer: string): Koa.Middleware {
  const { host } = new URL(issuer);
  return async (ctx, next) => {
    const hosts = ctx.req.headersDistinct['host'] ?? [];
    const { url = '' } = ctx.req;
    if (hosts.length === 1 && hosts[0]?.toLowerCase() === host && url.startsWith('/') && !OTHER_HOST.test(url)) return next();
    ctx.status = 421;
    ctx.type = 'text/plain';
    ctx.body = 'This address is not served here.\n';
  };
}
