// Artifacts: what the protocol library keeps between requests: sessions, interactions, grants, codes, tokens. Owns
// the contract of keeping them; knows no OAuth error: `consume` says whether it was the first (`settled.md` 55).

/** The kinds of artifact, by the protocol library's model names. */
export type ArtifactModel =
  | 'Session'
  | 'Interaction'
  | 'Grant'
  | 'AuthorizationCode'
  | 'AccessToken'
  | 'RefreshToken'
  | 'ClientCredentials'
  | 'PushedAuthorizationRequest'
  | 'ReplayDetection';

/** An artifact's content: JSON. Times in it are epoch seconds, as the library writes them. */
export type ArtifactPayload = Readonly<Record<string, unknown>>;

/** Which clients' entries of a session this request changed (`oidc-provider.md` §1.3): only these are written over the stored ones. */
export interface SessionChange {
  readonly changed: Readonly<Record<string, unknown>>;
}

/** The session a person is in while the others end, by its uid, with the ids of its grants (`settled.md` 38). */
export interface KeptSession {
  readonly uid: string;
  readonly grantIds: readonly string[];
}

/**
 * Where artifacts are kept. Ids are bearer secrets (a grant's is not) and are stored as SHA-256 only, and the payload holds no second
 * copy of them (security.md 2.2). Times are epoch milliseconds.
 */
export interface Artifacts {
  /** The payload with the presented id as its `jti`, also when expired; `consumed` is set (epoch seconds) once it was consumed. */
  find(model: ArtifactModel, id: string): Promise<ArtifactPayload | undefined>;
  /** A session by its stable uid: the newest row. Its payload has no `jti`. */
  findSessionByUid(uid: string): Promise<ArtifactPayload | undefined>;
  /** Inserts or replaces. */
  upsert(model: ArtifactModel, id: string, payload: ArtifactPayload, expiresAt: number): Promise<void>;
  /** Replaces what is there; returns whether it was. */
  replace(model: ArtifactModel, id: string, payload: ArtifactPayload, expiresAt: number): Promise<boolean>;
  /**
   * Replaces an interaction by one that ends its sign-in, unless that is gone, or the same account has ended it already. To be asked for
   * in `Together`, which then fails with `DoneBeforeError` and leaves nothing.
   */
  end(uid: string, payload: ArtifactPayload, expiresAt: number): Promise<void>;
  /** Inserts or replaces a session; of a stored row with the same id the other clients' authorizations stay. */
  upsertSession(id: string, payload: ArtifactPayload, expiresAt: number, change: SessionChange): Promise<void>;
  /** Inserts and returns whether it was the first with this id (replay detection). */
  insertOnce(model: ArtifactModel, id: string, payload: ArtifactPayload, expiresAt: number): Promise<boolean>;
  /** Marks as used and returns whether this call was the first, or came within `leeway` ms of the first. */
  consume(model: ArtifactModel, id: string, now: number, leeway?: number): Promise<boolean>;
  /** Marks a pushed request as used; to be asked for in `Together`, which fails with `DoneBeforeError` and leaves nothing where it was used before. */
  use(request: string, now: number): Promise<void>;
  /** Deletes and returns whether it was there. */
  destroy(model: ArtifactModel, id: string): Promise<boolean>;
  /** Deletes a session by its stable uid, every row of it; returns whether there was one. */
  endSession(uid: string): Promise<boolean>;
  /** The grants of an account, with their ids as `jti`. */
  grantsOf(accountId: string): Promise<ArtifactPayload[]>;
  /** Deletes a grant's artifacts of one model. */
  revokeByGrant(model: ArtifactModel, grantId: string): Promise<void>;
  /** Ends everything of an account: sessions, grants, codes, tokens (security.md 1.19); all but `kept` and what was given under it. */
  revokeByAccount(accountId: string, kept?: KeptSession): Promise<void>;
  /** Ends the account's sign-ins that are finished but not taken up yet: what they proved is proved no longer. */
  endFinished(accountId: string): Promise<void>;
  /** Deletes at most `limit` that expired before `before`; returns how many. */
  sweep(before: number, limit: number): Promise<number>;
}
