import type Koa from 'koa';
import { isSameOrigin } from './browser.ts';
import { readForm } from './form.ts';
import { PageError } from './page-error.ts';

/** Longest query we send a browser back with: above it no server need take the address, and ours would not. */
const MOST_QUERY = 12 * 1024;

/**
 * Requests that applications may send by POST as well (OIDC Core 3.1.2.1, RP-Initiated Logout 2) go on by GET: a browser
 * keeps our cookies back from another site's POST (`SameSite=Lax`), so it would arrive signed in nowhere.
 */
export function postedAsGet(paths: readonly string[]): Koa.Middleware {
  return async (ctx, next) => {
    if (ctx.method !== 'POST' || !paths.includes(ctx.path)) return next();
    const query = String(new URLSearchParams({ ...(await readForm(ctx)) }));
    if (query.length > MOST_QUERY) throw new PageError('too-large', 413);
    ctx.redirect(`${ctx.path}?${query}`);
    ctx.status = 303;
  };
}

/** Our origin check in front of forms whose answer is not read by us (`settled.md` 11). */
export function ownFormsOnly(paths: readonly string[], issuer: string): Koa.Middleware {
  return async (ctx, next) => {
    if (ctx.method === 'POST' && paths.includes(ctx.path) && !isSameOrigin(ctx, issuer)) throw new PageError('foreign-form', 403);
    await next();
  };
}
