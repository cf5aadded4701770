import type { SecondMethod } from './facts.ts';

/** What is kept of an account's two-step verification as a whole. Its factors hang on this row, each in a port of its own. */
export interface TwoSteps {
  /** Makes the row, if there is none: before the first factor of an account. */
  begin(accountId: string): Promise<void>;
  /** From when on codes by mail are asked of the person's own accord (epoch milliseconds); undefined: no longer. */
  setByMail(accountId: string, since: number | undefined): Promise<void>;
  /** Counts a sign-in without a second factor, if fewer than `most` were. Returns whether it was counted. */
  useGrace(accountId: string, most: number): Promise<boolean>;
  /** Notes what was used, to be offered first. */
  used(accountId: string, method: SecondMethod): Promise<void>;
  /** Forgets everything but the grace that was used: what is left is an account with nothing but its password. */
  clear(accountId: string): Promise<void>;
}
