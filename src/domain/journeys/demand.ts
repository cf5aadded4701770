import type { Passwords } from '../credentials/password.ts';
import { type PasswordFacts, type Renewal, renewalOf } from '../credentials/password-age.ts';
import { ageLimit, type Organisation } from '../organisations/organisation.ts';
import { type Journey, provedAccount } from './journey.ts';

/** What the account and its organisation ask of a sign-in now: read anew at each request, never stored (design.md §2). */
export interface Demand {
  /** When the password was chosen that must have been proved, epoch milliseconds; undefined without one. */
  readonly passwordChosenAt: number | undefined;
  readonly renewal: Renewal;
}

/** While nobody is known: a first factor, and nothing more. */
export const NO_DEMAND: Demand = { passwordChosenAt: undefined, renewal: { kind: 'none' } };

/** What is asked of who has proved something in this journey. At most one read; none before the first proof. `now` is epoch milliseconds. */
export async function readDemand(
  passwords: Pick<Passwords, 'byAccount'>,
  journey: Journey,
  organisation: Organisation,
  now: number,
): Promise<Demand> {
  const accountId = provedAccount(journey);
  const password = accountId === undefined ? undefined : await passwords.byAccount(accountId);
  return demandBy(password, organisation, now);
}

/** The same for who has read the password already. */
export function demandBy(password: PasswordFacts | undefined, organisation: Organisation, now: number): Demand {
  // Who came by another way than a password never sees any of this (R13.7).
  if (!password) return NO_DEMAND;
  return { passwordChosenAt: password.changedAt, renewal: renewalOf(password, ageLimit(organisation), now) };
}
