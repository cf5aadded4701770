import type { Organisation } from '../organisations/organisation.ts';
import type { Account } from './account.ts';

/** Where accounts are kept. */
export interface Accounts {
  byId(id: string): Promise<Account | undefined>;
  /** The same, held until the transaction ends: whoever reads it so and writes it back takes nobody else's change away. */
  hold(id: string): Promise<Account | undefined>;
  /** Account and its organisation in one round trip: what every token request needs (security.md 1.20). */
  withOrganisation(id: string): Promise<{ readonly account: Account; readonly organisation: Organisation } | undefined>;
  /** By folded user name. One indexed read. */
  byUsername(organisationId: string, usernameKey: string): Promise<Account | undefined>;
  /** Those of the organisation with this folded address, who can sign in or activate first, then by user name; at most `limit` (1–1000). */
  byEmail(organisationId: string, emailKey: string, limit: number): Promise<Account[]>;
  /** Those of all organisations with this folded address, who can sign in or activate first; at most `limit` (1–1000). */
  byEmailAnywhere(emailKey: string, limit: number): Promise<Account[]>;
  /** By user name order; at most `limit` (1–1000) after the folded name `after`. */
  list(organisationId: string, limit: number, after?: string): Promise<Account[]>;
  insert(account: Account): Promise<'inserted' | 'username-taken'>;
  /** Those of the organisation with one of these folded user names (1–1000), in no order. One statement. */
  byUsernames(organisationId: string, usernameKeys: readonly string[]): Promise<Account[]>;
  /** Adds accounts (1–1000) in one statement, but those whose user name is taken; returns the ids of those added. */
  insertAll(accounts: readonly Account[]): Promise<ReadonlySet<string>>;
  update(account: Account): Promise<'updated' | 'username-taken' | 'not-found'>;
  /**
   * Moves the account's stamp: no sign-in under way that was proved against the former one goes on (security.md 1.19). From `from`
   * alone, where that is given. Returns whether it was moved.
   */
  raiseStamp(id: string, from?: number): Promise<boolean>;
}
