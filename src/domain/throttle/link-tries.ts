// Passwords tried at a mailed link. Whoever holds it may choose a new password, and must not learn by trying what the
// present one or a former one is (security.md 1.8): a try is counted before any hash is looked at.
import { LIMITS } from './limits.ts';
import type { Counters } from './ports.ts';

const keyOf = (linkId: string) => `link|${linkId}`;

/** Counts one; returns whether it may be looked at. `now` is epoch milliseconds. */
export async function countLinkTry(counters: Pick<Counters, 'reserve'>, linkId: string, now: number): Promise<boolean> {
  const { most, remember } = LIMITS.linkTries;
  const [count] = await counters.reserve([{ key: keyOf(linkId), ceiling: most, remember }], now);
  return count !== undefined;
}

/** It could not be looked at after all. */
export function giveBackLinkTry(counters: Pick<Counters, 'giveBack'>, linkId: string): Promise<void> {
  return counters.giveBack([keyOf(linkId)]);
}
