// What becomes of a letter after an attempt. Rules only: nothing here speaks to a server.
import { bounceOf } from './bounces.ts';
import type { HandOver, LeasedLetter, LetterReason, NotHandedOver } from './ports.ts';
import { RETRY_WAITS } from './states.ts';

/** What an attempt came to: handed over, not handed over, or not an attempt at all since nobody could have made it. */
export type Verdict = { readonly state: 'handed-over' } | { readonly state: 'released' } | NotHandedOver;

/** Why a letter is not even tried now, epoch milliseconds; undefined when it is. */
export function notTried({ letter, attempts, stopped }: LeasedLetter, now: number): NotHandedOver | undefined {
  if (!letter) return { state: 'failed', reason: 'not-composed' };
  if (stopped) return { state: 'failed', reason: 'address-stopped' };
  if (letter.notAfter !== undefined && now > letter.notAfter) return { state: 'failed', reason: 'too-late' };
  // It was taken that often, and whoever had it never came back to say what became of it.
  return attempts > RETRY_WAITS.length + 1 ? { state: 'failed', reason: 'given-up' } : undefined;
}

/** What the answer of the mail server means after `attempts` of them. `now` is epoch milliseconds. */
export function verdictOn(answer: HandOver, attempts: number, now: number): Verdict {
  if (answer.kind === 'accepted') return { state: 'handed-over' };
  if (answer.kind === 'unreachable') return { state: 'released' };
  if (answer.kind === 'unsendable') return { state: 'failed', reason: 'not-composed' };
  if (answer.kind === 'broken-off') return tryAgain('no-answer', attempts, now);
  const status = [answer.code, answer.enhanced].filter(Boolean).join(' ');
  // Whatever does not begin with 5 may be otherwise the next time (RFC 5321 §4.2.1).
  if (answer.code < 500) return tryAgain('put-off', attempts, now, status);
  if (answer.at === 'sender') return { state: 'failed', reason: 'sender-refused', status };
  return {
    state: 'bounced',
    ...bounceOf({ enhanced: answer.enhanced, code: answer.code, ofRecipient: answer.at === 'recipient' }),
    status,
  };
}

/** Once more after the pause of this attempt, until there is none left: then it waits for an operator. */
export function tryAgain(reason: LetterReason, attempts: number, now: number, status?: string): NotHandedOver {
  const wait = RETRY_WAITS[attempts - 1];
  return wait === undefined ? { state: 'failed', reason: 'given-up', status } : { state: 'retrying', at: now + wait, reason, status };
}
