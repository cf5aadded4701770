/** From the `from`th miss on, each closes its counter for a while: `first` milliseconds, then twice as long, at most `most`. */
export interface Hold {
  readonly from: number;
  readonly first: number;
  readonly most: number;
}

/** One counter to be raised: its key and how long a miss is remembered (milliseconds from the first one). */
export interface Reservation {
  readonly key: string;
  readonly remember: number;
  /** How many it takes; beyond them it is not raised. As many as come where absent. */
  readonly ceiling?: number | undefined;
  readonly hold?: Hold;
}

/** A counter that was raised a moment ago, and is to be raised by `by` more, but not beyond `ceiling`. */
export interface Raise {
  readonly key: string;
  readonly by: number;
  readonly ceiling: number;
}

/** Misses that were counted with others' on `among`, and by themselves on `misses`. */
export interface OwnMisses {
  readonly among: string;
  readonly misses: string;
}

/** A counter as it is now. Times are epoch milliseconds; 0 for a forgotten or unknown one. */
export interface CounterState {
  readonly count: number;
  /** Until when it takes no more. */
  readonly openAt: number;
  /** When its misses are forgotten. */
  readonly forgottenAt: number;
}

/** Where misses are counted: shared by all processes, surviving restarts (security.md 1.5, 2.4). */
export interface Counters {
  /**
   * Raises every counter that takes one more, in ONE statement, and returns the new counts in the same order: undefined
   * for one that is full or held, which stays as it was. Keys are distinct. A forgotten counter begins at 1.
   */
  reserve(reservations: readonly Reservation[], now: number): Promise<(number | undefined)[]>;
  /**
   * Raises counters by several at once, in one statement; keys are distinct. Returns the keys of those that had room for all
   * of it: the others stay as they were, as do forgotten ones.
   */
  raise(raises: readonly Raise[], now: number): Promise<ReadonlySet<string>>;
  /** Takes one back from each (never below zero), and opens it: the attempt turned out to be right, or was not looked at. */
  giveBack(keys: readonly string[]): Promise<void>;
  /** Gives `taken` back, and takes one's own misses, as far as both counters remember them, from among the others, which stay. In one statement. */
  forgive(own: OwnMisses, taken: readonly string[]): Promise<void>;
  /** Sets a counter to one until `until`, epoch milliseconds, whatever it was. */
  mark(key: string, until: number): Promise<void>;
  /** Forgets the counters. */
  clear(keys: readonly string[]): Promise<void>;
  /** Present counts in the same order, without raising; 0 for a forgotten or unknown key. */
  read(keys: readonly string[], now: number): Promise<number[]>;
  /** How many counters there are whose key begins with `prefix`, at most `most`. */
  countUnder(prefix: string, most: number, now: number): Promise<number>;
  /** Those of `keys` in the same order, with everything there is to know of each. */
  inspect(keys: readonly string[], now: number): Promise<CounterState[]>;
  /** Deletes at most `limit` forgotten counters and returns how many. */
  sweep(now: number, limit: number): Promise<number>;
}

/**
 * Browsers that have fully signed in to an account, by the id in their cookie (security.md 1.7): what strangers do to
 * the account does not touch them. `account` is an `accountKey`. It relaxes the throttle and never replaces a factor.
 */
export interface KnownBrowsers {
  isKnown(account: string, browser: string, now: number): Promise<boolean>;
  /** Known from now on until `until`, epoch milliseconds. */
  remember(account: string, browser: string, until: number): Promise<void>;
  forget(account: string, browser: string): Promise<void>;
  /** Forgets every browser of the account but that one: its password was changed, or it was closed. */
  forgetAll(account: string, but?: string): Promise<void>;
  /** Deletes at most `limit` that ended before `before` and returns how many. */
  sweep(before: number, limit: number): Promise<number>;
}
