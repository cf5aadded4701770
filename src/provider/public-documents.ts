import type Koa from 'koa';
import { PROTOCOL_PATHS } from './paths.ts';

/** Documents that are the same for everybody until the keys change. */
export const PUBLIC_DOCUMENTS: ReadonlySet<string> = new Set([
  '/.well-known/openid-configuration',
  '/.well-known/oauth-authorization-server',
  PROTOCOL_PATHS.jwks,
]);

/** Five minutes: far below the day by which a new key is published before it signs (security.md 2.8). */
const CACHE_CONTROL = 'public, max-age=300';

/** Discovery and JWKS may be cached; the library says nothing about it. */
export function cachePublicDocuments(ctx: Koa.Context): void {
  if (PUBLIC_DOCUMENTS.has(ctx.path) && ctx.status === 200) ctx.set('cache-control', CACHE_CONTROL);
}
