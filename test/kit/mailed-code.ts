// The extra check by mail (R8.3), as somebody who can read no picture and runs no script goes through it.
import { takeMail, takeOne } from './mailbag.ts';
import type { RelyingParty } from './relying-party.ts';
import { type Answer, Visitor } from './visitor.ts';
import type { World } from './world.ts';

/** Three misses on a name at acme, up to the page with the extra check. */
export async function missThrice(app: RelyingParty, username: string, visitor = new Visitor()): Promise<Answer> {
  let page = await visitor.open((await app.begin({ portal: 'acme' })).url, app.isCallback);
  for (let at = 0; at < 3; at += 1) page = await visitor.submit(page, { username, password: 'not this one' }, app.isCallback);
  return page;
}

/** Presses the button for a code by mail; what is typed beside it comes along. */
export function askForCode(visitor: Visitor, page: Answer, typed: Record<string, string> = {}): Promise<Answer> {
  return visitor.submit(page, { ...typed, do: 'mail' });
}

/** The code in the one letter that waits. */
export async function codeInMail(world: World): Promise<string> {
  return (await takeOne(world, 'challenge-code')).mail.code;
}

/** A code that is not this one. */
export function notThis(code: string): string {
  return code === '000000' ? '000001' : '000000';
}

/** How many letters with a code wait, and to whom. */
export async function codesFor(world: World): Promise<string[]> {
  return (await takeMail(world)).filter(({ mail }) => mail.kind === 'challenge-code').map(({ to }) => to);
}
