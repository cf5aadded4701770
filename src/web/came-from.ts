import type Koa from 'koa';
import { hours } from '../kernel/duration.ts';

const COOKIE = 'voordeur_from';
/** Longer than the flow itself waits and a link for a new password lives: then the application begins anew. */
const LIFE = hours(2);
const SHAPE = /^([\w-]{10,64})\.(.+)$/;

/** A sign-in that this browser was shown, and the application that it is for. */
export interface CameFrom {
  readonly uid: string;
  readonly clientId: string;
}

/** Where somebody came from who left a sign-in for another page of the portal: for a new password, say, and wants to get back (R4.5). */
export interface CameFromCookie {
  /** The sign-in of this portal that was last shown in this browser and is not finished, unverified: it only chooses where to go on. */
  cameFrom(ctx: Koa.Context): CameFrom | undefined;
  /** Remembers it for the other pages of the portal at `place` (`/<portal>`). */
  rememberCameFrom(ctx: Koa.Context, place: string, from: CameFrom): void;
  /** Forgets it: it is finished, and whoever comes next to this browser has nothing to do with it. */
  forgetCameFrom(ctx: Koa.Context, place: string): void;
}

/** The cookie. `secure` adds the attribute (security.md 2.6). */
export function cameFromCookie(secure: boolean): CameFromCookie {
  const options = { signed: false, httpOnly: true, sameSite: 'lax', secure } as const;
  const present = (ctx: Koa.Context) => ctx.cookies.get(COOKIE, { signed: false });
  return {
    cameFrom: (ctx) => parsed(present(ctx)),
    rememberCameFrom: (ctx, place, { uid, clientId }) => {
      if (parsed(present(ctx))?.uid === uid) return;
      ctx.cookies.set(COOKIE, `${uid}.${encodeURIComponent(clientId)}`, { ...options, maxAge: LIFE, path: place });
    },
    forgetCameFrom: (ctx, place) => {
      if (present(ctx) !== undefined) ctx.cookies.set(COOKIE, null, { ...options, path: place });
    },
  };
}

function parsed(value = ''): CameFrom | undefined {
  const [, uid, client] = SHAPE.exec(value) ?? [];
  try {
    return uid === undefined || client === undefined ? undefined : { uid, clientId: decodeURIComponent(client) };
  } catch {
    return undefined;
  }
}
