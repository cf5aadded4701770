import type { Knex } from 'knex';

/** One step of the schema. Never changed once it was released: a later step mends an earlier one. */
export interface Migration {
  /** Number and name; runs in the order of the list. */
  readonly name: string;
  /** The statements of the step. `json` is the engine's type for JSON columns. */
  readonly up: (knex: Knex, json: string) => readonly Knex.SchemaBuilder[];
}
