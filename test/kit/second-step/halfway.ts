// A sign-in between its first step and its second, as somebody without script stands there, and what an application hears.
import type { Begun, RelyingParty } from '../relying-party.ts';
import type { SignedIn } from '../sign-in.ts';
import { type Answer, Visitor } from '../visitor.ts';
import { PASSWORD } from '../world.ts';

/** A sign-in at the page after the password, or at the application's address. */
export interface Halfway {
  readonly visitor: Visitor;
  readonly begun: Begun;
  readonly page: Answer;
}

/** Which page of a sign-in somebody is at: its way; `callback` once it is over. */
export function wayOf({ url }: Pick<Answer, 'url'>): string {
  return new URL(url).pathname.split('/').at(-1) ?? '';
}

/** Types the password at the application's request; to acme, unless the request says another portal. */
export async function halfway(
  app: RelyingParty,
  username: string,
  request: Record<string, string> = {},
  visitor = new Visitor(),
): Promise<Halfway> {
  const begun = await app.begin({ portal: 'acme', ...request });
  const sheet = await visitor.open(begun.url, app.isCallback);
  return { visitor, begun, page: await visitor.submit(sheet, { username, password: PASSWORD }, app.isCallback) };
}

/** Types a code, of whichever kind the page asks. */
export function typeCode(app: RelyingParty, { visitor, page }: Pick<Halfway, 'visitor' | 'page'>, code: string): Promise<Answer> {
  return visitor.submit(page, { code }, app.isCallback);
}

/** What an ID token says of the sign-in. */
export async function told(app: RelyingParty, { callback, begun }: Pick<SignedIn, 'callback' | 'begun'>) {
  const claims = (await app.exchange(callback, begun)).claims();
  return { acr: claims?.['acr'], amr: claims?.['amr'], authTime: Number(claims?.['auth_time']), sub: claims?.sub };
}

/** An authorization request of somebody who is signed in already: the application's answer, or the way that is asked. */
export async function ask(app: RelyingParty, visitor: Visitor, request: Record<string, string> = {}) {
  const begun = await app.begin({ portal: 'acme', ...request });
  const page = await visitor.open(begun.url, app.isCallback);
  const error = app.isCallback(page.url) ? new URL(page.url).searchParams.get('error') : null;
  return { begun, page, visitor, way: wayOf(page), error: error ?? undefined, callback: page.url };
}
