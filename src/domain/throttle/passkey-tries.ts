// Answers of passkeys. There is nothing to guess in them (`settled.md` 70), so nothing is counted on a name: neither misses of
// a password nor wrong codes keep anybody from a passkey (security.md 2.4). What is bounded is the work that nonsense makes.
import { COUNTER_KEYS, type CountedNetwork, LIMITS } from './limits.ts';
import type { Counters, Reservation } from './ports.ts';

/** Whether an answer may be looked at. */
export type PasskeyTry =
  /** It may, and was counted on `taken`: give them back when it is right. */
  | { readonly kind: 'open'; readonly taken: readonly string[] }
  /** Not before `until`, epoch milliseconds. It was not counted. */
  | { readonly kind: 'wait'; readonly for: 'address'; readonly until: number };

/** Counts an answer before anything is looked at, on the browser and its network. `now` is epoch milliseconds. */
export async function countPasskeyTry(
  counters: Pick<Counters, 'reserve' | 'giveBack' | 'inspect'>,
  { browserId, counted }: { readonly browserId: string; readonly counted: CountedNetwork | undefined },
  now: number,
): Promise<PasskeyTry> {
  const reservations = reservationsOf(browserId, counted);
  const keys = reservations.map(({ key }) => key);
  const counts = await counters.reserve(reservations, now);
  const taken = keys.filter((_, at) => counts[at] !== undefined);
  if (taken.length === keys.length) return { kind: 'open', taken };
  await counters.giveBack(taken);
  const full = keys.filter((key) => !taken.includes(key));
  const states = await counters.inspect(full, now);
  return { kind: 'wait', for: 'address', until: Math.max(now, ...states.map(({ forgottenAt }) => forgottenAt)) };
}

function reservationsOf(browserId: string, counted: CountedNetwork | undefined): Reservation[] {
  const under = (key: string, { most, remember }: { readonly most: number; readonly remember: number }) => ({
    key,
    remember,
    ceiling: most,
  });
  const own = under(`passkey|${browserId}`, LIMITS.passkeyAnswers);
  if (!counted) return [own];
  return [own, under(COUNTER_KEYS.address(counted), LIMITS.address), under(COUNTER_KEYS.surroundings(counted), LIMITS.surroundings)];
}
