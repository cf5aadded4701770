import createBuilder from 'knex';
import type { Database, Sql } from '../connection.ts';
import { foundation } from './0001-foundation.ts';
import type { Migration } from './migration.ts';

/** Every migration, in order. An explicit list: what is not here does not exist. */
const MIGRATIONS: readonly Migration[] = [foundation];

/**
 * Brings the schema up to date, in one transaction that the other processes wait for. A process that is killed in the
 * middle leaves nothing behind, no lock either. Throws when the database is newer than this program.
 */
export async function migrate(database: Database): Promise<void> {
  await database.transaction(async (sql) => {
    if (sql.dialect.migrationLock) await sql.all(sql.dialect.migrationLock);
    await sql.run('create table if not exists migration (name text primary key)');
    const done = new Set((await sql.all('select name from migration')).map((row) => String(row['name'])));
    const unknown = [...done].filter((name) => !MIGRATIONS.some((migration) => migration.name === name));
    if (unknown.length > 0) throw new Error(`the database is newer than this program: it has ${unknown.join(', ')}`);
    for (const migration of MIGRATIONS.filter(({ name }) => !done.has(name))) await apply(sql, migration);
  });
}

/** The schema builder only writes the statements; they run on the transaction's own connection. */
async function apply(sql: Sql, migration: Migration): Promise<void> {
  const builder = createBuilder({ client: sql.dialect.schemaBuilder, useNullAsDefault: true });
  for (const table of migration.up(builder, sql.dialect.json)) {
    for (const statement of table.toSQL() as unknown as { sql: string }[]) await sql.run(statement.sql);
  }
  await sql.run('insert into migration (name) values ($1)', [migration.name]);
}
