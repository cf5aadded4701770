import type { Account } from '../accounts/account.ts';
import type { StoredPassword } from '../credentials/password.ts';
import type { PasswordFacts } from '../credentials/password-age.ts';
import type { Journey, Proof } from './journey.ts';

/** An account, and the password it has now, if it has one. */
export interface SignInRecord {
  readonly account: Account;
  readonly password: StoredPassword | undefined;
}

/** What a password check needs to know, in one round trip whether or not there is such an account (security.md 1.4). */
export interface SignInRecords {
  byUsername(organisationId: string, usernameKey: string): Promise<SignInRecord | undefined>;
}

/** Where journeys are kept. */
export interface Journeys {
  find(uid: string): Promise<Journey | undefined>;
  /**
   * Writes the journey as `version + 1`, if the stored version is still `journey.version` (0: not stored yet).
   * Returns what is stored now, or undefined when somebody else was first.
   */
  replace(journey: Journey): Promise<Journey | undefined>;
  /** Deletes at most `limit` that expired before `before`; returns how many. */
  sweep(before: number, limit: number): Promise<number>;
}

/**
 * What was proved in a session of the protocol library, by the session's uid: the library drops fields it does not
 * know (`settled.md` 14b). Times are epoch milliseconds.
 */
export interface ProvedSession {
  readonly uid: string;
  readonly organisationId: string;
  readonly accountId: string;
  readonly proofs: readonly Proof[];
  readonly signedInAt: number;
  /** Last sign-in, silent sign-in or refresh: the idle limit counts from here (`settled.md` 6). */
  readonly activeAt: number;
  readonly expiresAt: number;
}

/** A session, and the password its account has now, if it has one. */
export interface StandingSession {
  readonly session: ProvedSession;
  readonly password: PasswordFacts | undefined;
}

/** Where proved sessions are kept. */
export interface ProvedSessions {
  find(uid: string): Promise<ProvedSession | undefined>;
  /** The session with what is known of its account's password now, in one round trip: what every silent sign-in asks. */
  standing(uid: string): Promise<StandingSession | undefined>;
  /** Inserts or replaces. */
  save(session: ProvedSession): Promise<void>;
  /** Moves `activeAt` forward to `now`, if it is more than `step` ms old. */
  touch(uid: string, now: number, step: number): Promise<void>;
  /** Ends all of an account, but the one with the uid `kept`. */
  endAll(accountId: string, kept?: string): Promise<void>;
  /** Deletes at most `limit` that expired before `before`; returns how many. */
  sweep(before: number, limit: number): Promise<number>;
}
