import type Koa from 'koa';
import { stateOf } from './state.ts';

/** Forms lead to ourselves alone; their directive stands last, so that more targets can follow. */
const POLICY = [
  ["default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'none'", "connect-src 'self'"],
  ["base-uri 'none'", "object-src 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'", "form-action 'self'"],
]
  .flat()
  .join('; ');

const FIXED: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), publickey-credentials-get=(self), publickey-credentials-create=(self)',
  'cross-origin-opener-policy': 'same-origin-allow-popups',
  'x-robots-tag': 'noindex',
  'cache-control': 'no-store',
  'content-security-policy': POLICY,
};

/** Two years, as the preload list asks. */
const STRICT_TRANSPORT = 'max-age=63072000; includeSubDomains';

/** Public documents of the protocol, which applications on other origins read. */
const CROSS_ORIGIN = /^\/(oidc\/(jwks|token|userinfo|revocation)|\.well-known\/)/;

/**
 * Headers of every answer (security.md 2.7, `settled.md` 14). Answers are not kept by anybody unless they say so themselves. They go
 * straight to Node: Koa makes a list of pairs out of each that it sets.
 */
export function securityHeaders(secure: boolean): Koa.Middleware {
  const fixed = Object.entries(secure ? { ...FIXED, 'strict-transport-security': STRICT_TRANSPORT } : FIXED);
  return async (ctx, next) => {
    const { res } = ctx;
    for (const [name, value] of fixed) res.setHeader(name, value);
    res.setHeader('cross-origin-resource-policy', CROSS_ORIGIN.test(ctx.path) ? 'cross-origin' : 'same-origin');
    await next();
    const { formTargets } = stateOf(ctx);
    // Browsers apply `form-action` to the redirects after a form too, so the application's own origin stands in it (ux.md D9).
    if (formTargets.size > 0) ctx.set('content-security-policy', `${POLICY} ${[...formTargets].join(' ')}`);
    ctx.remove('x-powered-by');
  };
}

/** Lets the answer's forms lead to an address: its origin, or the scheme of a native application. */
export function allowFormTarget(ctx: Koa.Context, uri: string): void {
  const url = URL.parse(uri);
  if (url) stateOf(ctx).formTargets.add(url.origin === 'null' ? url.protocol : url.origin);
}
