import type Koa from 'koa';
import { hours } from '../kernel/duration.ts';

const COOKIE = 'voordeur_app';
/** As long as the browser keeps the flow's own cookie. */
const LIFE = hours(1);

/** Remembers at a finished flow's own address which application it was for: Back leads there again (R12.2 h). */
export function finishedFor(ctx: Koa.Context, flowAddress: string, clientId: string, secure: boolean): void {
  const value = encodeURIComponent(clientId);
  ctx.cookies.set(COOKIE, value, { signed: false, httpOnly: true, sameSite: 'lax', secure, maxAge: LIFE, path: flowAddress });
}

/** The application that the flow of this address was finished for, unverified: it only chooses among those that serve the portal. */
export function finishedApp(ctx: Koa.Context): string | undefined {
  const value = ctx.cookies.get(COOKIE, { signed: false });
  try {
    return value && decodeURIComponent(value);
  } catch {
    return undefined;
  }
}
