import type { Fault, FaultCode, Outcome } from '../fault.ts';

/** What reading one value comes to: the value as it will be kept, or what is wrong with it. */
export type Reading<T> = { readonly value: T } | { readonly code: FaultCode; readonly detail: string };

/** Reads the values of a change one after the other and keeps every fault, so that all are told at once. */
export interface Sheet {
  /** What is kept of `given`; `present` where nothing is given, or where it is wrong. */
  read<Given, Kept>(field: string, given: Given | undefined, present: Kept, rule: (given: Given) => Reading<Kept>): Kept;
  /** Adds what other rules found. */
  add(...faults: readonly Fault[]): void;
  /** `value`, or all faults when there are any. */
  outcome<T>(value: T): Outcome<T>;
}

/** An empty sheet. */
export function newSheet(): Sheet {
  const faults: Fault[] = [];
  return {
    read(field, given, present, rule) {
      if (given === undefined) return present;
      const reading = rule(given);
      if ('value' in reading) return reading.value;
      faults.push({ field, ...reading });
      return present;
    },
    add: (...found) => void faults.push(...found),
    outcome: (value) => (faults.length > 0 ? { done: false, faults } : { done: true, value }),
  };
}

/** A reading that must be one of a closed list. */
export function oneOf<T extends string>(values: readonly T[]): (given: string) => Reading<T> {
  return (given) => {
    const value = values.find((known) => known === given);
    return value === undefined ? { code: 'invalid', detail: `must be one of: ${values.join(', ')}` } : { value };
  };
}
