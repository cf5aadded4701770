// Mail: what the product writes to people, one kind for each reason. Owns the list of mails with the facts of each, and
// the ports by which they go out; never knows a person's name, an organisation's look, a text or a mail server: those
// are added when a letter is composed.
import type { Device } from './device.ts';

/** A link that is mailed, with the code that can be typed instead (R7.10, `settled.md` 31). */
export interface MailedLink {
  /** Id of its row: its life begins when the letter is handed over (R7.3). Never the token. */
  readonly link: string;
  /** Full address with the token in it, on the configured origin. */
  readonly address: string;
  /** `XXXX-XXXX`. */
  readonly code: string;
  /** Milliseconds from hand-over on. */
  readonly life: number;
}

/** When something was done (epoch milliseconds), and in which browser; absent where it was not done in one. */
export interface Deed {
  readonly at: number;
  readonly device?: Device | undefined;
}

/**
 * The mail that a form promised. What comes in its stead has the same subject, because that is what the page told the
 * person to look for, whoever has which account (R4.2, R9.6).
 */
export type Promised = 'password-reset' | 'user-names' | 'portals';

/** An account as a mail lists it to whoever holds the address (R6.2). */
export interface ListedAccount {
  readonly username: string;
  readonly givenName?: string | undefined;
  /** Epoch milliseconds; people are told the month. Absent where nobody has signed in yet. */
  readonly signedInAt?: number | undefined;
  /** Signed in to through the organisation's own identity provider and in no other way. */
  readonly singleSignOn?: boolean | undefined;
}

/** A portal as the finder's mail lists it (R16.1). */
export interface ListedPortal {
  readonly organisation: string;
  /** Address to sign in and to save. */
  readonly address: string;
  /** None where the organisation keeps them from an address that several people share (R6.3). */
  readonly usernames: readonly string[];
}

/** Whether the address has more accounts than the mail lists. */
interface Listing {
  readonly more?: boolean | undefined;
}

/** What can be different: on with the first factor, off without the last one. */
export type TwoStepChange = 'on' | 'off' | 'app-added' | 'app-removed' | 'passkey-added' | 'passkey-removed' | 'codes-made';

/** Every mail of the product. The templates of a kind are `templates/mails/<kind>.{html,txt}.hbs`. */
export type Mail =
  /** An account has been made (R7.1). `invitedBy`: the contact person's name. */
  | ({ readonly kind: 'activation'; readonly invitedBy?: string | undefined } & MailedLink)
  /**
   * A new password was asked for; an address with several accounts gets a link for each (`settled.md` 33). `singleSignOn`: user
   * names of those on it that have no password here.
   */
  | ({
      readonly kind: 'password-reset';
      readonly asked: Deed;
      readonly accounts: readonly [AccountLink, ...AccountLink[]];
      readonly singleSignOn?: readonly string[] | undefined;
    } & Listing)
  /** The user names on this address at one portal (R6.2). Withheld (R6.3): whom to ask, no names. */
  | ({ readonly kind: 'user-names'; readonly accounts: readonly ListedAccount[] | 'withheld' } & Listing)
  /** The portals of this address, from the finder at the root (R16.1); the one mail that may have no organisation. */
  | ({ readonly kind: 'portals'; readonly portals: readonly [ListedPortal, ...ListedPortal[]] } & Listing)
  /** Third way of the extra check (R8.3). `code`: six digits; `until`: epoch milliseconds; `life`: milliseconds in all. */
  | { readonly kind: 'challenge-code'; readonly code: string; readonly life: number; readonly until: number }
  /** For the second step of one sign-in (R14.2). `id`: of its row, whose life begins at hand-over; `code`: `KR-123456`; `life`: milliseconds. */
  | { readonly kind: 'sign-in-code'; readonly id: string; readonly code: string; readonly life: number }
  /** Nobody here has this address (R6.5); only where the organisation wants it said (`settled.md` 34). */
  | { readonly kind: 'no-account'; readonly promised: Promised }
  /** Suspended or closed: whom to ask, and no link (`settled.md` 35). */
  | { readonly kind: 'account-closed'; readonly promised: Promised }
  /** A new password was asked for by who has none here (R4.4). `usernames`: where the address has several accounts, those. */
  | ({ readonly kind: 'single-sign-on'; readonly usernames?: readonly string[] | undefined } & Listing)
  /** An account has been made for who has no password here (R17.2). `invitedBy`: the contact person's name. */
  | { readonly kind: 'single-sign-on-invited'; readonly invitedBy?: string | undefined }
  /** A notice: another password from now on (R4.5). */
  | { readonly kind: 'password-changed'; readonly changed: Deed }
  /** A notice: something of the two-step verification is different now (R14.7). */
  | { readonly kind: 'two-step'; readonly change: TwoStepChange; readonly changed: Deed }
  /** A notice: signed in with a recovery code (security.md 1.14); so many are left. */
  | { readonly kind: 'recovery-code-used'; readonly used: Deed; readonly left: number }
  /** Somebody wants this address for an account (security.md 2.2). It may be a stranger's, so nobody is named in it. */
  | ({ readonly kind: 'email-new' } & MailedLink)
  /** To the present address: another one, `email`, is to take its place, and its holder must agree or stop it. */
  | ({ readonly kind: 'email-old'; readonly email: string; readonly asked: Deed } & MailedLink)
  /** A notice to both: the address is another one from now on. */
  | { readonly kind: 'email-changed'; readonly email: string; readonly changed: Deed }
  /** A notice: signed in from a browser that is not known for this account. */
  | { readonly kind: 'new-browser'; readonly signedIn: Deed }
  /** Was it you? Somebody misses so often that strangers must wait (R8.6), since `at` (epoch milliseconds). */
  | { readonly kind: 'attempts-slowed'; readonly at: number }
  /** Was it you? Somebody who has the password guesses codes, since `at` (epoch milliseconds). */
  | { readonly kind: 'codes-guessed'; readonly at: number }
  /** The password must be another one in so many days (R13.1); `at`: its end, epoch milliseconds. */
  | { readonly kind: 'password-expires'; readonly days: number; readonly at: number };

/** A link for one of the accounts on an address. */
export interface AccountLink extends MailedLink {
  readonly username: string;
}

/** The kind of a mail. */
export type MailKind = Mail['kind'];

/** Every kind; a new one that is forgotten here does not compile. */
export const MAIL_KINDS = Object.keys({
  activation: true,
  'password-reset': true,
  'user-names': true,
  portals: true,
  'challenge-code': true,
  'sign-in-code': true,
  'no-account': true,
  'account-closed': true,
  'single-sign-on': true,
  'single-sign-on-invited': true,
  'email-new': true,
  'email-old': true,
  'email-changed': true,
  'password-changed': true,
  'two-step': true,
  'recovery-code-used': true,
  'new-browser': true,
  'attempts-slowed': true,
  'codes-guessed': true,
  'password-expires': true,
} satisfies Record<MailKind, true>) as readonly MailKind[];

/** Ids of the links in a mail, whose lives begin at hand-over (R7.3). */
export function linksIn(mail: Mail): readonly string[] {
  if (mail.kind === 'activation' || mail.kind === 'email-new' || mail.kind === 'email-old') return [mail.link];
  return mail.kind === 'password-reset' ? mail.accounts.map(({ link }) => link) : [];
}

/** Ids of the sign-in codes in a mail, whose lives begin at hand-over too (R14.3). */
export function codesIn(mail: Mail): readonly string[] {
  return mail.kind === 'sign-in-code' ? [mail.id] : [];
}
