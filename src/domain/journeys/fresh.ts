// Whether a sign-in is fresh enough for something dangerous (security.md 1.21): a step-up that only reads what was proved.
import { inSeconds, minutes } from '../../kernel/duration.ts';
import type { TwoStepFacts } from '../factors/facts.ts';
import { type Acr, assurance, satisfies } from './assurance.ts';
import type { ProvedSession } from './ports.ts';

/** How long a sign-in counts as fresh, in milliseconds. */
export const FRESH_FOR = minutes(10);

/** What a sign-in by the strongest that an account has is worth; a recovery code stands in for a lost app or passkey. */
export function strongestOf({ apps, passkeys, byMailSince }: TwoStepFacts): Acr {
  if (apps.length > 0 || passkeys.length > 0) return 'urn:voordeur:acr:2';
  return byMailSince === undefined ? 'urn:voordeur:acr:1' : 'urn:voordeur:acr:2-mail';
}

/**
 * Whether a session was proved within the last ten minutes, and as strongly as `wanted`: the strongest of what the account
 * has. In whole seconds, as the protocol counts `max_age` (OIDC Core 3.1.2.1): who is sent to sign in again for not being
 * fresh is asked there, and not sent back. `now` is epoch milliseconds.
 */
export function isFresh({ proofs }: Pick<ProvedSession, 'proofs'>, wanted: Acr, now: number): boolean {
  const { acr, authTime } = assurance(proofs);
  return satisfies(acr, wanted) && inSeconds(now) - authTime <= inSeconds(FRESH_FOR);
}

/** What a sign-in is asked for so that it is fresh afterwards: parameters of its authorization request. */
export function freshSignIn(wanted: Acr): Readonly<Record<'max_age' | 'acr_values', string>> {
  return { max_age: String(inSeconds(FRESH_FOR)), acr_values: wanted };
}
