// What can become of a letter (R9.2). Every word is stored and shown; a new one is one line here.
import { days, hours, minutes, seconds } from '../../kernel/duration.ts';

/**
 * `queued`: waits for its first attempt. `handing-over`: a worker holds it. `retrying`: waits for a further attempt.
 * `handed-over`: the mail server has it. `deferred`, `delivered`, `complained`: what the provider reported of it.
 * `bounced`: will not arrive. `failed`: given up here, and can be queued anew.
 */
export type LetterState =
  | 'queued'
  | 'handing-over'
  | 'retrying'
  | 'handed-over'
  | 'deferred'
  | 'delivered'
  | 'bounced'
  | 'complained'
  | 'failed';

/** Every state; one that is forgotten here does not compile. */
export const LETTER_STATES = Object.keys({
  queued: true,
  'handing-over': true,
  retrying: true,
  'handed-over': true,
  deferred: true,
  delivered: true,
  bounced: true,
  complained: true,
  failed: true,
} satisfies Record<LetterState, true>) as readonly LetterState[];

/** Why the other side does not take it (ux.md 3.13): no such address, a full mailbox, or mail of ours is not welcome. */
export type BounceReason = 'no-such-address' | 'mailbox-full' | 'refused';

/**
 * Why it was given up here. `address-stopped`: an earlier one bounced for good. `too-late`: of no use any more.
 * `withdrawn`: nobody to write to any more, or nothing of it holds. `given-up`: tried often enough. `sender-refused`: the server does not take our sender.
 * `not-composed`: a fault of ours.
 */
export type StopReason = 'address-stopped' | 'too-late' | 'withdrawn' | 'given-up' | 'sender-refused' | 'not-composed';

/** What a mail provider reports (its hook). `stop`: no further mail to the address. */
export type Report =
  | { readonly kind: 'delivered' | 'deferred' | 'complained'; readonly status?: string | undefined }
  | ({ readonly kind: 'bounced'; readonly status?: string | undefined } & Bounce);

/** How a letter bounced: why, and whether that is the address's own fault, so that no further mail goes there (R9.5). */
export interface Bounce {
  readonly reason: BounceReason;
  readonly stop: boolean;
}

/** Whoever reports on a letter has it, also when its server never said so to us: then it is not handed over again. */
const OUT: readonly LetterState[] = ['handing-over', 'retrying', 'handed-over'];

/** Which states a report may come after: a late or repeated one changes nothing. */
export const REPORTED_AFTER: Readonly<Record<Report['kind'], readonly LetterState[]>> = {
  deferred: OUT,
  delivered: [...OUT, 'deferred'],
  bounced: [...OUT, 'deferred', 'delivered'],
  complained: [...OUT, 'deferred', 'delivered'],
};

/**
 * Pauses after the first, second, … attempt that failed for the time being. Short at first, for somebody sits waiting,
 * and past the quarter of an hour after which servers that put strangers off take them; two days in all (RFC 5321 §4.5.4.1).
 */
export const RETRY_WAITS: readonly number[] = [
  ...[seconds(30), minutes(2), minutes(5), minutes(10), minutes(20), minutes(40)],
  ...[hours(1), hours(2), hours(4), hours(8), hours(12), hours(20)],
];

/** Pauses of a worker while nobody can hand anything over, by how often in a row; the last one from then on. */
export const OUTAGE_WAITS: readonly number[] = [seconds(2), seconds(5), seconds(10), seconds(20), seconds(30)];

/**
 * Longest that one hand-over may take from looking for a connection on, and how long a letter is leased for it: longer by what it may take to write down that
 * the server has it, so that no two ever hold it.
 */
export const HAND_OVER = { most: minutes(2), lease: minutes(5) } as const;

/** Pauses between tries to write down what became of a hand-over, should the database not answer: what is not written is handed over twice. */
export const WRITING_WAITS: readonly number[] = [0.1, 0.5, 1, 2, 5, 10, 20, 30, 40, 50].map(seconds);

/** How long what became of a letter can be looked up. */
export const LETTER_KEPT = days(90);
