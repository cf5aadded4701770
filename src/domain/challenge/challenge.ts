// Challenge: the extra check after three misses (R8.3): a picture with a code, and beside it a calculation that asks
// nothing of the person. It is a throttle and never proves anybody (security.md T2). Knows nobody; counts nothing.
import { minutes } from '../../kernel/duration.ts';

/** What a challenge stands in front of: one made for one form is worth nothing at another. */
export const PURPOSES = ['sign-in', 'change-password', 'forgot'] as const;
/** One of them. */
export type Purpose = (typeof PURPOSES)[number];

/** The signs of a code: no look-alikes, and no letter whose capital has the same shape (ux.md 1.2). */
export const CODE_SIGNS = 'ABDEFGHJLMNQRTYabdehr234579';
/** Signs in a code: 27^6, or 28.5 bits (`settled.md` 25b). */
export const CODE_LENGTH = 6;

/** How long an answer is taken, in milliseconds (`settled.md` 20, R8.3). */
export const CHALLENGE_LIFE = { picture: minutes(10), work: minutes(5) } as const;

/**
 * The calculation (`settled.md` 20): for each of `parts` a counter `n` is searched such that the first 32 bits of
 * PBKDF2-SHA-256(password = id, salt = `part.n`, iterations) are below `below`. Several easy parts rather than one hard
 * one: the time it takes then varies little.
 */
export interface WorkParameters {
  readonly iterations: number;
  readonly parts: number;
  readonly below: number;
}
