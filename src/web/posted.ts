import type Koa from 'koa';
import { isSameOrigin } from './browser.ts';
import { readForm } from './form.ts';
import { PageError } from './page-error.ts';

/** Shows a page of ours whose form sends these fields on to `action`. */
export type PassOn = (
  ctx: Koa.Context,
  action: string,
  fields: readonly { readonly name: string; readonly value: string }[],
) => Promise<void>;

/** Longest address we redirect to: proxies take eight thousand signs, and Node sixteen with cookies and all. */
const LONGEST = 7000;

/**
 * Requests that applications may send by POST as well (OIDC Core 3.1.2.1, RP-Initiated Logout 2) go on by GET: a browser
 * keeps our cookies back from another site's POST (`SameSite=Lax`), so it would arrive signed in nowhere. One too long
 * for an address (a request object can be) goes on by a form of ours, whose POST brings the cookies, and is then taken
 * as the GET it stands for.
 */
export function postedAsGet(paths: readonly string[], issuer: string, passOn: PassOn): Koa.Middleware {
  const goOn: Koa.Middleware = async (ctx, next) => {
    const fields = await readForm(ctx);
    // No application's request holds one (RFC 6749 appendix A), and a form of ours could not send it on.
    if (Object.values(fields).some((value) => value.includes('\0'))) throw new PageError('bad-request', 400);
    const address = `${ctx.path}?${new URLSearchParams({ ...fields })}`;
    if (address.length <= LONGEST) {
      ctx.redirect(address);
      ctx.status = 303;
    } else if (isSameOrigin(ctx, issuer)) {
      for (const name of ['content-type', 'content-length', 'transfer-encoding']) delete ctx.req.headers[name];
      ctx.method = 'GET';
      ctx.url = address;
      await next();
    } else
      await passOn(
        ctx,
        ctx.path,
        Object.entries(fields).map(([name, value]) => ({ name, value })),
      );
  };
  return (ctx, next) => (ctx.method === 'POST' && paths.includes(ctx.path) ? goOn(ctx, next) : next());
}

/** Our origin check in front of forms whose answer is not read by us (`settled.md` 11). */
export function ownFormsOnly(paths: readonly string[], issuer: string): Koa.Middleware {
  return (ctx, next) => {
    if (ctx.method === 'POST' && paths.includes(ctx.path) && !isSameOrigin(ctx, issuer)) throw new PageError('foreign-form', 403);
    return next();
  };
}
