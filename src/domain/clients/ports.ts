import type { Client, Resource } from './client.ts';

/** Where applications are kept. */
export interface Clients {
  byId(id: string): Promise<Client | undefined>;
  /** By id; at most `limit` (1–1000) after `after`. */
  list(limit: number, after?: string): Promise<Client[]>;
  insert(client: Client): Promise<'inserted' | 'id-taken'>;
  /** Returns whether the client exists. */
  update(client: Client): Promise<boolean>;
}

/** Where resource servers are kept. */
export interface Resources {
  byIndicator(indicator: string): Promise<Resource | undefined>;
  /** All, by indicator; at most 1000. */
  list(): Promise<Resource[]>;
  insert(resource: Resource): Promise<'inserted' | 'indicator-taken'>;
  /** Returns whether the resource exists. */
  update(resource: Resource): Promise<boolean>;
}
