import type { Outcome } from '../../src/domain/fault.ts';

/** What came of something that the operator did. Throws, with all faults, where it was refused. */
export function fine<T>(outcome: Outcome<T>): T {
  if (outcome.done) return outcome.value;
  throw new Error(outcome.faults.map(({ field, detail }) => `${field} ${detail}`).join('; '));
}
