import type { Knex } from 'knex';
import type { Dialect } from '../connection.ts';
import type { Migration } from './migration.ts';

/** Two-step verification. Every factor hangs on the row of its account in `two_step`, so that none can be overlooked. */
export const factors: Migration = {
  name: '0008-factors',
  up: async (knex, dialect) => {
    const text = (table: Knex.CreateTableBuilder, column: string) => table.specificType(column, dialect.text);
    const account = (table: Knex.CreateTableBuilder) => text(table, 'account_id').notNullable().references('two_step.account_id');
    await knex.schema.createTable('two_step', (table) => {
      text(table, 'account_id').notNullable().primary().references('account.id');
      table.bigInteger('by_mail_since');
      table.integer('grace_used').notNullable().defaultTo(0);
      text(table, 'last_method');
      // Recovery codes that are being shown, sealed, until they are said to be saved.
      text(table, 'shown_codes');
      table.bigInteger('shown_until');
    });
    await knex.schema.createTable('app_factor', (table) => {
      text(table, 'id').notNullable().primary();
      account(table).index();
      for (const column of ['name', 'secret']) text(table, column).notNullable();
      table.bigInteger('last_step').notNullable().defaultTo(0);
      table.bigInteger('created_at').notNullable();
      for (const column of ['confirmed_at', 'used_at']) table.bigInteger(column);
      text(table, 'begun_in').unique(); // Hash of the uid of the sign-in or session it is set up in.
      table.bigInteger('expires_at').index();
    });
    await knex.schema.createTable('recovery_code', (table) => {
      account(table);
      for (const column of ['selector', 'phc', 'pepper_id']) text(table, column).notNullable();
      table.bigInteger('created_at').notNullable();
      table.bigInteger('used_at');
      table.primary(['account_id', 'selector']);
    });
    await knex.schema.createTable('passkey', (table) => {
      text(table, 'id').notNullable().primary();
      account(table).index();
      for (const column of ['name', 'public_key', 'transports']) text(table, column).notNullable();
      table.bigInteger('counter').notNullable();
      for (const column of ['multi_device', 'backed_up']) table.integer(column).notNullable();
      table.bigInteger('created_at').notNullable();
      table.bigInteger('used_at');
    });
    await codesAndBrowsers(knex, dialect);
  },
};

/** What is mailed for one sign-in, and what spares a browser the second step: neither is a factor of the account. */
async function codesAndBrowsers(knex: Knex, dialect: Dialect): Promise<void> {
  const text = (table: Knex.CreateTableBuilder, column: string) => table.specificType(column, dialect.text);
  await knex.schema.createTable('sign_in_code', (table) => {
    text(table, 'id').notNullable().primary();
    for (const column of ['journey', 'account_id', 'letters', 'digest']) text(table, column).notNullable();
    table.integer('tries_left').notNullable();
    table.bigInteger('made_at').notNullable();
    for (const column of ['replaced_at', 'used_at']) table.bigInteger(column);
    table.bigInteger('expires_at').notNullable().index();
    table.index(['journey', 'made_at']);
    table.index(['account_id', 'made_at']);
  });
  await knex.schema.createTable('trusted_browser', (table) => {
    text(table, 'id').notNullable().primary();
    text(table, 'account_id').notNullable().references('account.id').index();
    text(table, 'token_hash').notNullable();
    text(table, 'device').notNullable();
    for (const column of ['created_at', 'used_at']) table.bigInteger(column).notNullable();
    table.bigInteger('expires_at').notNullable().index();
    table.unique(['token_hash']);
  });
}
