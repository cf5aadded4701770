// Administration: the use-cases that manage (create, change, suspend, rotate), for the operator's CLI, the API, the
// desk and the demo alike (`settled.md` 75). Each writes its audit row in the same transaction as what it did, and
// returns everything that was wrong at once. Knows no option, form or route; decides nobody's rights.
import type { Clock } from '../../kernel/clock.ts';
import type { AuditContext, AuditEvent, AuditRecord } from '../audit/events.ts';
import type { Work } from '../ports.ts';

/** In which store, by which clock, and on whose behalf something is managed. */
export interface Acting {
  readonly work: Work;
  readonly clock: Clock;
  readonly by: Pick<AuditContext, 'actor' | 'trace' | 'address'>;
}

/** The audit row of what was done to whom. `at` is epoch milliseconds. */
export function auditRow(
  acting: Acting,
  at: number,
  event: AuditEvent,
  whom: Pick<AuditContext, 'organisation' | 'account' | 'client'> = {},
): AuditRecord {
  return { ...event, ...whom, ...acting.by, at };
}

/** Names of what a change touches: its fields that are given. */
export function touched(change: object): string[] {
  return Object.entries(change).flatMap(([field, value]) => (value === undefined ? [] : [field]));
}
