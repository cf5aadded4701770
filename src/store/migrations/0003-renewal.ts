import type { Migration } from './migration.ts';

/** Since when an organisation limits the age of passwords, and how far ahead a password's end was announced. */
export const renewal: Migration = {
  name: '0003-renewal',
  up: async (knex, dialect) => {
    await knex.schema.alterTable('organisation', (table) => void table.bigInteger('password_age_since').notNullable().defaultTo(0));
    // Who is there already gets the limit today: their passwords must not all have expired overnight (R13.2).
    await knex.raw(`update organisation set password_age_since = ${dialect.now}`);
    await knex.schema.alterTable('password', (table) => void table.integer('warned_days'));
  },
};
