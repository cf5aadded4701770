import type { Migration } from './migration.ts';

/** Which state of an account something was proved against: raised by everything that ends what was open before. */
export const stamp: Migration = {
  name: '0010-stamp',
  up: async (knex) => {
    // With a default, so that no row is written and who still runs the program before this one can add accounts.
    await knex.schema.alterTable('account', (table) => void table.integer('security_stamp').notNullable().defaultTo(0));
  },
};
