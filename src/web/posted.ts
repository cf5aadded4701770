import type Koa from 'koa';
import { isSameOrigin } from './browser.ts';
import { readForm } from './form.ts';
import { PageError } from './page-error.ts';

/**
 * Requests that applications may send by POST as well (OIDC Core 3.1.2.1, RP-Initiated Logout 2) go on by GET: a browser
 * keeps our cookies back from another site's POST (`SameSite=Lax`), so it would arrive signed in nowhere.
 */
export function postedAsGet(paths: readonly string[]): Koa.Middleware {
  return async (ctx, next) => {
    if (ctx.method !== 'POST' || !paths.includes(ctx.path)) return next();
    ctx.redirect(`${ctx.path}?${new URLSearchParams({ ...(await readForm(ctx)) })}`);
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
