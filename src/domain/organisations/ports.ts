import type { Organisation } from './organisation.ts';

/** What `insert` and `rename` say when a portal name is in use, now or as somebody's old name (R1.1). */
export type PortalTaken = 'portal-taken';

/** Where organisations are kept. */
export interface Organisations {
  byId(id: string): Promise<Organisation | undefined>;
  /** Those of these ids (0–1000) that exist, in any order; one read. */
  byIds(ids: readonly string[]): Promise<Organisation[]>;
  /** By present or former short name, already normalised to lower case (R1.1). One indexed read. */
  byPortal(portal: string): Promise<Organisation | undefined>;
  /** All, by short name; at most `limit` (1–1000) after the name `after`. */
  list(limit: number, after?: string): Promise<Organisation[]>;
  insert(organisation: Organisation): Promise<'inserted' | PortalTaken>;
  /** Writes everything but `portal` and `createdAt`. Returns whether the organisation exists. */
  update(organisation: Organisation): Promise<boolean>;
  /** Gives a new short name; the old one stays as an alias (R1.1). */
  rename(id: string, portal: string): Promise<'renamed' | PortalTaken>;
}
