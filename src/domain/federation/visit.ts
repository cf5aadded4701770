/**
 * One visit to a connection's provider: what was sent along, to know the answer again (OIDC Core 1.0 §3.1.2.1, RFC 7636).
 * Kept under its `state`; taken once, and only in the browser that was sent (security.md 1.24).
 */
export interface UpstreamVisit {
  /** At least 128 bits; kept as a hash only. */
  readonly state: string;
  readonly connectionId: string;
  /** Interaction uid of the sign-in that it is for. */
  readonly uid: string;
  /** Of the portal where that is, for the way back. */
  readonly organisationId: string;
  /** The browser that was sent. */
  readonly browserId: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  /**
   * Since when the person must have proved it there, epoch milliseconds: the application asks for that (`max_age`,
   * `prompt=login`). Undefined: whenever it was.
   */
  readonly freshSince: number | undefined;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** What a provider said of somebody, once everything was verified. */
export interface UpstreamPerson {
  readonly issuer: string;
  readonly subject: string;
  readonly email: string | undefined;
  readonly emailVerified: boolean;
  readonly username: string | undefined;
  readonly givenName: string | undefined;
  readonly familyName: string | undefined;
  readonly amr: readonly string[];
  /** When the person proved it there, epoch milliseconds; undefined where that is not said. */
  readonly authenticatedAt: number | undefined;
}

/**
 * Why nobody came back (ux.md 1.10): the person stopped; the provider does not answer; its answer is not right or could not
 * be verified, which is no fault of the person.
 */
export type UpstreamFailure = 'cancelled' | 'down' | 'config';

/**
 * Why a visit signs nobody in: the same, or it is nobody's account here, one that is not active, or another one than it must be.
 */
export type SingleSignOnRefusal = UpstreamFailure | 'no-account' | 'blocked' | 'wrong-person';

/** What came of a visit. `detail`: for the operator, under the reference; never shown, and never with a token in it. */
export type UpstreamAnswer =
  | { readonly kind: 'person'; readonly person: UpstreamPerson }
  | { readonly kind: 'failed'; readonly failure: UpstreamFailure; readonly detail: string };
