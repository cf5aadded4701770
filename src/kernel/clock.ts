// Kernel: what a language's library lacks for this product: a clock, randomness, secrets that cannot be printed, lengths
// of time, the one normaliser of what people type. Owns no rule of the product and knows no other room.

/** Where the time comes from. Everything that asks for the time asks here, so that a test can wind it by hand. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
}

/** The machine's own clock. */
export const systemClock: Clock = { now: () => Date.now() };
