// The pages of "My account" (ux.md 1.16). What stands around them, the navigation and who is signed in, is of the frame.
import type { Device } from '../domain/mail/device.ts';
import type { Language } from '../domain/organisations/organisation.ts';
import type { Announcement, NewPasswordFields, Problem } from './form-models.ts';
import type { OwnFactorPageModels } from './own-factor-models.ts';

/** What an application can be allowed: the key of its phrase (ux.md 1.11). */
export type ConsentItem = 'openid' | 'profile' | 'email' | 'organisation' | 'offline' | 'resource';

/** What was done just before: the key of its phrase, and what it is about. */
export interface DoneView {
  readonly key: DoneKey;
  readonly about?: string | undefined;
}

/** What a page of the account may say was done (`acc.done.<key>`). */
export type DoneKey =
  | 'profile'
  | 'session'
  | 'session-unknown'
  | 'sessions'
  | 'withdrawn'
  | 'email-stopped'
  | 'mail-on'
  | 'mail-off'
  | 'passkey-added'
  | 'passkey-removed'
  | 'app-added'
  | 'app-removed'
  | 'factor-renamed'
  | 'codes-made'
  | 'browser-revoked';

/** An application with what it gets. */
interface AppAccess {
  readonly name: string;
  readonly items: readonly { readonly key: ConsentItem; readonly value?: string }[];
}

/** Those pages. */
export interface AccountPageModels extends OwnFactorPageModels {
  /** New recovery codes. `replaces`: former ones stop working. */
  'account/recovery-codes': {
    readonly action: string;
    readonly portal: string;
    readonly orgName: string;
    readonly username: string;
    /** When they are made, epoch milliseconds. */
    readonly at: number;
    readonly codes: readonly string[];
    readonly fileHref: string;
    readonly replaces: boolean;
    readonly cancelHref: string;
    readonly problems: readonly Problem[];
    readonly done?: DoneView;
  };
  /** `/account`: the account at which of the portals of this browser? */
  'account/which': { readonly portals: readonly { readonly name: string; readonly username: string; readonly href: string }[] };
  /** Who one is here, and in which language. */
  'account/profile': {
    readonly action: string;
    readonly username: string;
    readonly givenName: string;
    readonly familyName: string;
    /** Is a contact person, whom nobody sends to a contact person. */
    readonly isContact?: boolean;
    /** Only a contact person changes names here. */
    readonly nameLocked: boolean;
    readonly email?: string;
    /** Absent where only a contact person changes it. */
    readonly emailHref?: string;
    readonly languages: readonly { readonly tag: Language; readonly chosen: boolean }[];
    /** Signs in by the organisation's own identity provider, so there is no password here (R17.2). */
    readonly singleSignOn?: boolean;
    readonly problems: readonly Problem[];
    readonly done?: DoneView;
  };
  /** Two-step verification: whether it is on, by what, and whether that is the organisation's wish. */
  'account/two-step': {
    readonly action: string;
    /** Signs in by the organisation's own identity provider: nothing speaks of a password (R17.2). */
    readonly singleSignOn?: boolean;
    readonly isOn: boolean;
    readonly isRequired: boolean;
    /** Apps and passkeys, the first one first. Times are epoch milliseconds. */
    readonly factors: readonly {
      readonly kind: 'app' | 'passkey';
      /** Empty where the person has given it none. */
      readonly name: string;
      readonly since: number;
      readonly usedAt?: number;
      readonly renameHref: string;
      /** Absent where it must stay. */
      readonly removeHref?: string;
    }[];
    /** Whether the last of them cannot be taken away. */
    readonly mustStay: boolean;
    /** Absent where no more can be added. */
    readonly addAppHref?: string;
    readonly addPasskeyHref?: string;
    /** Whether there is nothing, and nothing can be set up: the organisation decides. */
    readonly isDecided: boolean;
    /** Where one is signed in: a browser that is trusted no more is not signed out. */
    readonly sessionsHref: string;
    /** Browsers that are spared the second step, until when (epoch milliseconds). */
    readonly browsers: readonly { readonly id: string; readonly device: Device; readonly until: number }[];
    /** Where codes are mailed to, if they are asked for. */
    readonly mailedTo?: string;
    /** What the button about codes by mail does; absent where there is none. */
    readonly mailSwitch?: 'on' | 'off';
    /** Recovery codes that are left; absent where they stand in for nothing. */
    readonly codesLeft?: number;
    readonly codesHref?: string;
    readonly isFresh: boolean;
    readonly done?: DoneView;
  };
  /** Where one is signed in; this browser's session first. */
  'account/sessions': {
    readonly action: string;
    /** Signs in by the organisation's own identity provider: nothing speaks of a password (R17.2). */
    readonly singleSignOn?: boolean;
    readonly sessions: readonly {
      readonly id: string;
      readonly isOwn: boolean;
      readonly device: Device;
      /** Epoch milliseconds. */
      readonly signedInAt: number;
      readonly activeAt: number;
      /** Names of the applications that were signed in to in it. */
      readonly apps: string;
    }[];
    readonly hasOthers: boolean;
    readonly signOutHref: string;
    readonly problems: readonly Problem[];
    readonly done?: DoneView;
  };
  /** Which applications have what: those that were allowed to, and the organisation's own. */
  'account/apps': {
    readonly allowed: readonly (AppAccess & { readonly since: number; readonly withdrawHref: string })[];
    readonly own: readonly { readonly name: string; readonly since: number }[];
    readonly done?: DoneView;
  };
  /** Is the access of an application really to be taken back? */
  'account/withdraw': AppAccess & { readonly action: string; readonly app: string; readonly cancelHref: string };
  /** What happened to the account, newest first. */
  'account/history': {
    /** Signs in by the organisation's own identity provider: nothing speaks of a password (R17.2). */
    readonly singleSignOn?: boolean;
    /** Epoch milliseconds. */
    readonly since: number;
    /** `key`: of its phrase, after `acc.his.`. */
    readonly entries: readonly {
      readonly at: number;
      readonly key: string;
      readonly app?: string;
      readonly device?: Device;
      readonly address?: string;
    }[];
    readonly newerHref?: string;
    readonly olderHref?: string;
  };
  /** What one can take along. */
  'account/data': { readonly fileHref: string; readonly isFresh: boolean };
  /** Another mail address. */
  'account/email': {
    readonly action: string;
    readonly typed: string;
    readonly email?: string;
    /** One that was asked for and not agreed to yet by both. */
    readonly waiting?: {
      readonly email: string;
      /** Epoch milliseconds. */
      readonly until: number;
      readonly asksNew: boolean;
      readonly asksOld: boolean;
      readonly mail: Announcement;
    };
    readonly problems: readonly Problem[];
    readonly cancelHref: string;
  };
  /** A mailed link to agree to it, to the new address or the old one. No facts of one that is dead (`settled.md` 29). */
  'account/confirm-email': {
    readonly action: string;
    readonly side: 'new' | 'old';
    readonly state: 'ask' | 'waiting' | 'changed' | 'stopped' | 'dead';
    readonly facts?: { readonly email: string; readonly username: string };
    readonly accountHref: string;
  };
  /** A new password of free will. */
  'account/password': NewPasswordFields & {
    /** It was done just now. */
    readonly done: boolean;
    /** Epoch milliseconds until which the present one is good; absent where for ever. */
    readonly until?: number;
    readonly portalHref: string;
  };
}
