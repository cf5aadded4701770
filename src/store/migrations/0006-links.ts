import type { Migration } from './migration.ts';

/** Mailed links. Nothing in a row opens anything: tokens and codes are digests, and what is used or over is kept to say so. */
export const links: Migration = {
  name: '0006-links',
  up: async (knex, dialect) => {
    await knex.schema.createTable('mailed_link', (table) => {
      table.specificType('id', dialect.text).notNullable().primary();
      for (const column of ['purpose', 'token_hash', 'code_digest', 'email_key']) table.specificType(column, dialect.text).notNullable();
      // Absent in a row that stands for nobody.
      for (const column of ['organisation_id', 'account_id', 'ended_why']) table.specificType(column, dialect.text);
      for (const column of ['life', 'issued_at']) table.bigInteger(column).notNullable();
      for (const column of ['password_changed_at', 'handed_over_at', 'used_at', 'ended_at']) table.bigInteger(column);
      table.bigInteger('forget_at').notNullable().index();
      table.unique(['token_hash']);
      table.index(['account_id', 'purpose', 'issued_at']);
    });
    // Of two that are issued at once the slower one meets this, is run again, and ends the faster one.
    await knex.raw(
      `create unique index mailed_link_open on mailed_link (account_id, purpose) where used_at is null and ended_at is null and account_id is not null`,
    );
    // By address within an organisation there is an index already; the portal finder asks over all of them (R6.2).
    await knex.schema.alterTable('account', (table) => table.index(['email_key']));
  },
};
