// The second step by a mailed code, as somebody without script goes through it.
import { takeOne } from './mailbag.ts';
import type { RelyingParty } from './relying-party.ts';
import { type Answer, Visitor, wordsOf } from './visitor.ts';
import { PASSWORD, type World } from './world.ts';

/** A sign-in whose second step is open. */
export interface Halfway {
  readonly visitor: Visitor;
  readonly begun: Awaited<ReturnType<RelyingParty['begin']>>;
  /** The page of the second step. */
  readonly page: Answer;
  readonly app: RelyingParty;
}

/** A sign-in up to its second step. */
export async function afterPassword(app: RelyingParty, username: string, visitor = new Visitor(), more: Record<string, string> = {}) {
  const begun = await app.begin({ portal: 'acme', ...more });
  const first = await visitor.open(begun.url, app.isCallback);
  const page = await visitor.submit(first, { username, password: PASSWORD }, app.isCallback);
  return { visitor, begun, page, app } satisfies Halfway;
}

/** The code in the one letter that waits. */
export async function signInCodeIn(world: World): Promise<string> {
  return (await takeOne(world, 'sign-in-code')).mail.code;
}

/** Types a code on a page of the second step. */
export function typeCode({ visitor, app }: Pick<Halfway, 'visitor' | 'app'>, page: Answer, code: string): Promise<Answer> {
  return visitor.submit(page, { code }, app.isCallback);
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
