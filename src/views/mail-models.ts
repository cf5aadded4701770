// What a mail is made of besides its own facts: who writes, to whom, in which language, at what moment. A mail is a
// function of these, as a page is of its model.
import type { Mail } from '../domain/mail/mails.ts';
import type { Language, Look, Organisation } from '../domain/organisations/organisation.ts';
import type { SupportLine } from './models.ts';

/** For whom a mail is, where it is for one account. */
export interface MailRecipient {
  /** What the person is greeted with: the given name, or else the user name. */
  readonly name: string;
  readonly fullName: string;
  readonly username: string;
  /** Has no password here (R17.1): what is said of one does not go for them. */
  readonly singleSignOn: boolean;
}

/** The organisation that writes, as its mails name it. */
export interface MailHouse {
  readonly name: string;
  /** Address to sign in and to save. */
  readonly portalUrl: string;
  /** Where the code beside a link is typed (`settled.md` 31). */
  readonly codeUrl: string;
  readonly look: Pick<Look, 'tokens' | 'forceLight'>;
  readonly support: SupportLine;
  /** Capital and small letters are the same in its user names (R2.1). */
  readonly anyCase?: true;
}

/** What stands around a mail. */
export interface MailFrame {
  readonly language: Language;
  /** Absent in mails from the root, where no portal is known: then the platform itself writes. */
  readonly house?: MailHouse | undefined;
  /** The platform's own address, to which people without a portal are sent. */
  readonly rootUrl: string;
  readonly recipient?: MailRecipient | undefined;
  /** Epoch milliseconds of hand-over, from which links live (R7.3). */
  readonly at: number;
}

/** A mail as it is read. */
export interface MailText {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** A mail that a page can announce: a person asked for it. */
export type AnnouncedKind = 'activation' | 'password-reset' | 'user-names' | 'portals' | 'challenge-code' | 'email-new';

/** Of an organisation, what its sender's name depends on. */
export type Sending = { readonly name: string; readonly policy: Pick<Organisation['policy'], 'mailSenderName'> };

/** Mails as functions of their facts. */
export interface MailViews {
  /** What mailboxes show as the sender (ux.md 1.17); without an organisation the platform's own name. */
  senderName(organisation: Sending | undefined, language: Language): string;
  /** The words of a mail's subject for people to search for (R9.6); those of a code mail leave out the code. */
  searchWords(kind: AnnouncedKind, orgName: string | undefined, language: Language): string;
  mail(mail: Mail, frame: MailFrame): MailText;
}
