import type { Device } from '../mail/device.ts';
import type { AppFactor, AppSetUp } from './app.ts';
import type { SecondMethod } from './facts.ts';
import type { NewPasskey, Passkey, PasskeyAnswer, PasskeySeen, PasskeyUse } from './passkey.ts';
import type { KeptRecoveryCode } from './recovery.ts';
import type { NewSignInCode, SignInCode } from './sign-in-code.ts';

/** What is kept of an account's two-step verification as a whole. Its factors hang on this row, each in a port of its own. */
export interface TwoSteps {
  /** Makes the row, if there is none: before the first factor of an account. */
  begin(accountId: string): Promise<void>;
  /** Holds the row until the transaction ends: what is counted of its factors meanwhile stays so. */
  hold(accountId: string): Promise<void>;
  /** From when on codes by mail are asked of the person's own accord (epoch milliseconds); undefined: no longer. */
  setByMail(accountId: string, since: number | undefined): Promise<void>;
  /** Counts a sign-in without a second factor, if fewer than `most` were. Returns whether it was counted. */
  useGrace(accountId: string, most: number): Promise<boolean>;
  /** Notes what was used, to be offered first. */
  used(accountId: string, method: SecondMethod): Promise<void>;
  /** Forgets everything but the grace that was used: what is left is an account with nothing but its password. */
  clear(accountId: string): Promise<void>;
}

/** Passkeys, by their credential's id. */
export interface Passkeys {
  find(id: string): Promise<Passkey | undefined>;
  /** All of an account, the oldest first. */
  ofAccount(accountId: string): Promise<Passkey[]>;
  /**
   * Inserts it, unless its id is somebody's already. `first`: only while the account has no factor at all; else while it has
   * fewer passkeys than a person may have. Returns whether it was. In a transaction.
   */
  insert(passkey: Passkey, first: boolean): Promise<boolean>;
  /** Returns whether the account has it. */
  rename(accountId: string, id: string, name: string): Promise<boolean>;
  /** Returns whether the account had it. */
  remove(accountId: string, id: string): Promise<boolean>;
  /**
   * Notes a use, in one statement, if its counter went on (or does not count) and it is kept where it was made to be:
   * otherwise there may be a copy of it (WebAuthn level 3 §6.1.1), and nothing is noted. Returns whether it was.
   */
  used(id: string, seen: PasskeySeen, now: number): Promise<boolean>;
}

/** The ceremonies of WebAuthn, as the relying party. Nothing is kept until a challenge is answered: a page costs no write. */
export interface PasskeyCeremonies {
  /** What the passkeys are for: the host of the issuer (WebAuthn `rpId`). */
  readonly site: string;
  /** A challenge for this use, base64url; `now` is epoch milliseconds. */
  newChallenge(use: PasskeyUse, now: number): string;
  /** Until when the challenge is taken, epoch milliseconds; undefined for one that is not ours, or is for another use. */
  openChallenge(challenge: string, use: PasskeyUse): number | undefined;
  /** What the text of an answer says, in either ceremony; undefined for anything else. */
  readAnswer(text: string): PasskeyAnswer | undefined;
  /** What a signed answer tells, if it is right: by this passkey, on this site, with its owner verified. */
  checkSignIn(text: string, passkey: Pick<Passkey, 'id' | 'publicKey'>): Promise<PasskeySeen | undefined>;
  /** The passkey that was made, if it was on this site, with its owner verified, and by a way of signing that we know. */
  checkNew(text: string): Promise<NewPasskey | undefined>;
}

/** Secrets and codes of authenticator apps (RFC 6238). A secret leaves it sealed, or to be shown to the person whose app it is. */
export interface AppCodes {
  /** A new secret of 160 bits, sealed to the factor with this id. */
  newSecret(factorId: string): string;
  /** What an app is given: the secret in base32, and the address that holds it with whose it is (`otpauth:`). */
  shown(factor: Pick<AppFactor, 'id' | 'sealed'>, whose: { readonly issuer: string; readonly label: string }): ShownSecret;
  /** Which time step the code is of: the present one, or one before or after it. Never one that was taken. `now` is epoch milliseconds. */
  match(factor: Pick<AppFactor, 'id' | 'sealed' | 'lastStep'>, code: string, now: number): CodeMatch;
}

/** A secret on its way into an app. Neither is ever written down. */
export interface ShownSecret {
  readonly key: string;
  readonly address: string;
}

/** What a code comes to. `used`: it was right, and has been taken. */
export type CodeMatch = { readonly kind: 'right'; readonly step: number } | { readonly kind: 'used' | 'wrong' };

/** Authenticator apps of accounts. */
export interface AppFactors {
  /** Those that were confirmed, the first one first. */
  byAccount(accountId: string): Promise<AppFactor[]>;
  /** The one that is being set up in this place, while it can still be. */
  settingUp(accountId: string, place: string, now: number): Promise<AppFactor | undefined>;
  /** Begins to set one up, unless one is being set up in that place already. Returns the one that is. */
  begin(setUp: AppSetUp, now: number): Promise<AppFactor>;
  /**
   * Confirms it with the first step it was proved by, if it can still be set up. `first`: only while the account has no
   * factor at all; else while it has fewer apps than a person may have. Returns whether it is there now. In a transaction.
   */
  confirm(factor: Pick<AppFactor, 'id' | 'accountId'>, by: Confirming): Promise<boolean>;
  /** Spends a time step, if neither it nor a later one was spent: of many at once one is told so. */
  spend(id: string, step: number, now: number): Promise<boolean>;
  /** Gives it another name; false where the account has no such app. */
  rename(accountId: string, id: string, name: string): Promise<boolean>;
  /** Takes it away; returns it as it was, undefined where the account has no such app. */
  remove(accountId: string, id: string): Promise<AppFactor | undefined>;
  /** Deletes at most `limit` that were not confirmed in time; returns how many. */
  sweep(before: number, limit: number): Promise<number>;
}

/** How an app is confirmed. `now` is epoch milliseconds. */
export interface Confirming {
  readonly step: number;
  readonly name: string;
  readonly first: boolean;
  readonly now: number;
}

/** Mailed codes of the second step. Nothing here opens anything: digits are kept as their digest. Times are epoch milliseconds. */
export interface SignInCodes {
  /**
   * Adds a code, and replaces those before it in its sign-in. Returns its id; undefined when there is one of this ordinal
   * already: somebody was first, and nothing was changed.
   */
  put(code: NewSignInCode): Promise<string | undefined>;
  /** Those of a sign-in, the newest first. */
  ofJourney(journey: string): Promise<SignInCode[]>;
  /**
   * Takes one try, and with the right digits the code itself: one statement, so that of two at once one is right. `digests`
   * are those of what was typed. `over`: it cannot be tried at `now`.
   */
  enter(id: string, digests: readonly string[], now: number): Promise<'right' | 'wrong' | 'over'>;
  /** Whether its mail is of any use: it was neither used nor replaced. */
  isMeant(id: string): Promise<boolean>;
  /** Its letter went to the mail server at `at`: its life begins (R14.3). */
  handedOver(id: string, at: number): Promise<void>;
  /** Deletes at most `limit` whose sign-in ended before `before` and returns how many. */
  sweep(before: number, limit: number): Promise<number>;
}

/** What a code is bound to, beside itself: one made for one sign-in, account or address opens no other. */
export interface CodeOf {
  /** Uid of the sign-in. */
  readonly journey: string;
  readonly accountId: string;
  readonly emailKey: string;
}

/** Digests of mailed codes. */
export interface SignInCodeSecrets {
  /** What a code is known by, the newest root's first: it has 20 bits, so it is keyed (security.md 2.2). */
  signInCodeDigests(of: CodeOf, code: string): readonly [string, ...string[]];
}

/** A browser that is spared the second step of one account (R14.6). Times are epoch milliseconds. */
export interface TrustedBrowser {
  readonly id: string;
  readonly accountId: string;
  /** What it called itself when it was trusted, for its owner to recognise. */
  readonly device: Device;
  readonly createdAt: number;
  /** The last sign-in that it spared the second step. */
  readonly usedAt: number;
  readonly expiresAt: number;
}

/** Where trusted browsers are kept. A token is in the browser's cookie alone: only its hash is here (security.md 2.2). */
export interface TrustedBrowsers {
  add(browser: TrustedBrowser, token: string): Promise<void>;
  /** Which of the account's browsers has one of these tokens; those that are over are none. One read. */
  byToken(accountId: string, tokens: readonly string[], now: number): Promise<TrustedBrowser | undefined>;
  /** Notes that it was used. */
  used(id: string, now: number): Promise<void>;
  /** Those of an account that are not over, the latest used first. */
  of(accountId: string, now: number): Promise<TrustedBrowser[]>;
  /** Takes one away. Returns whether the account had it: another's looks like none (security.md 1.30). */
  revoke(accountId: string, id: string): Promise<boolean>;
  revokeAll(accountId: string): Promise<void>;
  /** Deletes at most `limit` that expired before `before`; returns how many. */
  sweep(before: number, limit: number): Promise<number>;
}

/** Recovery codes of accounts. Those that are being shown are good for nothing until they are said to be saved. */
export interface RecoveryCodes {
  /** What is being shown, sealed; undefined where nothing is. */
  shown(accountId: string, now: number): Promise<string | undefined>;
  /** Keeps what is to be shown until `until`, unless something is being shown already. Returns what is. */
  show(accountId: string, sealed: string, until: number, now: number): Promise<string>;
  /**
   * Puts the codes in the place of all former ones, if they are what is being shown still; that is over then. In a
   * transaction. `first`: there were none before, used or not; undefined: nothing was done.
   */
  replace(accountId: string, codes: readonly KeptRecoveryCode[], shown: string, now: number): Promise<'first' | 'again' | undefined>;
  /** The code that was not used yet with these first signs. */
  find(accountId: string, selector: string): Promise<KeptRecoveryCode | undefined>;
  /** Spends it: of many at once one is told how many are left, the others undefined. */
  use(accountId: string, selector: string, now: number): Promise<number | undefined>;
  /** Forgets what is being shown, whoever saw it (`hide`), or all that are good: what they stood in for is gone (`clear`). */
  hide(accountId: string): Promise<void>;
  clear(accountId: string): Promise<void>;
}

/** Seals recovery codes that are being shown to the row of their account (security.md 2.8). */
export interface RecoverySeal {
  seal(codes: string, accountId: string): string;
  /** Throws for what was sealed elsewhere. */
  open(sealed: string, accountId: string): string;
}
