// Sign-ins in two steps, as somebody without script goes through them: by a mailed code, or by an app that is set up or asked.
import { codesIn } from '../../src/domain/mail/mails.ts';
import { codeAt, secretOn } from './authenticator.ts';
import { takeMail } from './mailbag.ts';
import type { Begun, RelyingParty } from './relying-party.ts';
import type { SignedIn } from './sign-in.ts';
import { type Answer, Visitor } from './visitor.ts';
import { PASSWORD, type World } from './world.ts';

/** A sign-in at the page after the password, or at the application's address. */
export interface Halfway {
  readonly visitor: Visitor;
  readonly begun: Begun;
  readonly page: Answer;
}

/** Which page of a sign-in somebody is at: its way; `callback` once it is over. */
export function wayOf(app: RelyingParty, { url }: Pick<Answer, 'url'>): string {
  return app.isCallback(url) ? 'callback' : (new URL(url).pathname.split('/').at(-1) ?? '');
}

/** Types the password at the application's request to acme. */
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

/** The digits of the latest code that waits to be mailed, handed over now. */
export async function mailedDigits(world: World): Promise<string> {
  const mails = (await takeMail(world)).map(({ mail }) => mail).filter((mail) => codesIn(mail).length > 0);
  const last = mails.at(-1);
  if (last?.kind !== 'sign-in-code') throw new Error('no code was mailed');
  return last.code;
}

/** Types the mailed code on its page; asks for it first where none was sent. */
export async function byMail(world: World, app: RelyingParty, at: Halfway, more: Record<string, string> = {}): Promise<Answer> {
  const page =
    at.page.text.includes('value="resend"') && !at.page.text.includes('id="code"')
      ? await at.visitor.submit(at.page, { do: 'resend' })
      : at.page;
  return at.visitor.submit(page, { code: await mailedDigits(world), ...more }, app.isCallback);
}

/** Signs in with the password and a mailed code. */
export async function signInByMail(
  world: World,
  app: RelyingParty,
  username: string,
  request: Record<string, string> = {},
  { visitor = new Visitor(), more = {} }: { readonly visitor?: Visitor; readonly more?: Record<string, string> } = {},
): Promise<SignedIn> {
  const at = await halfway(app, username, request, visitor);
  const end = await byMail(world, app, at, more);
  if (!app.isCallback(end.url)) throw new Error(`expected the callback, got ${end.status} at ${end.url}`);
  return { visitor, begun: at.begun, callback: end.url };
}

/** Sets up the app that the page offers, and saves the recovery codes that come with the first one; its secret, and what came of it. */
export async function setUpApp(world: World, app: RelyingParty, { visitor, page }: Pick<Halfway, 'visitor' | 'page'>) {
  const secret = secretOn(page);
  const next = await visitor.submit(page, { code: codeAt(secret, world.clock.now()) }, app.isCallback);
  const isToSave = wayOf(app, next) === 'recovery-codes';
  return { secret, end: isToSave ? await visitor.submit(next, { saved: 'yes' }, app.isCallback) : next };
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
  return { begun, page, visitor, way: wayOf(app, page), error: error ?? undefined, callback: page.url };
}
