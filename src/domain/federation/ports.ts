import type { Connection, Identity, LinkedPerson, Subject } from './connection.ts';
import type { UpstreamAnswer, UpstreamVisit } from './visit.ts';

/** The connections of organisations. An organisation has at most one. */
export interface Connections {
  byId(id: string): Promise<Connection | undefined>;
  ofOrganisation(organisationId: string): Promise<Connection | undefined>;
  /** The same, held until the transaction ends: nobody switches it off or takes it away meanwhile. */
  hold(organisationId: string): Promise<Connection | undefined>;
  /** All, by the organisation's portal. */
  list(): Promise<Connection[]>;
  /** Inserts it, or replaces it whole. Throws when the organisation has another one. */
  save(connection: Connection): Promise<void>;
  /** Deletes it with its identities and visits. */
  remove(id: string): Promise<void>;
}

/** Who is whose account. */
export interface Identities {
  find(subject: Subject): Promise<Identity | undefined>;
  /** Those of an account. */
  ofAccount(accountId: string): Promise<Identity[]>;
  /** Those of a connection by subject, at most `limit`, after the subject `after`. */
  people(connectionId: string, limit: number, after?: string): Promise<LinkedPerson[]>;
  /** How many people of a connection have one. */
  count(connectionId: string): Promise<number>;
  /** The same of every connection that has any, by its id. One statement. */
  counts(): Promise<ReadonlyMap<string, number>>;
  /**
   * Inserts it, unless the subject is somebody's or the account has one at this connection already, or the two are not of one
   * organisation. Returns whether it was.
   */
  insert(identity: Identity): Promise<boolean>;
  /** Returns whether there was one. */
  remove(accountId: string, connectionId: string): Promise<boolean>;
}

/** Visits under way. */
export interface UpstreamVisits {
  begin(visit: UpstreamVisit): Promise<void>;
  /** Takes it away, in one statement: who comes second finds none (security.md 1.24). Expired ones are found by nobody. */
  take(state: string, now: number): Promise<UpstreamVisit | undefined>;
  /** Deletes at most `limit` that expired before `before`; returns how many. */
  sweep(before: number, limit: number): Promise<number>;
}

/** What is sealed of a connection or a visit, and to which row of which organisation: it opens nowhere else. */
export interface FederationPlace {
  readonly of: 'connection' | 'visit';
  readonly row: string;
  readonly organisationId: string;
}

/** Seals what we are known by at a provider, and what an answer is known by; the store knows no secret (`settled.md` 55). */
export interface FederationSeal {
  seal(plain: string, place: FederationPlace): string;
  /** Throws when it was altered or belongs elsewhere (security.md 2.8). */
  open(sealed: string, place: FederationPlace): string;
}

/** Where to send the browser. */
export type UpstreamStart =
  | { readonly kind: 'go'; readonly address: string }
  | { readonly kind: 'failed'; readonly failure: 'down' | 'config'; readonly detail: string };

/** An answer as it came: to which path of ours, with which query. */
export interface UpstreamCallback {
  readonly path: string;
  readonly query: string;
}

/** What the operator is told of a connection that was tried. */
export type ConnectionTrial =
  /** `redirectUri`: where this provider answers, to be registered with it letter for letter. */
  | { readonly kind: 'right'; readonly endpoints: readonly string[]; readonly redirectUri: string }
  | { readonly kind: 'wrong'; readonly detail: string };

/** Speaks with the providers: an adapter of `src/upstream`. */
export interface Upstream {
  /** The address of the authorization request. `loginHint`: what was typed as a name, if anything. Bounded in time. */
  start(connection: Connection, visit: UpstreamVisit, loginHint?: string): Promise<UpstreamStart>;
  /** Verifies an answer, by all of OIDC Core 1.0 §3.1.3.7, and that it came where this provider answers. Bounded in time. */
  answer(connection: Connection, visit: UpstreamVisit, came: UpstreamCallback): Promise<UpstreamAnswer>;
  /** Reads the discovery document and the keys anew. */
  try(connection: Connection): Promise<ConnectionTrial>;
}
