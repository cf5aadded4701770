import type Koa from 'koa';
import { days } from '../kernel/duration.ts';
import type { FormGuard } from '../kernel/form-guard.ts';
import { randomToken } from '../kernel/random.ts';
import { PageError } from './page-error.ts';
import { stateOf } from './state.ts';

/** How a browser is known before there is a session (`settled.md` 14a): one cookie, and a proof in each form. */
export interface BrowserCookie {
  /** The browser's id; given one when it has none. */
  id(ctx: Koa.Context): string;
  /** Whether it brought the cookie along that every page of ours gives it. */
  hasKept(ctx: Koa.Context): boolean;
  /** A token for a form of this answer. */
  csrf(ctx: Koa.Context): string;
  /** Throws a page error unless the form was made for this browser, here. */
  checkForm(ctx: Koa.Context, token: string | undefined): void;
}

/** Long enough to know a browser again at the next test; it identifies nobody. */
const LIFE = days(180);
const SHAPE = /^[\w-]{43}$/;

/** The cookie and its checks. `secure` adds the `__Host-` prefix and the attribute (security.md 2.6). */
export function browserCookie(guard: FormGuard, issuer: string, secure: boolean): BrowserCookie {
  const name = `${secure ? '__Host-' : ''}voordeur_browser`;
  const present = (ctx: Koa.Context) => {
    const value = ctx.cookies.get(name, { signed: false });
    return value && SHAPE.test(value) ? value : undefined;
  };
  const id = (ctx: Koa.Context) => {
    const state = stateOf(ctx);
    state.browserId ??= present(ctx);
    if (state.browserId === undefined) {
      state.browserId = randomToken();
      ctx.cookies.set(name, state.browserId, { signed: false, httpOnly: true, sameSite: 'lax', secure, maxAge: LIFE });
    }
    return state.browserId;
  };
  return {
    id,
    hasKept: (ctx) => present(ctx) !== undefined,
    csrf: (ctx) => guard.issue(id(ctx)),
    checkForm: (ctx, token) => {
      if (!isSameOrigin(ctx, issuer)) throw new PageError('foreign-form', 403);
      const known = present(ctx);
      if (known === undefined) throw new PageError('cookies', 400);
      if (!guard.accepts(known, token)) throw new PageError('foreign-form', 403);
    },
  };
}

/** What the browser itself says of where a form came from; an old browser that says neither is left to the token alone. */
export function isSameOrigin(ctx: Koa.Context, issuer: string): boolean {
  const site = ctx.get('sec-fetch-site');
  const origin = ctx.get('origin');
  if (site !== '' && site !== 'same-origin' && site !== 'none') return false;
  return origin === '' || origin === issuer;
}
