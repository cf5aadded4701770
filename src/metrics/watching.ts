import type { AuditRecord } from '../domain/audit/events.ts';
import type { Verdict } from '../domain/mail/attempt.ts';
import type { LeasedLetter } from '../domain/mail/ports.ts';
import type { Report } from '../domain/mail/states.ts';
import type { SenderReport } from '../domain/sender/ports.ts';
import type { Refusal } from '../domain/throttle/gate.ts';

/** A request that was answered. `route` is a pattern of ours, never what a stranger typed; `ms` is how long it took. */
export interface Answered {
  readonly route: string;
  readonly status: number;
  readonly ms: number;
}

/** What is told of while it happens. Nothing of it may throw or wait. */
export interface Watching {
  answered(request: Answered): void;
  /** Rows of the audit log, once they are written. */
  audited(rows: readonly AuditRecord[]): void;
  /** What came of an attempt to hand a letter over; `now` is epoch milliseconds. */
  attempted(held: LeasedLetter, verdict: Verdict | { readonly state: 'lease-lost' }, now: number): void;
  /** What the mail provider told that was news. */
  reported(kind: Report['kind']): void;
  /** What DNS said of the sender of our mail. */
  senderChecked(report: SenderReport): void;
  /** A password that the gate did not let through to be looked at. */
  turnedAway(refusal: Refusal): void;
}

/** Everything that is counted, and how it is read. */
export interface Metrics extends Watching {
  /** Of the text that `read` gives. */
  readonly contentType: string;
  /** All of it as it is now, in Prometheus' text format. */
  read(): Promise<string>;
}
