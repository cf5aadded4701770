// Whether a sign-in is fresh enough for something dangerous (security.md 1.21): a step-up that only reads what was proved.
import { inSeconds, minutes } from '../../kernel/duration.ts';
import type { SecondStep } from '../factors/demand.ts';
import type { TwoStepFacts } from '../factors/facts.ts';
import { type Acr, assurance, satisfies } from './assurance.ts';
import type { Proof } from './journey.ts';
import type { ProvedSession } from './ports.ts';

/** How long a sign-in counts as fresh, in milliseconds. */
export const FRESH_FOR = minutes(10);

/**
 * Whether a session was proved within the last ten minutes, and as strongly as `wanted`: the strongest of what the account
 * has. In whole seconds, as the protocol counts `max_age` (OIDC Core 3.1.2.1): who is sent to sign in again for not being
 * fresh is asked there, and not sent back. `now` is epoch milliseconds.
 */
export function isFresh({ proofs }: Pick<ProvedSession, 'proofs'>, wanted: Acr, now: number): boolean {
  return satisfies(assurance(proofs).acr, wanted) && provedWithin(proofs, FRESH_FOR, now);
}

/**
 * Whether something was proved at most `age` milliseconds ago. An identity provider that does not say when somebody proved it there
 * may have sent on whoever sits at their computer: that proves nothing of late.
 */
export function provedWithin(proofs: readonly Proof[], age: number, now: number): boolean {
  const dated = proofs.filter(({ method, undated }) => method !== 'browser' && undated !== true);
  return inSeconds(now) - inSeconds(Math.max(0, ...dated.map(({ at }) => at))) <= inSeconds(age);
}

/** What a sign-in is asked for so that it is fresh afterwards: parameters of its authorization request. */
export function freshSignIn(wanted: Acr): Readonly<Record<'max_age' | 'acr_values', string>> {
  return { max_age: String(inSeconds(FRESH_FOR)), acr_values: wanted };
}

/** What the strongest sign-in of an account is worth, by what it has and what is asked of it. A mailbox is a factor only where one is asked. */
export function strongestOf({ apps, passkeys }: TwoStepFacts, second: SecondStep): Acr {
  if (apps.length + passkeys.length > 0) return 'urn:voordeur:acr:2';
  return second.kind === 'prove' ? 'urn:voordeur:acr:2-mail' : 'urn:voordeur:acr:1';
}
