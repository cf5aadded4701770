import type { Account } from '../accounts/account.ts';
import type { ArtifactModel, ArtifactPayload } from '../artifacts/ports.ts';
import type { StoredPassword } from '../credentials/password.ts';
import type { PasswordFacts } from '../credentials/password-age.ts';
import type { TwoStepFacts } from '../factors/facts.ts';
import type { Device } from '../mail/device.ts';
import type { Organisation } from '../organisations/organisation.ts';
import type { Journey, Proof } from './journey.ts';

/** An account, and what it can prove itself with now. */
export interface SignInFacts {
  readonly account: Account;
  /** Undefined where there is none. */
  readonly password: PasswordFacts | undefined;
  readonly twoStep: TwoStepFacts;
  /** The connections that are on and at which the account has an identity, by id. */
  readonly identities: readonly string[];
  /** Which state of the account this is: raised by everything that ends what was open before (security.md 1.19). */
  readonly stamp: number;
}

/** The same with the password's hash, and with what claims say of the account's organisation. */
export interface SignInRecord extends SignInFacts {
  readonly password: StoredPassword | undefined;
  readonly organisation: Holder['organisation'];
}

/** What a sign-in needs to know, in one round trip whether or not there is such an account (security.md 1.4). */
export interface SignInRecords {
  byUsername(organisationId: string, usernameKey: string): Promise<SignInRecord | undefined>;
  factsOf(accountId: string): Promise<SignInFacts | undefined>;
}

/** A password whose end is to be looked at, and how many days ahead it was announced by mail last. */
export interface ExpiringPassword {
  readonly account: Account;
  readonly password: PasswordFacts;
  readonly mailedDays: number | undefined;
}

/** When the end of each password is looked at next (R13.1). A new password is to be looked at at once. */
export interface ExpiringPasswords {
  /** Those to be looked at by `now`, at most `limit`, in no order: nobody else gets them while the transaction lasts. One read, by an index. */
  due(now: number, limit: number): Promise<ExpiringPassword[]>;
  /** Notes when to look next (epoch milliseconds), and how many days ahead was mailed now; of a newer password nothing. */
  looked(
    password: Pick<PasswordFacts, 'accountId' | 'changedAt'>,
    then: { readonly next: number; readonly mailedDays?: number | undefined },
  ): Promise<void>;
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
  /** The browser it was begun in; undefined for one from before this was kept. */
  readonly device?: Device | undefined;
}

/** An application that was signed in to in a session. */
export interface SessionApp {
  readonly clientId: string;
  /** What the application knows the session by (OIDC Front-Channel Logout 1.0 `sid`). */
  readonly sid: string | undefined;
  readonly grantId: string | undefined;
}

/** A session that is still there, with the applications that were signed in to in it. */
export interface LiveSession extends ProvedSession {
  readonly apps: readonly SessionApp[];
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
  /**
   * The same for a sign-in that ends, together with all else that it leaves: while its account is in the state with this
   * stamp, against which it was proved. Else nothing of what is written with it stays, and it fails with `OvertakenError`.
   */
  begin(session: ProvedSession, stamp: number): Promise<void>;
  /** Moves `activeAt` forward to `now`, if it is more than `step` ms old. */
  touch(uid: string, now: number, step: number): Promise<void>;
  /** Those of an account that the library still has and that have not expired by `now`, the one used last first. One read. */
  live(accountId: string, now: number): Promise<LiveSession[]>;
  /** Of the same without the session `uid`, those after the first `most`: the ones that were not used for the longest. */
  beyond(session: Pick<ProvedSession, 'uid' | 'accountId'>, most: number, now: number): Promise<LiveSession[]>;
  /** Ends one. */
  end(uid: string): Promise<void>;
  /** Ends all of an account, but the one with the uid `kept`. */
  endAll(accountId: string, kept?: string): Promise<void>;
  /** Deletes at most `limit` that expired before `before`; returns how many. */
  sweep(before: number, limit: number): Promise<number>;
}

/** By what it is decided what a sign-in asks of an account. */
export interface AskedBy {
  readonly role: Account['role'];
  readonly twoStep: TwoStepFacts;
  /** As in `SignInFacts`. */
  readonly identities: readonly string[];
  /** Which state of the account this is, as in `SignInFacts`. */
  readonly stamp: number;
}

/** Whose something is: as much of the account and its organisation as checks and claims need, and no pictures. */
export interface Holder {
  /** Absent beside a token: nothing is asked of who holds one. */
  readonly askedBy?: AskedBy | undefined;
  readonly account: Omit<Account, 'usernameKey' | 'emailKey' | 'role' | 'createdAt'>;
  readonly organisation: Pick<Organisation, 'id' | 'portal' | 'name' | 'state' | 'languages'>;
}

/** What a session was proved by, how long it has been there and when it was last used, and the password its account has now, if it has one. */
export interface Standing extends Pick<StandingSession, 'password'> {
  readonly session: Pick<ProvedSession, 'uid' | 'proofs' | 'signedInAt' | 'activeAt'>;
}

/** What stands behind a token, a code or a session. Undefined: there is none, or no longer. */
export interface Behind {
  readonly holder: Holder | undefined;
  readonly grant: ArtifactPayload | undefined;
}

/** The session something is bound to: as it is now, and when it was last used (epoch milliseconds). Undefined: it has ended. */
export interface BoundSession {
  readonly uid: string;
  readonly payload: ArtifactPayload | undefined;
  readonly activeAt: number | undefined;
}

/** An interaction with the journey of its screens, if that has begun; once it is finished, who signed in and the password they have now. */
export interface FoundInteraction {
  readonly payload: ArtifactPayload;
  readonly journey: Journey | undefined;
  readonly holder: Holder | undefined;
  readonly password: PasswordFacts | undefined;
}

/** A token or code with what stands behind it. Payloads are as `Artifacts.find` gives them. */
export interface PresentedToken extends Behind {
  readonly model: ArtifactModel;
  readonly payload: ArtifactPayload;
  /** The session it is bound to, by `uid`; both undefined for one that is bound to none. */
  readonly session: BoundSession | undefined;
}

/**
 * What one request of the protocol reads, in one round trip: what was presented, and everything that stands behind it.
 * Nothing is remembered from one request to the next: what is revoked, suspended or signed out is gone at once.
 */
export interface ProtocolReads {
  /** A token of whichever kind. */
  token(id: string): Promise<PresentedToken | undefined>;
  code(id: string): Promise<PresentedToken | undefined>;
  /** A session by its id; `grant` is the one that it holds for the client. */
  session(
    id: string,
    clientId: string,
  ): Promise<({ readonly payload: ArtifactPayload; readonly standing: Standing | undefined } & Behind) | undefined>;
  interaction(uid: string): Promise<FoundInteraction | undefined>;
  holder(accountId: string): Promise<Holder | undefined>;
}
