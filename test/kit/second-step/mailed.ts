// The second step by a mailed code.
import { codesIn } from '../../../src/domain/mail/mails.ts';
import { type MailHolder, takeMail, takeOne } from '../mailbag.ts';
import type { RelyingParty } from '../relying-party.ts';
import type { SignedIn } from '../sign-in.ts';
import { type Answer, Visitor, wordsOf } from '../visitor.ts';
import type { World } from '../world.ts';
import { type Halfway, halfway } from './halfway.ts';

/** The code in the one letter that waits. */
export async function signInCodeIn(world: MailHolder): Promise<string> {
  return (await takeOne(world, 'sign-in-code')).mail.code;
}

/** The latest code of all letters that wait. */
export async function latestCodeIn(world: MailHolder): Promise<string> {
  const mails = (await takeMail(world)).map(({ mail }) => mail).filter((mail) => codesIn(mail).length > 0);
  const last = mails.at(-1);
  if (last?.kind !== 'sign-in-code') throw new Error('no code was mailed');
  return last.code;
}

/** Has another code sent. */
export function askAgain({ visitor }: Pick<Halfway, 'visitor'>, page: Answer): Promise<Answer> {
  return visitor.submit(page, { do: 'resend' });
}

/** The code with other digits. */
export function wrongOf(code: string, by = 1): string {
  const digits = String((Number(code.slice(-6)) + by) % 1_000_000).padStart(6, '0');
  return `${code.slice(0, 3)}${digits}`;
}

/** What a page says is wrong; empty where nothing is. */
export function problemsOn(page: Answer): string {
  return /There is a problem (.*?) (?:Fill in your verification code|How do you want)/.exec(wordsOf(page))?.[1] ?? '';
}

/** Types the mailed code on its page; asks for it first where none was sent. */
export async function byMail(
  world: World,
  app: RelyingParty,
  { visitor, page }: Pick<Halfway, 'visitor' | 'page'>,
  more: Record<string, string> = {},
): Promise<Answer> {
  const isToAsk = page.text.includes('value="resend"') && !page.text.includes('id="code"');
  const sent = isToAsk ? await askAgain({ visitor }, page) : page;
  return visitor.submit(sent, { code: await latestCodeIn(world), ...more }, app.isCallback);
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
