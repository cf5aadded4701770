// Wrong secrets of applications. Nobody guesses 256 bits, so nothing is counted before a secret is looked at (`settled.md`
// 70): a right one passes whatever others did with the client's id, which everybody knows (security.md T11).
import { LIMITS } from './limits.ts';
import type { Counters } from './ports.ts';

/** What becomes of a wrong secret. */
export type WrongSecret =
  /** It was counted. `last`: those after it are too many. */
  | { readonly kind: 'counted'; readonly last: boolean }
  /** It was too many, and not counted. Forgotten at `until`, epoch milliseconds. */
  | { readonly kind: 'full'; readonly until: number };

/** Counts a wrong secret of a registered client (security.md 2.2). Ids of no client must not come here: they would fill the table. */
export async function countWrongSecret(counters: Pick<Counters, 'reserve' | 'inspect'>, client: string, now: number): Promise<WrongSecret> {
  const key = `secret|${client}`;
  const { most, remember } = LIMITS.clientSecret;
  // Looked at first, so that a flood writes nothing; what counts is the reservation.
  const [state] = await counters.inspect([key], now);
  if (state && state.count >= most) return { kind: 'full', until: state.forgottenAt };
  const [count] = await counters.reserve([{ key, remember, ceiling: most }], now);
  // Another took the last one in between: now it is seen to be full.
  return count === undefined ? countWrongSecret(counters, client, now) : { kind: 'counted', last: count === most };
}
