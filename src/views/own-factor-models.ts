// The pages of the account about one app or passkey (R14.7).
import type { NewPasskeyView, Problem } from './form-models.ts';

/** An app or a passkey that a page is about. */
interface NamedFactor {
  readonly action: string;
  readonly kind: 'app' | 'passkey';
  readonly id: string;
  readonly name: string;
  readonly cancelHref: string;
}

/** Those pages. */
export interface OwnFactorPageModels {
  /** A passkey of one's own. `name`: what it will be called. */
  'account/add-passkey': {
    readonly action: string;
    readonly name: string;
    readonly passkey: NewPasskeyView;
    readonly backHref: string;
    readonly problems: readonly Problem[];
  };
  /** An authenticator app of one's own. `name`: what it will be called. */
  'account/add-app': {
    readonly action: string;
    readonly username: string;
    /** In groups of four. */
    readonly key: string;
    /** `otpauth:` address. */
    readonly address: string;
    readonly name: string;
    readonly backHref: string;
    readonly problems: readonly Problem[];
  };
  /** Is an app or a passkey really to be taken away? `mustStay`: it cannot be. */
  'account/remove-factor': NamedFactor & { readonly mustStay: boolean; readonly isLast: boolean };
  /** What one calls it. */
  'account/rename-factor': NamedFactor & { readonly problems: readonly Problem[] };
}
