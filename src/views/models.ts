// What every page is made of: a page is a function of its model and the frame around it, never of a request.
// Owns the list of pages and the shape each expects. Never reads a row, a cookie or a header.
import type { BrowserDemand } from '../domain/browser-level.ts';
import type { Language } from '../domain/organisations/organisation.ts';
import type { AccountPageModels } from './account-models.ts';
import type { ErrorKind } from './error-kinds.ts';
import type { Announcement, ChallengeView, PasskeyView, PasswordPageModels, Problem } from './form-models.ts';
import type { MailedPageModels } from './mailed-models.ts';
import type { RecoverySheet, SignInPageModels, TextFile } from './sign-in-models.ts';
import type { SignedInView } from './signed-in.ts';
import type { SingleSignOnOffer, SingleSignOnPageModels } from './single-sign-on-models.ts';

export type { ConsentItem, DoneKey, DoneView } from './account-models.ts';
export type { ErrorKind } from './error-kinds.ts';
export type {
  Announcement,
  ChallengeView,
  NewPasskeyView,
  NewPasswordFields,
  PasskeyView,
  PasswordRulesView,
  Problem,
} from './form-models.ts';
export type { RecoverySheet, SecondHelp, TextFile } from './sign-in-models.ts';
export type { SingleSignOnFailure } from './single-sign-on-models.ts';
export type { Language };

/** Whom to ask, as the organisation entered it (R20.1). Absent fields are simply not shown. */
export interface SupportLine {
  readonly contactName?: string;
  readonly contactEmail?: string;
  readonly contactPhone?: string;
  readonly practiceUrl?: string;
}

/** The portal a page belongs to; pages outside any portal (finder, unknown portal) have none. */
export interface FramePortal {
  readonly name: string;
  /** Short name, as in the address. */
  readonly portal: string;
  /** Full address to save, such as `https://login.example/acme`. */
  readonly url: string;
  /** Fingerprinted stylesheet with the eight colour values of `ux.md` 2.4. */
  readonly themeHref: string;
  readonly logo?: { readonly href: string; readonly darkHref?: string };
  readonly forceLight: boolean;
  readonly support: SupportLine;
  /** Capital and small letters are the same in its user names (R2.1). */
  readonly anyCase?: true;
}

/** What stands around every page: language, portal, links of the footer (ux.md G1, G10, G11, G16). */
export interface Frame {
  readonly language: Language;
  /** Links to the same page in each allowed language; empty when there is only one. */
  readonly languages: readonly { readonly tag: Language; readonly href: string; readonly current: boolean }[];
  readonly portal?: FramePortal;
  /** Configured origin, no trailing slash. */
  readonly baseUrl: string;
  readonly helpHref: string;
  readonly privacyHref: string;
  readonly accessibilityHref: string;
  /** Masked anti-forgery token (security.md 1.24), for each form of the page. */
  readonly csrf: string;
  readonly signedIn?: SignedInView;
  /** The navigation of the account, on a page of it (ux.md 1.16). */
  readonly account?: readonly { readonly subject: string; readonly href: string; readonly current: boolean }[];
}

/** A person's application, as listed on the portal's start page. */
export interface AppLink {
  readonly name: string;
  readonly href: string;
}

/** Every page and its model. A template of the same name stands in `templates/pages/`. */
export interface PageModels extends PasswordPageModels, MailedPageModels, AccountPageModels, SignInPageModels, SingleSignOnPageModels {
  /** `/`: which portal? `last` is the portal remembered in this browser (R16.1). `unknown`: the typed name was not found. */
  'portal/finder': {
    readonly typed: string;
    readonly problems: readonly Problem[];
    readonly last?: { readonly name: string; readonly href: string };
    /** Application the person came from, when an authorization request waits for a portal. */
    readonly appName?: string;
    /** Opaque value handed back with the form: the waiting authorization request. */
    readonly pending?: string;
    /** Found: the page goes on there by itself. */
    readonly found?: { readonly name: string; readonly href: string };
  };
  /** `/<unknown>`: 404 with the finder on it (`settled.md` 39). */
  'portal/unknown': { readonly typed: string; readonly last?: { readonly name: string; readonly href: string } };
  /** `/<portal>` when signed in: who, which applications, sign out. */
  'portal/start': {
    readonly fullName: string;
    readonly username: string;
    readonly apps: readonly AppLink[];
    readonly accountHref: string;
    readonly signOutHref: string;
  };
  'sign-in/password': {
    readonly action: string;
    readonly appName?: string;
    readonly username: string;
    readonly problems: readonly Problem[];
    /** A hidden character or outer blank was removed from the typed name (R3.9). */
    readonly repaired: boolean;
    /** Show the list "does it still not work?" (R19.3): after any failure. */
    readonly tips: boolean;
    /** Other portals at which this browser signed in before, offered beside the tips (R16.3). */
    readonly elsewhere: readonly { readonly name: string; readonly href: string }[];
    /** The password typed was the former one: a new one may have been forgotten (R13.5). */
    readonly former: boolean;
    /** One quiet line on top, such as "your password has been changed". */
    readonly notice?: 'restarted' | 'password-again' | 'signed-out' | 'session-idle' | 'other-account' | 'overtaken';
    /** Which browsers see that they are too old, and whether that is for the application's sake (R15). */
    readonly browsers?: BrowserDemand;
    readonly forgotPasswordHref: string;
    /** Where the activation mail can be had once more (R7.2). */
    readonly activateHref: string;
    readonly forgotUsernameHref: string;
    readonly finderHref: string;
    /** Cancel leads back to the application with `access_denied`; absent where there is none. */
    readonly cancel: boolean;
    readonly challenge?: ChallengeView;
    /** Signing in with a passkey instead; absent where the organisation has none. */
    readonly passkey?: PasskeyView;
    /** Signing in through the organisation's own identity provider; absent where the portal has none. */
    readonly singleSignOn?: SingleSignOnOffer;
  };
  'sign-out/ask': {
    readonly action: string;
    readonly xsrf: string;
    readonly username: string;
    readonly stayHref: string;
    readonly appName?: string;
  };
  /** Sign-out without a hint while several portals are signed in: which, or all (`settled.md` 1). */
  'sign-out/choose': {
    readonly action: string;
    readonly portals: readonly { readonly id: string; readonly name: string; readonly username: string }[];
    readonly problems: readonly Problem[];
  };
  /** Somebody has proved to be another person than the one signed in here (R12.2 i): who goes on? */
  'sign-out/switch': {
    readonly action: string;
    readonly fields: readonly { readonly name: string; readonly value: string }[];
    readonly username: string;
    readonly newUsername: string;
    readonly stayHref: string;
  };
  'sign-out/done': {
    readonly againHref: string;
    /** Who came from an identity provider may be signed in there still. `logOutHref`: where one signs out of it, if known. */
    readonly singleSignOn?: { readonly idpName: string; readonly logOutHref?: string };
  };
  /** A form the browser sends on by itself with script, by a button without (`settled.md` 14c). */
  'passing-on/form': {
    readonly action: string;
    readonly appName?: string;
    readonly fields: readonly { readonly name: string; readonly value: string }[];
  };
  'help/help': {
    readonly signInHref: string;
    /** How long a password may be kept, at which organisation, and whether that is long enough for all its warnings. */
    readonly age?: { readonly days: number; readonly orgName: string; readonly warnsAhead: boolean };
    /** Absent where no portal is known. */
    readonly changePasswordHref?: string;
    /** What mails of this portal look like, and how long an activation link works (milliseconds); absent where no portal is known. */
    readonly mailed?: { readonly mail: Announcement; readonly life: number; readonly activateHref: string; readonly codeHref: string };
    readonly forgotHrefs?: { readonly password: string; readonly username: string };
    /** The portal has the button to the organisation's own identity provider. */
    readonly singleSignOn?: boolean;
  };
  'help/privacy': Record<never, never>;
  'help/accessibility': Record<never, never>;
  'error/error': {
    readonly kind: ErrorKind;
    readonly reference?: string;
    /** Epoch milliseconds, shown in words (G17, G18). */
    readonly at: number;
    readonly appName?: string;
    readonly username?: string;
    readonly host?: string;
    readonly minutes?: number;
    /** OAuth error code and description in small print, for the application's owner only. */
    readonly technical?: string;
    /** The way on: every error page has one. */
    readonly onwardHref: string;
  };
}

/** Path of a page's template under `templates/pages`, without `.hbs`. */
export type PageName = keyof PageModels;

/** Renders a page to a complete HTML document. Throws when a template names a value its model lacks (tests and development). */
export interface Views {
  page<Name extends PageName>(name: Name, model: PageModels[Name], frame: Frame): string;
  /** Recovery codes as a file to be kept. */
  recoveryFile(sheet: RecoverySheet): TextFile;
}
