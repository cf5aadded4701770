// The pages of two-step verification within a sign-in (ux.md 1.8, 1.9).
import type { NewPasskeyView, PasskeyView, Problem, SecondStepExits, TrustOffer } from './form-models.ts';

/** What the steps of setting up an authenticator app show. */
export interface AppSetUpFields {
  readonly username: string;
  /** The secret in base32, in groups of four. */
  readonly key: string;
  /** `otpauth:` address, for the QR code and for an app on this very phone. */
  readonly address: string;
}

/** Those pages. */
export interface SecondStepPageModels {
  /** A code of the authenticator app. */
  'sign-in/totp': SecondStepExits & { readonly action: string; readonly trust?: TrustOffer; readonly problems: readonly Problem[] };
  /** The second step by a passkey of the account. */
  'sign-in/passkey': SecondStepExits & {
    readonly action: string;
    readonly passkey: PasskeyView;
    readonly trust?: TrustOffer;
    readonly problems: readonly Problem[];
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
