// Signing keys: made at first start, sealed at rest, rotated by command with an overlap (security.md 2.8,
// `settled.md` 63). Owns their life; never signs anything.

/** A signing key as it is kept. Times are epoch milliseconds. */
export interface SigningKey {
  /** RFC 7638 thumbprint. */
  readonly kid: string;
  readonly alg: 'RS256' | 'ES256';
  /** The private JWK as JSON, sealed; bound to `kid`. */
  readonly sealed: string;
  /** From when it stands in the JWKS. */
  readonly publishedAt: number;
  /** From when it signs: a day later, so that every relying party has fetched it. */
  readonly activeFrom: number;
  /** From when it is no longer published; absent while it is in use. */
  readonly retireAt?: number | undefined;
}

/** Where signing keys are kept. */
export interface SigningKeys {
  /** All that are not yet retired at `now`, newest first. */
  live(now: number): Promise<SigningKey[]>;
  insert(keys: readonly SigningKey[]): Promise<void>;
  /** Makes the keys the first ones, unless there are some already (two processes starting at once). Returns whether it did. */
  insertFirst(keys: readonly SigningKey[]): Promise<boolean>;
  /** Sets the time after which the keys are no longer published. */
  retire(kids: readonly string[], at: number): Promise<void>;
}
