/** One counter to be raised: its key and how long a miss is remembered (milliseconds from the first one). */
export interface Reservation {
  readonly key: string;
  readonly remember: number;
}

/** Where misses are counted: shared by all processes, surviving restarts (security.md 1.5, 2.4). */
export interface Counters {
  /** Raises every counter by one in ONE statement and returns the new counts in the same order. Keys are distinct. A forgotten counter begins at 1. */
  reserve(reservations: readonly Reservation[], now: number): Promise<number[]>;
  /** Takes one back from each (never below zero): the attempt turned out to be right. */
  giveBack(keys: readonly string[]): Promise<void>;
  /** Forgets the counters. */
  clear(keys: readonly string[]): Promise<void>;
  /** Present counts in the same order, without raising; 0 for a forgotten or unknown key. */
  read(keys: readonly string[], now: number): Promise<number[]>;
  /** Deletes at most `limit` forgotten counters and returns how many. */
  sweep(now: number, limit: number): Promise<number>;
}
