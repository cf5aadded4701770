/** Somebody whom the identity provider knows, and what it says of them. */
export interface Colleague {
  /** Claim `sub`. */
  readonly sub: string;
  /** Typed to sign in, beside the mail address; claim `preferred_username`. */
  readonly username: string;
  readonly password: string;
  readonly email: string;
  readonly emailVerified: boolean;
  readonly givenName: string;
  readonly familyName: string;
  /** Claims `acr` and `amr`, where it says them. */
  readonly acr?: string;
  readonly amr?: readonly string[];
}

/** Everything that one identity provider is. */
export interface Settings {
  /** What its pages call it. */
  readonly name: string;
  /** Of the loopback interface; 0 for any free one. */
  readonly port: number;
  /** The one relying party that it signs people in for, with its redirect URIs. */
  readonly client: { readonly id: string; readonly secret: string; readonly redirectUris: readonly string[] };
  readonly people: readonly Colleague[];
  /** Whether mail address and names stand in the ID token too, or at its userinfo endpoint alone (OIDC Core §5.4). */
  readonly claimsIn: 'id-token' | 'userinfo';
}

/** What its process says once it is up, or cannot be. */
export type Told = { readonly issuer: string } | { readonly code: string; readonly port: number };
