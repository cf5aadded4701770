import type { Knex } from 'knex';
import type { Dialect } from '../connection.ts';

/** One step of the schema. Never changed once it was released, and never undone: a later step mends an earlier one. */
export interface Migration {
  /** Number and name; runs in the order of the list. */
  readonly name: string;
  readonly up: (knex: Knex, dialect: Dialect) => Promise<void>;
}
