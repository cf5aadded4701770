import type { Together } from '../ports.ts';
import type { Counters } from '../throttle/ports.ts';
import type { SignInRecord } from './ports.ts';

/** Whose sign-in it is: as the name was typed, existing or not. */
export interface Named {
  readonly organisationId: string;
  readonly usernameKey: string;
}

/** Counters whose reservations bring the account along, and what they brought last. */
export interface RecordAhead<Kept> {
  readonly counters: Kept & Pick<Counters, 'reserve'>;
  readonly found: () => SignInRecord | undefined;
}

/**
 * Reads an account in the round trip in which the attempt on it is counted, whether or not there is such an account. It
 * is read anew with each reservation, so that it is no older than the one that let the attempt in.
 */
export function recordAhead<Kept extends object>(
  together: Together,
  counters: Kept,
  { organisationId, usernameKey }: Named,
): RecordAhead<Kept> {
  let found: SignInRecord | undefined;
  return {
    found: () => found,
    counters: {
      ...counters,
      reserve: async (reservations, now) => {
        let counts: (number | undefined)[] = [];
        await together((ports) => [
          ports.counters.reserve(reservations, now).then((raised) => {
            counts = raised;
          }),
          ports.signInRecords.byUsername(organisationId, usernameKey).then((record) => {
            found = record;
          }),
        ]);
        return counts;
      },
    },
  };
}
