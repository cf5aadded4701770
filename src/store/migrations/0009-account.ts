import type { Migration } from './migration.ts';

/** What the account pages show and do: which browser a session is in, and an address that is to take another one's place. */
export const account: Migration = {
  name: '0009-account',
  up: async (knex, dialect) => {
    // Of sessions that are there already nobody knows it.
    await knex.schema.alterTable('proved_session', (table) => void table.specificType('device', dialect.text));
    await knex.schema.createTable('email_change', (table) => {
      table.specificType('account_id', dialect.text).notNullable().primary();
      for (const column of ['email', 'email_key', 'new_link']) table.specificType(column, dialect.text).notNullable();
      // Absent where the account had no address that could confirm.
      table.specificType('old_link', dialect.text);
      table.bigInteger('asked_at').notNullable();
      for (const column of ['new_confirmed_at', 'old_confirmed_at']) table.bigInteger(column);
      table.bigInteger('forget_at').notNullable().index();
    });
  },
};
