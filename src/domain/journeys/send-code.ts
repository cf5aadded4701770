// The mailed code of the second step (R14.2, R14.3) on its way: drawn, kept and posted in one transaction, within the limits.
import { minutes } from '../../kernel/duration.ts';
import type { AuditContext } from '../audit/events.ts';
import type { Audit } from '../audit/ports.ts';
import type { SignInCodeSecrets, SignInCodes } from '../factors/ports.ts';
import {
  drawDigits,
  drawLetters,
  nextCodeAt,
  SIGN_IN_CODE,
  type SignInCode,
  shownSignInCode,
  signInLasts,
  standingOfCode,
} from '../factors/sign-in-code.ts';
import { letterTo } from '../links/ask.ts';
import type { Reachable } from '../links/recipients.ts';
import type { Outbox } from '../mail/ports.ts';
import type { Organisation } from '../organisations/organisation.ts';
import { limited, limitKey, MAIL_LIMITS } from '../throttle/mail-limits.ts';
import type { Counters } from '../throttle/ports.ts';

/** What it writes to, in one transaction. */
export interface SendCodePorts {
  readonly signInCodes: Pick<SignInCodes, 'put'>;
  readonly outbox: Pick<Outbox, 'post'>;
  readonly audit: Audit;
}

/** What it needs. */
export interface SendCodeNeeds {
  readonly signInCodes: Pick<SignInCodes, 'ofJourney'>;
  readonly counters: Pick<Counters, 'reserve' | 'giveBack' | 'inspect'>;
  readonly codeSecrets: SignInCodeSecrets;
  readonly work: <T>(step: (ports: SendCodePorts) => Promise<T>) => Promise<T>;
}

/** For whose sign-in. */
export interface CodeFor {
  readonly organisation: Organisation;
  readonly account: Reachable;
  /** Uid of the sign-in. */
  readonly journey: string;
  readonly audit: Pick<AuditContext, 'client' | 'trace' | 'address'>;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** What came of it. Times are epoch milliseconds. */
export type CodeSent =
  /** `lasts`: until when the sign-in must last so that the code can be used. */
  | { readonly kind: 'sent'; readonly lasts: number }
  /** A code that can be used is there already, or is being sent this moment. */
  | { readonly kind: 'there' }
  | { readonly kind: 'wait'; readonly until: number };

/** The codes of a sign-in that are this person's, the newest first. */
export async function codesOf(
  { signInCodes }: Pick<SendCodeNeeds, 'signInCodes'>,
  { journey, account }: Pick<CodeFor, 'journey' | 'account'>,
): Promise<SignInCode[]> {
  return (await signInCodes.ofJourney(journey)).filter(({ accountId }) => accountId === account.id);
}

/** Mails the first code of a sign-in, unless there is one that can be used: however often the step is come to, one mail. */
export async function sendFirstCode(needs: SendCodeNeeds, code: CodeFor): Promise<CodeSent> {
  const before = await needs.signInCodes.ofJourney(code.journey);
  const isThere = before.some((each) => each.accountId === code.account.id && standingOfCode(each, code.now) === 'live');
  return isThere ? { kind: 'there' } : send(needs, code, before);
}

/** Mails another one, where enough time has passed; the one before works a little longer. */
export async function sendAnotherCode(needs: SendCodeNeeds, code: CodeFor): Promise<CodeSent> {
  return send(needs, code, await needs.signInCodes.ofJourney(code.journey));
}

/** When the next code can be asked for, epoch milliseconds: by the pauses of this sign-in, and by what one person gets an hour. */
export async function nextCode(
  needs: Pick<SendCodeNeeds, 'signInCodes' | 'counters'>,
  { journey, account, now }: Pick<CodeFor, 'journey' | 'account' | 'now'>,
): Promise<number> {
  return Math.max(nextCodeAt(await needs.signInCodes.ofJourney(journey)), await nextByPerson(needs, account.id, now));
}

/** What a right code has forgotten: whoever reads the mailbox is the person. */
export function clearedByMailCode(accountId: string): string[] {
  return [limitKey('signInCode', accountId)];
}

async function nextByPerson({ counters }: Pick<SendCodeNeeds, 'counters'>, accountId: string, now: number): Promise<number> {
  const [state] = await counters.inspect(clearedByMailCode(accountId), now);
  return state && state.count >= MAIL_LIMITS.signInCode.most ? state.forgottenAt : 0;
}

async function send(needs: SendCodeNeeds, code: CodeFor, before: readonly SignInCode[]): Promise<CodeSent> {
  const { account, now } = code;
  const paused = nextCodeAt(before);
  if (paused > now) return { kind: 'wait', until: paused };
  const limit = limited('signInCode', account.id);
  const [count] = await needs.counters.reserve([limit], now);
  if (count === undefined) return { kind: 'wait', until: await nextByPerson(needs, account.id, now) };
  const isSent = await post(needs, code, before);
  if (!isSent) await needs.counters.giveBack([limit.key]);
  return isSent ? { kind: 'sent', lasts: signInLasts(now, lifeAt(code.organisation)) } : { kind: 'there' };
}

/** How long a code works at this organisation, in milliseconds (R14.3). */
function lifeAt({ policy }: Pick<Organisation, 'policy'>): number {
  return minutes(policy.mailCodeMinutes);
}

async function post(needs: SendCodeNeeds, code: CodeFor, before: readonly SignInCode[]): Promise<boolean> {
  const { organisation, account, journey, audit, now } = code;
  const { id: accountId, emailKey } = account;
  const letters = drawLetters(before.map((each) => each.letters));
  const shown = shownSignInCode(letters, drawDigits());
  const [digest] = needs.codeSecrets.signInCodeDigests({ journey, accountId, emailKey }, shown);
  const life = lifeAt(organisation);
  return needs.work(async (ports) => {
    const id = await ports.signInCodes.put({ journey, ordinal: before.length + 1, accountId, letters, digest, life, madeAt: now });
    if (id === undefined) return false;
    const letter = letterTo(organisation, account, { kind: 'sign-in-code', id, code: shown, life });
    await ports.outbox.post({ ...letter, notAfter: now + SIGN_IN_CODE.handOver }, now);
    const who = { actor: 'person', organisation: organisation.id, account: accountId } as const;
    await ports.audit.record({ event: 'code.mailed', ...who, ...audit, at: now });
    return true;
  });
}
