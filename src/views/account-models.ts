// The pages of "My account" (ux.md 1.16). What stands around them, the navigation and who is signed in, is of the frame.
import type { Language } from '../domain/organisations/organisation.ts';
import type { NewPasswordFields, Problem } from './form-models.ts';

/** What was done just before: the key of its phrase, and what it is about. */
export interface DoneView {
  readonly key: DoneKey;
  readonly about?: string | undefined;
}

/** What a page of the account may say was done (`acc.done.<key>`). */
export type DoneKey = 'profile';

/** Those pages. */
export interface AccountPageModels {
  /** `/account`: the account at which of the portals of this browser? */
  'account/which': { readonly portals: readonly { readonly name: string; readonly username: string; readonly href: string }[] };
  /** Who one is here, and in which language. */
  'account/profile': {
    readonly action: string;
    readonly username: string;
    readonly givenName: string;
    readonly familyName: string;
    /** Only a contact person changes names here. */
    readonly nameLocked: boolean;
    readonly email?: string;
    readonly languages: readonly { readonly tag: Language; readonly chosen: boolean }[];
    readonly problems: readonly Problem[];
    readonly done?: DoneView;
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
