// What forms are made of: what is wrong with them, the extra check, and the pages around a new password.
import type { Language } from '../domain/organisations/organisation.ts';
import type { ProblemCode } from '../domain/problem.ts';

/** What a mail that was promised looks like in the mailbox (R9.6). */
export interface Announcement {
  /** Name that mailboxes show for the sender. */
  readonly sender: string;
  readonly address: string;
  /** Subjects it may have, to search for; each with its language where that is not the page's. */
  readonly subjects: readonly { readonly words: string; readonly language?: Language }[];
}

/** A problem with a field or with the whole form: shown in the summary and at the field(s), same words (ux.md G5). */
export interface Problem {
  readonly code: ProblemCode;
  /** Ids of the fields it belongs to; the summary links to the first. */
  readonly fields: readonly string[];
  /** Values for the phrase, such as `{ minutes: 15 }`. */
  readonly values?: Readonly<Record<string, string | number>>;
}

/** A challenge in a form: the picture, and what the script needs for the calculation beside it (`settled.md` 20). */
export interface ChallengeView {
  readonly id: string;
  /** Why it is there: something was missed too often, or mail is asked for (ux.md 3.3). */
  readonly why: 'misses' | 'forgot';
  readonly pictureHref: string;
  readonly iterations: number;
  readonly parts: number;
  readonly below: number;
  readonly length: number;
  /** Once a code was asked for by mail: whom it went to, if there is such an account, and what to look for. */
  readonly mailed?: { readonly to: 'username' | 'address' | 'either'; readonly mail: Announcement };
}

/** What the script asks the browser for a passkey with (WebAuthn level 3 §5.5), and where its answer goes. */
export interface PasskeyView {
  readonly challenge: string;
  /** What passkeys are for here: the host of the pages. */
  readonly site: string;
  /** JSON of the passkeys that will do, or that are there already: `[{"id","transports"}]`; empty where any will do. */
  readonly known: string;
}

/** The same for a new passkey, with whose it will be. */
export interface NewPasskeyView extends PasskeyView {
  /** Id of the account (WebAuthn `user.id`). */
  readonly owner: string;
  readonly username: string;
  readonly name: string;
  readonly org: string;
}

/** That this browser can be spared the second step from now on, for so many days (R14.6). */
export interface TrustOffer {
  readonly days: number;
}

/** The rules that a new password is held to, as a page lists them. */
export interface PasswordRulesView {
  /** Least number of characters. */
  readonly least: number;
  /** How many earlier passwords may not return, the present one among them. */
  readonly former: number;
  /** Folded words that may not stand in it, blanks between: the person's own names, which the person knows. */
  readonly words: string;
}

/** What the forms for a new password have in common. */
export interface NewPasswordFields {
  readonly action: string;
  readonly username: string;
  /** Epoch milliseconds: when the present password was chosen. */
  readonly chosenAt?: number;
  readonly rules: PasswordRulesView;
  /** Whether a blank at an end belongs to the password. */
  readonly askBlanks: boolean;
  readonly problems: readonly Problem[];
  readonly challenge?: ChallengeView;
}

/** The pages around a new password. */
export interface PasswordPageModels {
  /** The password expires soon; nobody is kept (R13.1). */
  'sign-in/password-soon': {
    readonly action: string;
    readonly days: number;
    /** Epoch milliseconds of its end. */
    readonly at: number;
    /** A hidden character or outer blank was removed from the typed name (R3.9). */
    readonly repaired: boolean;
    readonly problems: readonly Problem[];
  };
  /** A new password in the middle of a sign-in (R13.3). */
  'sign-in/new-password': NewPasswordFields & {
    readonly because: 'expired' | 'marked' | 'chosen';
    /** Days a password may be kept. */
    readonly days: number;
    /** The present one was typed too long ago. */
    readonly askCurrent: boolean;
    /** A hidden character or outer blank was removed from the typed name (R3.9). */
    readonly repaired: boolean;
  };
}
