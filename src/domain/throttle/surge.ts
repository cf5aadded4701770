// Layer 6 of the throttle: far more fails everywhere than usual (security.md 2.4, `settled.md` 25c).
import { hours, minutes, seconds } from '../../kernel/duration.ts';
import type { Counters, Reservation } from './ports.ts';

/** Failures are counted per five minutes and compared with those of a day. */
const SLOT = minutes(5);
const DAY = hours(24);
const LEAST_FAILURES = 60;
const TIMES_USUAL = 5;
/** How long an answer is kept: everybody asks, and a flood lasts longer than this. */
const REMEMBERED = seconds(10);

function slotKey(slot: number): string {
  return `all|${slot}`;
}

/** What a failed attempt is counted on, whoever's it was. */
export function failureTally(now: number): Reservation {
  return { key: slotKey(Math.floor(now / SLOT)), remember: DAY + 2 * SLOT };
}

/** Tells whether there is a surge now: at least 60 failures in five minutes, and five times the median of the last day. */
export function surgeWatch(counters: Pick<Counters, 'read'>): (now: number) => Promise<boolean> {
  let answer = { until: 0, surge: false };
  return async (now) => {
    if (now < answer.until && answer.until - now <= REMEMBERED) return answer.surge;
    answer = { until: now + REMEMBERED, surge: await isSurge(counters, now) };
    return answer.surge;
  };
}

async function isSurge(counters: Pick<Counters, 'read'>, now: number): Promise<boolean> {
  const slot = Math.floor(now / SLOT);
  // A slot that has just begun says little, so the one before it counts as well.
  const recent = Math.max(...(await counters.read([slotKey(slot), slotKey(slot - 1)], now)));
  if (recent < LEAST_FAILURES) return false;
  const earlier = Array.from({ length: DAY / SLOT }, (_, back) => slotKey(slot - 2 - back));
  const sorted = (await counters.read(earlier, now)).toSorted((one, other) => one - other);
  return recent >= TIMES_USUAL * (sorted[Math.floor(sorted.length / 2)] ?? 0);
}
