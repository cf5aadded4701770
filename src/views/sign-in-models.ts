// The screens of a sign-in after the first factor: the second step, and what an application may have.
import type { SecondWay } from '../domain/factors/demand.ts';
import type { Language } from '../domain/organisations/organisation.ts';
import type { ConsentItem } from './account-models.ts';
import type { Announcement, NewPasskeyView, PasskeyView, Problem, TrustOffer } from './form-models.ts';

/** What every screen of the second step offers to who cannot answer it (ux.md 1.8). */
export interface SecondHelp {
  /** Where another way is chosen; absent where there is none, or on that very screen. */
  readonly otherHref?: string;
  /** Where a recovery code is typed; absent where there is none to type. */
  readonly recoveryHref?: string;
  /** The masked address, where a code can be mailed to it. */
  readonly maskedEmail?: string;
  /** No code is looked at until the password is another one; `newPasswordHref`: where one is made by mail, for who has an address. */
  readonly closed?: { readonly newPasswordHref?: string };
}

/** A way to answer the second step. */
export interface SecondChoice {
  readonly way: SecondWay;
  /** Where a code is mailed to, masked; of that way alone. */
  readonly maskedEmail?: string;
}

/** Those screens. */
export interface SignInPageModels {
  /** A second step is asked, by the organisation or the application, and there is nothing to answer it with. */
  'sign-in/no-second': {
    readonly action: string;
    readonly username: string;
    readonly asks: 'organisation' | 'app';
    readonly appName: string;
  };
  'sign-in/consent': {
    readonly action: string;
    readonly appName: string;
    readonly appOwner?: string;
    readonly appHost: string;
    readonly appLogoHref?: string;
    readonly username: string;
    /** A hidden character or outer blank was removed from the name that was typed to sign in (R3.9). */
    readonly repaired: boolean;
    /** Phrase key per item (`con.openid`, `con.profile`, …) with the actual value. */
    readonly items: readonly { readonly key: ConsentItem; readonly value?: string }[];
    readonly problems: readonly Problem[];
  };
  /** In which way? The one that was used last comes first (ux.md 1.8). */
  'sign-in/choose-second': {
    readonly action: string;
    readonly choices: readonly SecondChoice[];
    readonly problems: readonly Problem[];
    readonly help: SecondHelp;
  };
  /** The code that was mailed for this sign-in (R14.2). */
  'sign-in/mail-code': {
    readonly action: string;
    readonly maskedEmail: string;
    /** `over`: one was sent and cannot be used any more. `none`: none was sent. */
    readonly state: 'live' | 'over' | 'none';
    /** What the code begins with, and until when it works (epoch milliseconds); where one is live. */
    readonly letters?: string;
    readonly until?: number;
    /** It was sent just now, after another. */
    readonly resent: boolean;
    readonly mail: Announcement;
    /** When another can be sent, epoch milliseconds, and in how many seconds that is; absent where now. */
    readonly next?: { readonly at: number; readonly seconds: number };
    readonly problems: readonly Problem[];
    readonly help: SecondHelp;
    readonly trust?: TrustOffer;
  };
  /** A code of the authenticator app. */
  'sign-in/totp': {
    readonly action: string;
    readonly problems: readonly Problem[];
    readonly help: SecondHelp;
    readonly trust?: TrustOffer;
  };
  /** A recovery code instead. */
  'sign-in/recovery-code': { readonly action: string; readonly problems: readonly Problem[]; readonly help: SecondHelp };
  /** New recovery codes, shown until they are said to be saved. */
  'sign-in/recovery-codes': Omit<RecoverySheet, 'language'> & {
    readonly action: string;
    /** Where they are as a file. */
    readonly fileHref: string;
    readonly problems: readonly Problem[];
  };
  /** The second step by a passkey of the account. */
  'sign-in/passkey': {
    readonly action: string;
    readonly passkey: PasskeyView;
    readonly problems: readonly Problem[];
    readonly help: SecondHelp;
    readonly trust?: TrustOffer;
  };
  /** A passkey is made. */
  'sign-in/enrol-passkey': {
    readonly action: string;
    readonly passkey: NewPasskeyView;
    /** To set up an app instead. */
    readonly otherHref?: string;
    /** This once, the person can go on without. */
    readonly mayWait: boolean;
    readonly problems: readonly Problem[];
  };
  /** An authenticator app is set up. */
  'sign-in/enrol-totp': AppSetUpFields & {
    readonly action: string;
    /** To make a passkey instead. */
    readonly otherHref?: string;
    /** This once, the person can go on without. */
    readonly mayWait: boolean;
    readonly problems: readonly Problem[];
  };
}

/** What the steps of setting up an authenticator app show. */
export interface AppSetUpFields {
  readonly username: string;
  /** The secret in base32, in groups of four. */
  readonly key: string;
  /** `otpauth:` address, for the QR code and for an app on this very phone. */
  readonly address: string;
}

/** Recovery codes with whose they are. */
export interface RecoverySheet {
  readonly language: Language;
  readonly portal: string;
  readonly orgName: string;
  readonly username: string;
  /** When they were made, epoch milliseconds. */
  readonly at: number;
  readonly codes: readonly string[];
}

/** A file of text, to be kept by a person. */
export interface TextFile {
  /** Letters, digits and hyphens, with its ending. */
  readonly name: string;
  readonly text: string;
}
