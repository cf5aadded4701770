import type { Purpose, WorkParameters } from './challenge.ts';
import type { MailedFor } from './mailed-code.ts';

/** A challenge as a page carries it. */
export interface IssuedChallenge {
  /** Opaque and signed: who holds it can neither make another nor read its code. */
  readonly id: string;
  readonly work: WorkParameters;
}

/** A challenge that is ours, of this browser and purpose. */
export interface OpenedChallenge {
  /** What the picture shows. */
  readonly code: string;
  /** What the picture is drawn by. Secret. */
  readonly seed: string;
  /** Epoch milliseconds. */
  readonly pictureUntil: number;
  readonly workUntil: number;
}

/** Makes challenges and opens them again. Nothing is kept until one is answered: a page costs no write. */
export interface Challenges {
  issue(purpose: Purpose, browserId: string, now: number): IssuedChallenge;
  /** Undefined for one that is not ours, of another browser or for another purpose. */
  open(id: string, purpose: Purpose, browserId: string): OpenedChallenge | undefined;
  /** Whether `answer` (counters in decimal, dots between) is the work that the challenge asks for. */
  workIsDone(id: string, answer: string): Promise<boolean>;
  /** What a mailed code is known by, the newest root's first: a code has 20 bits, so it is keyed, and bound to its form. */
  codeDigests(of: MailedFor, code: string): readonly [string, ...string[]];
}

/** Challenges that were answered, rightly or not: one guess each (security.md 2.2). */
export interface SpentChallenges {
  /** Whether this is the first answer to it. `expiresAt` is epoch milliseconds: until then it is remembered. */
  spend(id: string, expiresAt: number): Promise<boolean>;
  /** Deletes at most `limit` that expired before `before` and returns how many. */
  sweep(before: number, limit: number): Promise<number>;
}

/** Mailed codes, of each browser and purpose the newest. Nothing here opens anything: a code is kept as its digest. */
export interface ChallengeCodes {
  /** Puts a code in the place of the one before, with all its tries, until `until` (epoch milliseconds). */
  put(of: Pick<MailedFor, 'purpose' | 'browserId'>, digest: string, until: number): Promise<void>;
  /**
   * Takes one try, and with the right one the code itself: one statement, so that of two at once one is right. `digests` are
   * those of what was typed. `over`: there is none that can still be tried at `now`.
   */
  enter(of: Pick<MailedFor, 'purpose' | 'browserId'>, digests: readonly string[], now: number): Promise<'right' | 'wrong' | 'over'>;
  /** Deletes at most `limit` that expired before `before` and returns how many. */
  sweep(before: number, limit: number): Promise<number>;
}

/** Draws a code as a picture. */
export interface Pictures {
  /** Bytes of a PNG file of 240 × 80 pixels; the same for the same code and seed. */
  draw(code: string, seed: string): Buffer;
}
