import type { Knex } from 'knex';
import type { Migration } from './migration.ts';

/** Organisations' own identity providers, whose account somebody there is, and visits to them under way. */
export const federation: Migration = {
  name: '0011-federation',
  up: async (knex, dialect) => {
    const text = (table: Knex.CreateTableBuilder, column: string) => table.specificType(column, dialect.text);
    const connection = (table: Knex.CreateTableBuilder) => text(table, 'connection_id').notNullable().references('connection.id');
    await knex.schema.createTable('connection', (table) => {
      text(table, 'id').notNullable().primary();
      // One at most, until there is a page on which somebody could choose.
      text(table, 'organisation_id').notNullable().unique().references('organisation.id');
      for (const column of ['kind', 'state', 'name', 'issuer', 'client_id', 'client_secret', 'links', 'new_people'])
        text(table, column).notNullable();
      table.integer('trusts_factors').notNullable();
      text(table, 'log_out_url');
      for (const column of ['created_at', 'updated_at']) table.bigInteger(column).notNullable();
    });
    await knex.schema.createTable('identity', (table) => {
      connection(table);
      text(table, 'account_id').notNullable().references('account.id');
      for (const column of ['issuer', 'subject']) text(table, column).notNullable();
      table.bigInteger('linked_at').notNullable();
      table.primary(['connection_id', 'issuer', 'subject']);
      // By the account first: each sign-in asks for its own.
      table.unique(['account_id', 'connection_id']);
    });
    await knex.schema.createTable('upstream_visit', (table) => {
      text(table, 'state').notNullable().primary(); // As its hash.
      connection(table).index();
      for (const column of ['organisation_id', 'sealed']) text(table, column).notNullable();
      table.bigInteger('expires_at').notNullable().index();
    });
  },
};
