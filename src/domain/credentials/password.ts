import type { PasswordHash } from './ports.ts';

/** The password an account has now. Former ones are kept apart and only compared when a new one is chosen. */
export interface StoredPassword extends PasswordHash {
  readonly accountId: string;
  /** Epoch milliseconds: when the person or the organisation chose it; a re-hash does not move it. */
  readonly changedAt: number;
  /** Marked for change at the next sign-in. */
  readonly mustChange: boolean;
  /** How many days ahead its end was announced last, and read; undefined before the first time (R13.1). */
  readonly warnedDays?: number | undefined;
}

/** Where password hashes are kept. */
export interface Passwords {
  byAccount(accountId: string): Promise<StoredPassword | undefined>;
  /** Those of these accounts (0–1000), in any order; one read. */
  byAccounts(accountIds: readonly string[]): Promise<StoredPassword[]>;
  /** Makes `password` the current one; the former moves to the history, of which `keep` are kept (`settled.md` 25). */
  set(password: StoredPassword, keep: number): Promise<void>;
  /** Puts `next` in the place of `former`, unless the password was changed meanwhile. Returns whether it did. */
  rehash(accountId: string, former: PasswordHash, next: PasswordHash): Promise<boolean>;
  /** Notes that the end of the password chosen at `changedAt` was announced `warnedDays` ahead; of a newer one nothing. */
  warned(accountId: string, changedAt: number, warnedDays: number): Promise<void>;
  /** Marks the password for change at the next sign-in. Returns whether there is one. */
  mark(accountId: string): Promise<boolean>;
  /** Former passwords, newest first. */
  history(accountId: string): Promise<PasswordHash[]>;
}
