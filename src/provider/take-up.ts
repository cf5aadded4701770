// A finished sign-in is taken up in the request that finished it. The library does that at an address of its own, to which
// the browser would have to come with a cookie made for it; here the browser that was given it is already known.
import type Koa from 'koa';
import type { Organisation } from '../domain/organisations/organisation.ts';
import type { Later } from '../domain/ports.ts';
import { inSeconds, minutes } from '../kernel/duration.ts';
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
 * Has the request that was pushed for the sign-in (RFC 9126) used with all that this one writes, where it is one that is taken up at once;
 * false where it is not. The answer counts as that use: whoever takes it up once more uses the request no more.
 */
export async function useAtEnd(later: Later, request: string, now: number): Promise<boolean> {
  const { opened, takenUp } = requestScope();
  if (!opened || opened.uid !== takenUp) return false;
  Object.assign(opened.result ?? {}, { usedRequest: request } satisfies Partial<SignInResult>);
  await opened.save(inSeconds(ANSWERED_LIFE));
  later(`used ${request}`, ({ artifacts }) => artifacts.use(request, now));
  return true;
}

/**
 * Leads a second one to the library's address, where the answer of the first is taken up once more. With the cookie for it anew: the
 * first answer took that back, and may have come through.
 */
export function takeUpOnceMore(cookies: SessionCookies, ctx: Koa.Context, { uid, returnTo }: Answered): string {
  ctx.cookies.set(cookies.resume, uid, { ...cookies.options, path: new URL(returnTo).pathname, maxAge: ANSWERED_LIFE });
  return returnTo;
}
