import type { IncomingMessage } from 'node:http';
import type Koa from 'koa';

/** A path that a browser would read as another host, were it ever to stand in a redirect or a link of ours (WHATWG URL, «relative slash state»). */
const OTHER_HOST = /^\/[/\\]/;

/** The addresses under which we are reached. */
export interface OwnOrigins {
  readonly issuer: string;
  /** Origin at which the proxy asks for client certificates, and the paths served there (RFC 8705 §5). */
  readonly certificates?: { readonly origin: string; readonly paths: readonly string[] } | undefined;
}

/**
 * Refuses requests that were meant for another host or came over another scheme: addresses in discovery and redirects
 * are built from both, and only our own may stand there (security.md 1.17, `oidc-provider.md` §4.9). Behind a proxy the
 * scheme is what that proxy says. Paths that name a host when they are read as an address are refused too.
 */
export function ownHostOnly({ issuer, certificates }: OwnOrigins): Koa.Middleware {
  const own = new URL(issuer);
  const second = certificates && { host: new URL(certificates.origin).host, paths: new Set(certificates.paths) };
  return (ctx, next) => {
    const host = hostOf(ctx.req)?.toLowerCase();
    const { url = '' } = ctx.req;
    const known = host === own.host || (second !== undefined && host === second.host && second.paths.has(ctx.path));
    if (!known || !url.startsWith('/') || OTHER_HOST.test(url)) return refuse(ctx, 'This address is not served here.\n');
    if (`${ctx.protocol}:` !== own.protocol) return refuse(ctx, `This address is served over ${own.protocol.slice(0, -1)} only.\n`);
    return next();
  };
}

/** The host that a request names, undefined when it names several; found without a second copy of all its headers. */
export function hostOf({ rawHeaders }: IncomingMessage): string | undefined {
  let host: string | undefined;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? '';
    if (name.length !== 4 || name.toLowerCase() !== 'host') continue;
    if (host !== undefined) return undefined;
    host = rawHeaders[at + 1];
  }
  return host;
}

function refuse(ctx: Koa.Context, body: string): void {
  ctx.status = 421;
  ctx.type = 'text/plain';
  ctx.body = body;
}
