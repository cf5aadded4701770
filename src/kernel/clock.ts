/** Where the time comes from. Everything that asks for the time asks here, so that a test can wind it by hand. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
}

/** The machine's own clock. */
export const systemClock: Clock = { now: () => Date.now() };
