// Federation: an organisation's own identity provider, and whom it answers for. Owns what a connection and an identity
// are; never speaks a protocol (`src/upstream`), and never decides what else a sign-in asks.
import type { Secret } from '../../kernel/secret.ts';

/** Whether the connection is used; `off`: nobody is sent there, and nothing that comes from there is taken. */
export type ConnectionState = 'on' | 'off';

/** An OpenID Provider of an organisation, registered with it as a relying party of ours (OIDC Core 1.0). */
export interface Connection {
  readonly id: string;
  readonly organisationId: string;
  readonly kind: 'oidc';
  readonly state: ConnectionState;
  /** What people know it by, such as "Microsoft of Acme": shown on the way there and on errors. */
  readonly name: string;
  /** Issuer identifier, exactly as its discovery document says it (OIDC Discovery 1.0 §4.3). */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: Secret;
  /**
   * How somebody whom nobody has linked yet is found among the organisation's accounts: not at all, or by the rule of an
   * administrator that the provider's verified mail address is the account's (R17.4; security.md 1.28).
   */
  readonly links: 'by-hand' | 'by-email';
  /** Who is new here: refused, or an account is made, in this organisation alone (R17.4). */
  readonly newPeople: 'refused' | 'made';
  /** Whether applications are told the `amr` of the provider (`settled.md` 8). */
  readonly trustsFactors: boolean;
  /** Where one logs out there, for the page after our own log-out; undefined where none is known. */
  readonly logOutUrl: string | undefined;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** Somebody at a connection's provider: only the three together name one (OIDC Core 1.0 §2 `sub`; security.md 1.28). */
export interface Subject {
  readonly connectionId: string;
  readonly issuer: string;
  readonly subject: string;
}

/** Somebody at a connection's provider, with the user name here. */
export interface LinkedPerson {
  readonly username: string;
  readonly identity: Identity;
}

/** Whose account that is here. An account has at most one identity at a connection. */
export interface Identity extends Subject {
  readonly accountId: string;
  /** Epoch milliseconds. */
  readonly linkedAt: number;
}
