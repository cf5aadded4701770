import type Koa from 'koa';
import { days } from '../kernel/duration.ts';

const COOKIE = 'voordeur_portal';
const USED_COOKIE = 'voordeur_portals';
/** More portals than one person has; the list stands on a page. */
const MOST_USED = 5;
const SHAPE = /^[a-z0-9-]{2,40}$/;

/** The short name of the portal last visited in this browser (`settled.md` 2). It names an organisation, no person. */
export function rememberedPortal(ctx: Koa.Context): string | undefined {
  const name = ctx.cookies.get(COOKIE, { signed: false });
  return name && SHAPE.test(name) ? name : undefined;
}

/** Remembers a portal, if it is another one than before. */
export function rememberPortal(ctx: Koa.Context, portal: string, secure: boolean): void {
  if (rememberedPortal(ctx) !== portal) set(ctx, COOKIE, portal, secure);
}

/** Short names of the portals at which this browser signed in, the latest first (R16.3): organisations, no persons. */
export function signedInBefore(ctx: Koa.Context): readonly string[] {
  const sent = ctx.cookies.get(USED_COOKIE, { signed: false });
  if (sent === undefined) return [];
  const names = sent.split('.').filter((name) => SHAPE.test(name));
  return [...new Set(names)].slice(0, MOST_USED);
}

/** The portal that a person means who does not say which: the one last opened here, else the one last signed in at from an application (R12.2 e). */
export function portalUsedLast(ctx: Koa.Context): string | undefined {
  return rememberedPortal(ctx) ?? signedInBefore(ctx)[0];
}

/** Remembers that this browser signed in at a portal. */
export function rememberSignIn(ctx: Koa.Context, portal: string, secure: boolean): void {
  const before = signedInBefore(ctx);
  if (before[0] === portal) return;
  const names = [portal, ...before.filter((name) => name !== portal)].slice(0, MOST_USED);
  set(ctx, USED_COOKIE, names.join('.'), secure);
}

function set(ctx: Koa.Context, name: string, value: string, secure: boolean): void {
  ctx.cookies.set(name, value, { signed: false, httpOnly: true, sameSite: 'lax', secure, maxAge: days(180) });
}
