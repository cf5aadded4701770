// Words that labels may be, in whole: a sum over series of which one never came about would be nothing instead of a number, so
// all of them are told from the start. One that is forgotten here does not compile.
import type { AuditEvent, RefusalReason, SingleSignOnFailure } from '../domain/audit/events.ts';
import type { WaitingLetters } from '../domain/mail/ports.ts';
import type { BounceReason, Report } from '../domain/mail/states.ts';
import type { Refusal } from '../domain/throttle/gate.ts';

/** Why a password or a passkey was refused. */
export const REFUSED = words<RefusalReason>({
  'unknown-name': true,
  'name-case': true,
  'wrong-password': true,
  'no-password': true,
  'single-sign-on': true,
  'unknown-passkey': true,
  'foreign-passkey': true,
  'wrong-passkey': true,
  'copied-passkey': true,
  invited: true,
  suspended: true,
  closed: true,
});

/** Why nobody was signed in through an organisation's own identity provider. */
export const SINGLE_SIGN_ON_FAILURES = words<SingleSignOnFailure>({
  cancelled: true,
  down: true,
  config: true,
  'no-account': true,
  blocked: true,
  'wrong-person': true,
  stranger: true,
});

/** What codes are for: those of the second step, and those beside a mailed link. */
export const CODE_METHODS = words<Extract<AuditEvent, { readonly event: 'code.right' | 'code.wrong' }>['method'] | 'link'>({
  app: true,
  mail: true,
  recovery: true,
  link: true,
});

/** Why mail bounces. */
export const BOUNCED = words<BounceReason>({ 'no-such-address': true, 'mailbox-full': true, refused: true });

/** What mail providers report. */
export const REPORTS = words<Report['kind']>({ delivered: true, deferred: true, bounced: true, complained: true });

/** How mail waits. */
export const WAITING = words<WaitingLetters['state']>({ queued: true, 'handing-over': true, retrying: true, scheduled: true });

/** What the throttle refuses by. */
export const LAYERS = words<Refusal>({ challenge: true, account: true, address: true, closed: true, surge: true });

function words<Word extends string>(all: Readonly<Record<Word, true>>): readonly Word[] {
  return Object.keys(all) as Word[];
}
