import type { Migration } from './migration.ts';

/** Counters that close for a while, browsers known for an account, and challenges that were answered. */
export const throttle: Migration = {
  name: '0002-throttle',
  up: async (knex, dialect) => {
    await knex.schema.alterTable('counter', (table) => void table.bigInteger('open_at').notNullable().defaultTo(0));
    await knex.schema.createTable('known_browser', (table) => {
      for (const column of ['account_key', 'browser']) table.specificType(column, dialect.text).notNullable();
      table.bigInteger('expires_at').notNullable().index();
      table.primary(['account_key', 'browser']);
    });
    await knex.schema.createTable('spent_challenge', (table) => {
      table.specificType('id', dialect.text).notNullable().primary();
      table.bigInteger('expires_at').notNullable().index();
    });
  },
};
