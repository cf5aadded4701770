// The screens on the way to an organisation's own identity provider and back (ux.md 1.10).

/** Why nobody came back, in the words of `sso.err.*`. */
export type SingleSignOnFailure = 'cancel' | 'noAccount' | 'blocked' | 'down' | 'config' | 'wrongUser';

/** The button on the sign-in sheet: a form of its own, the same for everybody at the portal (security.md T14). */
export interface SingleSignOnOffer {
  /** Where its form is sent. */
  readonly action: string;
}

/** Those screens. */
export interface SingleSignOnPageModels {
  /**
   * The page with the button: of a portal where everybody goes that way, when one is not sent on at once; of who has to prove
   * that way what they have proved otherwise; and what is said when it did not work.
   */
  'sign-in/sso': {
    readonly action: string;
    /** What people know the provider by. */
    readonly idpName: string;
    readonly appName: string;
    readonly failed?: {
      readonly because: SingleSignOnFailure;
      /** Error number to mention (ux.md G18), and when it was, epoch milliseconds. */
      readonly reference: string;
      readonly at: number;
      /** Who they were signed in as there, or here; of `wrongUser` alone. */
      readonly ssoUser?: string;
      /** Where one signs out there, if known: of who may be there as somebody else, and would come back as them. */
      readonly logOutHref?: string;
    };
    /** The sheet, where this portal has user names and passwords too. */
    readonly passwordHref?: string;
  };
  /** The hand-off: goes on by itself, at once; seen only where that is slow. */
  'sign-in/sso-go': {
    /** The provider's address, with the request in it. */
    readonly href: string;
    readonly idpName: string;
    /** Who does not want to go there yet. */
    readonly notNowHref: string;
  };
}
