import type { Migration } from './migration.ts';

/** Codes that are mailed instead of a picture, and when a password's end is looked at next to be announced by mail. */
export const notices: Migration = {
  name: '0007-notices',
  up: async (knex, dialect) => {
    await knex.schema.createTable('challenge_code', (table) => {
      table.specificType('form', dialect.text).notNullable().primary();
      table.specificType('digest', dialect.text).notNullable();
      table.integer('tries_left').notNullable();
      table.bigInteger('expires_at').notNullable().index();
    });
    await knex.schema.alterTable('password', (table) => {
      // Whatever is there already is looked at in the first round.
      table.bigInteger('look_at').notNullable().defaultTo(0).index();
      table.integer('mailed_days');
    });
  },
};
