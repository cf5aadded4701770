import type { Verdict } from '../domain/mail/attempt.ts';
import type { HandOver, LeasedLetter, NotHandedOver } from '../domain/mail/ports.ts';

/** Where a worker says what it does: named fields and a sentence (security.md 2.9). */
export interface MailLog {
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
  error(fields: Readonly<Record<string, unknown>>, message: string): void;
}

/**
 * One line for each attempt: the letter's id and kind, never its address, words or what the other server wrote. `waited` is how
 * long it took from being posted, in milliseconds (R18.3).
 */
export function tellVerdict(log: MailLog, held: LeasedLetter, verdict: Verdict | { readonly state: 'lease-lost' }, now: number): void {
  const about = { letter: held.id, kind: held.letter?.mail.kind, attempts: held.attempts };
  if (verdict.state === 'handed-over') log.info({ ...about, waited: now - held.postedAt }, 'mail handed over');
  else if (verdict.state === 'lease-lost') log.warn(about, 'a mail was handed over, but was no longer ours to say so');
  else if (verdict.state !== 'released') tellTrouble(log, { ...about, reason: verdict.reason, status: verdict.status }, verdict.state);
}

function tellTrouble(log: MailLog, fields: Readonly<Record<string, unknown>>, state: NotHandedOver['state']): void {
  if (state === 'failed') log.error(fields, 'mail given up: see `mail list --state failed`');
  else log.warn(fields, state === 'bounced' ? 'mail bounced' : 'mail put off');
}

/** A line when it begins that nobody can hand anything over, and one when it ends. `before`: how often in a row already. */
export function tellOutage(log: MailLog, before: number, answer: HandOver): void {
  if (answer.kind === 'unreachable' && before === 0) {
    const { because, code } = answer;
    log.error({ because, code }, 'the mail server takes nothing: mail waits until it does');
  }
  if (answer.kind !== 'unreachable' && before > 0) log.info({ tried: before }, 'the mail server takes mail again');
}
