// When a signing key signs, when it is only published, and when it goes (security.md 2.8, `settled.md` 63).
import { hours } from '../../kernel/duration.ts';
import type { SigningKey } from './ports.ts';

/** How long a new key is published before it signs, so that every relying party has fetched it. */
export const PUBLISH_AHEAD = hours(24);

/** `pending`: published, does not sign yet. `retiring`: signs no more, still verifies what it signed. */
export type KeyState = 'signing' | 'pending' | 'retiring';

/**
 * The keys in the order in which they must stand in the JWKS at `now`: the protocol library signs with the first that
 * has the algorithm (`oidc-provider.md` §4.5). First those that sign, newest first; last those that do not sign yet.
 */
export function orderForSigning(keys: readonly SigningKey[], now: number): SigningKey[] {
  return keys.toSorted(
    (one, other) => rank(one, now) - rank(other, now) || other.activeFrom - one.activeFrom || compare(one.kid, other.kid),
  );
}

/** What each live key does at `now`, in the order of `orderForSigning`. */
export function keyStates(keys: readonly SigningKey[], now: number): { readonly key: SigningKey; readonly state: KeyState }[] {
  const ordered = orderForSigning(keys, now);
  return ordered.map((key) => {
    if (key.activeFrom > now) return { key, state: 'pending' };
    return { key, state: key === ordered.find((first) => first.alg === key.alg) ? 'signing' : 'retiring' };
  });
}

/** A key that is being retired gives way to one that is not, even if it became active later (a forced second rotation). */
function rank(key: SigningKey, now: number): number {
  if (key.activeFrom > now) return 2;
  return key.retireAt === undefined ? 0 : 1;
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
