import type { Knex } from 'knex';
import type { Database, Dialect } from '../connection.ts';
import { retryConflicts } from '../retry.ts';
import { foundation } from './0001-foundation.ts';
import { throttle } from './0002-throttle.ts';
import { renewal } from './0003-renewal.ts';
import { oneRoundTrip } from './0004-one-round-trip.ts';
import { mail } from './0005-mail.ts';
import { links } from './0006-links.ts';
import { notices } from './0007-notices.ts';
import { factors } from './0008-factors.ts';
import { account } from './0009-account.ts';
import { stamp } from './0010-stamp.ts';
import { federation } from './0011-federation.ts';
import { auditOrder } from './0012-audit-order.ts';
import type { Migration } from './migration.ts';

/** Every migration, in order. An explicit list: what is not here does not exist. */
const MIGRATIONS: readonly Migration[] = [
  ...[foundation, throttle, renewal, oneRoundTrip, mail, links, notices, factors, account, stamp],
  ...[federation, auditOrder],
];

/**
 * Brings the schema up to date, in one transaction that other processes wait for: the schema builder's own lock is
 * taken inside it, so that a process killed in the middle leaves nothing behind, no lock either. Where nothing is to be
 * done, which is nearly always, the builder is not even loaded. Throws when the database is newer than this program.
 */
export async function migrate(database: Database): Promise<void> {
  if (await isCurrent(database)) return;
  const { migrationLock, isConflict } = database.dialect;
  const { default: createBuilder } = await import('knex');
  const knex = createBuilder({ ...(await builderConfig(database)), log: SILENT });
  const latest = async (transaction: Knex.Transaction) => {
    if (migrationLock) await transaction.raw(migrationLock);
    await transaction.migrate.latest();
  };
  try {
    await retryConflicts(isConflict, () => knex.transaction(latest));
  } finally {
    await knex.destroy();
  }
}

async function isCurrent(database: Database): Promise<boolean> {
  // Of a database without the builder's own table nothing is known yet.
  const done = await database.all('select name from migration order by id').catch(() => []);
  return done.length === MIGRATIONS.length && MIGRATIONS.every(({ name }, at) => done[at]?.['name'] === name);
}

/** What the builder has to say is thrown as well; by itself it would write on standard output, amid what a command prints. */
const SILENT: Knex.Logger = { debug: () => undefined, warn: () => undefined, error: () => undefined, deprecate: () => undefined };

/** The schema builder's configuration, with our migrations in it. */
export async function builderConfig({ schemaBuilder, dialect }: Database): Promise<Knex.Config> {
  return { ...(await schemaBuilder()), migrations: { migrationSource: sourceOf(dialect), tableName: 'migration' } };
}

function sourceOf(dialect: Dialect): Knex.MigrationSource<Migration> {
  return {
    getMigrations: async () => [...MIGRATIONS],
    getMigrationName: ({ name }) => name,
    getMigration: async ({ up }) => ({ up: (knex) => up(knex, dialect), down: neverBack }),
  };
}

async function neverBack(): Promise<never> {
  throw new Error('a schema is never taken back: restore the backup from before it');
}
