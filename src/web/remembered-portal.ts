import type Koa from 'koa';
import { days } from '../kernel/duration.ts';

const COOKIE = 'voordeur_portal';
const SHAPE = /^[a-z0-9-]{2,40}$/;

/** The short name of the portal last visited in this browser (`settled.md` 2). It names an organisation, no person. */
export function rememberedPortal(ctx: Koa.Context): string | undefined {
  const name = ctx.cookies.get(COOKIE, { signed: false });
  return name && SHAPE.test(name) ? name : undefined;
}

/** Remembers a portal, if it is another one than before. */
export function rememberPortal(ctx: Koa.Context, portal: string, secure: boolean): void {
  if (rememberedPortal(ctx) === portal) return;
  ctx.cookies.set(COOKIE, portal, { signed: false, httpOnly: true, sameSite: 'lax', secure, maxAge: days(180) });
}
