import type { Migration } from './migration.ts';

/**
 * The whole log is read in the order in which it was written, which is that of its ids: no index of everybody's times, which
 * each row of it had to be entered in. Writers wait for a moment while it is dropped (PostgreSQL locks the table), however long
 * the log is: no row is touched.
 */
export const auditOrder: Migration = {
  name: '0012-audit-order',
  up: async (knex) => {
    await knex.schema.alterTable('audit', (table) => table.dropIndex(['at']));
  },
};
