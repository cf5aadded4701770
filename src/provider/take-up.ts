// A finished sign-in is taken up in the request that finished it. The library does that at an address of its own, to which
// the browser would have to come with a cookie made for it; here the browser that was given it is already known.
import type Koa from 'koa';
import type { Organisation } from '../domain/organisations/organisation.ts';
import type { Clock } from '../kernel/clock.ts';
import { inSeconds, minutes, seconds } from '../kernel/duration.ts';
import type { SignInResult } from './proved-sessions.ts';
import { requestScope } from './request-scope.ts';
import type { SessionCookies } from './session-cookies.ts';

/**
 * How long an answered interaction stays, in milliseconds, for a browser to which the answer did not come through: what
 * it sends once more leads it on. One that got the answer has no cookie for it any more.
 */
export const ANSWERED_LIFE = minutes(2);

/** As much of an interaction as taking it up needs. */
export interface Answered {
  readonly uid: string;
  readonly returnTo: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/**
 * Whether the browser need not go to the library's own address. It must where a session of this organisation is there
 * already, which may be somebody else's to leave first, and where the answer is a page that sends itself on: such a page
 * stands on an address that can be loaded again.
 */
export function canTakeUp(cookies: SessionCookies, ctx: Koa.Context, { params }: Answered, { id }: Organisation): boolean {
  return !String(params['response_mode']).startsWith('form_post') && !cookies.organisationsOf(ctx).includes(id);
}

/**
 * Makes this request the one that resumes the interaction; what comes next on its way answers it. The interaction's own
 * cookie, which the request proved itself by, stands for the one of the library's address: both are signed, bound to this
 * interaction and given to this browser in the same answer.
 */
export function takeUp(cookies: SessionCookies, ctx: Koa.Context, { uid, returnTo }: Answered, organisation: Organisation): void {
  const scope = requestScope();
  scope.organisation = organisation;
  scope.takenUp = uid;
  scope.resumesByInteraction = true;
  const path = ctx.path.split('/').slice(0, 4).join('/');
  ctx.cookies.set(cookies.interaction, null, { ...cookies.options, path });
  ctx.method = 'GET';
  ctx.url = new URL(returnTo).pathname;
}

/**
 * Who comes to finish the same sign-in in this process, as by a second press: each waits until the one before has its answer.
 * Resolves with whether there was one, within the time for which that answer stays; not for one that does not end.
 */
export function inTurn(clock: Clock): (uid: string) => Promise<boolean> {
  // The oldest first, since each that comes stands last.
  const latest = new Map<string, { readonly ended: Promise<void>; readonly until: number }>();
  return async (uid) => {
    const now = clock.now();
    for (const [old, { until }] of latest) {
      if (until > now) break;
      latest.delete(old);
    }
    const before = latest.get(uid);
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    requestScope().records.afterwards.push(resolve);
    latest.delete(uid);
    latest.set(uid, { ended, until: now + ANSWERED_LIFE });
    return before !== undefined && (await endsSoon(before.ended));
  };
}

/** How long one that is under way is waited for, in milliseconds: a right password has been looked at by then. */
const PATIENCE = seconds(5);

async function endsSoon(ended: Promise<void>): Promise<boolean> {
  const { promise: late, resolve } = Promise.withResolvers<boolean>();
  const timer = setTimeout(resolve, PATIENCE, false);
  try {
    return await Promise.race([ended.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Keeps with a sign-in that is taken up at once that its answer has used a pushed request: whoever takes it up once more uses it no more. */
export async function keepUse(request: string): Promise<void> {
  const { opened, takenUp } = requestScope();
  if (!opened || opened.uid !== takenUp) return;
  Object.assign(opened.result ?? {}, { usedRequest: request } satisfies Partial<SignInResult>);
  await opened.save(inSeconds(ANSWERED_LIFE));
}

/**
 * Leads a second one to the library's address, where the answer of the first is taken up once more. With the cookie for it anew: the
 * first answer took that back, and may have come through.
 */
export function takeUpOnceMore(cookies: SessionCookies, ctx: Koa.Context, { uid, returnTo }: Answered): string {
  ctx.cookies.set(cookies.resume, uid, { ...cookies.options, path: new URL(returnTo).pathname, maxAge: ANSWERED_LIFE });
  return returnTo;
}
