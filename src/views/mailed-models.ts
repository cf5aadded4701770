// The pages around mailed links: asking for mail, what to look for, what a link does, and why one is dead.
import type { Announcement, ChallengeView, NewPasswordFields, Problem } from './form-models.ts';
import type { Webmail } from './webmail.ts';

/** What a mailed link is for. */
export type LinkPurpose = 'activation' | 'password-reset';

/** A form that has mail sent. */
interface AskingForm {
  readonly action: string;
  readonly typed: string;
  readonly problems: readonly Problem[];
  readonly challenge: ChallengeView;
  /** Back to where it was left for this form, which then forgets what was typed. */
  readonly cancelHref: string;
}

/** Those pages. */
export interface MailedPageModels {
  /** A link for a new password, or, for who comes for the first time, the activation mail once more (R4.1, R7.2). */
  'recovery/forgot-password': AskingForm & {
    readonly purpose: LinkPurpose;
    readonly forgotUsernameHref: string;
    /** The portal has the button to the organisation's own identity provider. */
    readonly singleSignOn?: boolean;
  };
  'recovery/forgot-username': AskingForm;
  /** Which portal is mine? Outside any. */
  'portal/which': AskingForm;
  /** The code of a mail instead of its link. */
  'recovery/code': AskingForm;
  /** After any of them: the same whoever was meant (R4.2). */
  'recovery/sent': {
    /** What was asked for; `healed`: a fresh one for a dead link. */
    readonly what: LinkPurpose | 'user-names' | 'portals' | 'healed';
    /** As it was typed; absent after a dead link, which names nobody. */
    readonly typed?: string;
    /** It has the shape of a mail address: an account may be found by that, or have it as its user name. */
    readonly byAddress?: true;
    readonly mail: Announcement;
    /** How long links work, in milliseconds. */
    readonly lives?: { readonly reset: number; readonly activation: number };
    /** How long a fresh one works, in milliseconds. */
    readonly life?: number;
    /** The searches that webmails have (R9.6). */
    readonly webmails: readonly Webmail[];
    /** Where "send again" goes; `again`: it was asked for more than once. */
    readonly action: string;
    readonly again: boolean;
    /** When it can be sent again (epoch milliseconds), and in how many seconds from now; absent: at once. */
    readonly wait?: { readonly until: number; readonly seconds: number };
    readonly problems: readonly Problem[];
    /** To the form, for who sees now that something else was to be typed. */
    readonly otherHref?: string;
    /** A form for another address, open (R6.6). */
    readonly other?: Omit<AskingForm, 'cancelHref'>;
    readonly codeHref?: string;
    readonly forgotUsernameHref?: string;
  };
  /** A password for who opened a link (ux.md 1.5). */
  'activation/choose': NewPasswordFields & {
    readonly purpose: LinkPurpose;
    readonly firstName: string;
    /** Epoch milliseconds. */
    readonly until: number;
    /** Somebody else is signed in in this browser, and will not be any more (R7.8). */
    readonly signedInAs?: string;
    /** Where a new mail can be had, once too much was tried with this one. */
    readonly againHref?: string;
  };
  'activation/done': { readonly purpose: LinkPurpose; readonly username: string; readonly onwardHref: string };
  /** A link that does nothing any more, and why; no name and no address (`settled.md` 29). */
  'activation/dead': {
    readonly purpose: LinkPurpose;
    readonly why:
      | 'expired'
      | 'replaced'
      | 'used'
      | 'password-changed'
      | 'address-changed'
      | 'factor-changed'
      | 'single-sign-on'
      | 'withdrawn'
      | 'unknown';
    /** Epoch milliseconds: when it ended, or when the newer one was mailed. */
    readonly at?: number;
    /** How long it worked, in milliseconds. */
    readonly life?: number;
    /** Whether the newer one went to the same address. */
    readonly sameAddress?: boolean;
    /** Whether a fresh one can be had by a press of a button. */
    readonly mends: boolean;
    readonly action: string;
    readonly problems: readonly Problem[];
    readonly forgotHref: string;
    readonly codeHref: string;
    readonly signInHref: string;
  };
}
