import type { Migration } from './migration.ts';

/** Letters on their way out, and addresses to which nothing goes any more. What a letter says is sealed, and gone once it is handed over. */
export const mail: Migration = {
  name: '0005-mail',
  up: async (knex, dialect) => {
    await knex.schema.createTable('letter', (table) => {
      table.specificType('id', dialect.text).notNullable().primary();
      for (const column of ['organisation_id', 'account_id', 'sealed', 'lease', 'reason', 'status'])
        table.specificType(column, dialect.text);
      for (const column of ['kind', 'state', 'address']) table.specificType(column, dialect.text).notNullable();
      for (const column of ['urgency', 'attempts']) table.integer(column).notNullable();
      for (const column of ['posted_at', 'changed_at', 'expires_at']) table.bigInteger(column).notNullable();
      for (const column of ['handed_over_at', 'due_at']) table.bigInteger(column);
      table.index(['posted_at', 'id']);
      table.index(['organisation_id', 'posted_at', 'id']);
      table.index(['account_id', 'posted_at', 'id']);
    });
    await knex.raw('create index letter_due on letter (urgency, due_at) where due_at is not null');
    await knex.raw('create index letter_done on letter (expires_at) where due_at is null');
    for (const statement of dialect.busyTable('letter')) await knex.raw(statement);
    await knex.schema.createTable('mail_stop', (table) => {
      table.specificType('address', dialect.text).notNullable().primary();
      table.bigInteger('since').notNullable();
    });
  },
};
