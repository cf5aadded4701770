import { minutes } from '../../kernel/duration.ts';

/** A passkey as it is kept (WebAuthn level 3 §4, credential record). Times are epoch milliseconds. */
export interface Passkey {
  /** The credential's id, base64url, as its authenticator chose it. */
  readonly id: string;
  readonly accountId: string;
  /** What the person calls it. */
  readonly name: string;
  /** COSE key (RFC 9052), base64url. */
  readonly publicKey: string;
  /** How its authenticator can be reached, for the browser to ask for the right one. */
  readonly transports: readonly string[];
  /** Signatures it had made when it was used last; 0 for one that does not count. */
  readonly counter: number;
  /** Whether it can be on more than one device. Never changes (WebAuthn level 3 §6.1.3). */
  readonly multiDevice: boolean;
  /** Whether it is on more than one now. */
  readonly backedUp: boolean;
  readonly createdAt: number;
  readonly usedAt: number | undefined;
}

/** Most passkeys of one account. */
export const MOST_PASSKEYS = 10;
/** How long an answer to a challenge is taken, in milliseconds. */
export const PASSKEY_CHALLENGE_LIFE = minutes(5);

/** What a challenge is made for, in which browser and flow: it is worth nothing anywhere else (security.md 1.3). */
export interface PasskeyUse {
  readonly purpose: 'sign-in' | 'second-step' | 'add';
  readonly browserId: string;
  /** A sign-in's uid; on the pages of the account, the session's. */
  readonly flow: string;
}

/** A browser's answer as it was read; nothing of it is believed yet. */
export interface PasskeyAnswer {
  /** Id of the credential that it says it is of. */
  readonly id: string;
  readonly challenge: string;
  /** Whose passkey it says it is: the account's id (WebAuthn `userHandle`); absent where the authenticator did not say. */
  readonly owner: string | undefined;
}

/** What a right answer told of its passkey. */
export type PasskeySeen = Pick<Passkey, 'counter' | 'multiDevice' | 'backedUp'>;

/** A passkey that was just made, without what we add to it. */
export type NewPasskey = Omit<Passkey, 'accountId' | 'name' | 'createdAt' | 'usedAt'>;
