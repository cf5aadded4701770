// Every difference between SQLite and PostgreSQL, so that all other files hold one text for both.
import type { Dialect } from './connection.ts';

/** SQLite's extended result code for a broken unique rule or primary key. */
const SQLITE_UNIQUE = new Set([2067, 1555]);
const SQLITE_BUSY = 5;
const POSTGRES_UNIQUE = '23505';
/** Serialization failure and deadlock (`settled.md` 54). */
const POSTGRES_CONFLICTS = new Set(['40001', '40P01']);

/** SQLite, through Node's own module. */
export const sqliteDialect: Dialect = {
  schemaBuilder: 'better-sqlite3',
  json: 'text',
  migrationLock: undefined,
  mergeObjects: (kept, changed) =>
    `(select json_group_object(key, json(value)) from (select key, value from json_each(${kept}) where key not in
      (select key from json_each(${changed})) union all select key, value from json_each(${changed})))`,
  setAuthorizations: (target, value) => `json_set(${target}, '$.authorizations', json(${value}))`,
  authorizations: (of) => `coalesce(json_extract(${of}, '$.authorizations'), '{}')`,
  isUniqueViolation: (error) => SQLITE_UNIQUE.has(Number((error as { errcode?: unknown }).errcode)),
  isConflict: (error) => Number((error as { errcode?: unknown }).errcode) % 256 === SQLITE_BUSY,
};

/** PostgreSQL. */
export const postgresDialect: Dialect = {
  schemaBuilder: 'pg',
  json: 'jsonb',
  migrationLock: 'select pg_advisory_xact_lock(7661)',
  mergeObjects: (kept, changed) => `(${kept} || ${changed}::jsonb)`,
  setAuthorizations: (target, value) => `jsonb_set(${target}, '{authorizations}', ${value})`,
  authorizations: (of) => `coalesce(${of}->'authorizations', '{}'::jsonb)`,
  isUniqueViolation: (error) => (error as { code?: unknown }).code === POSTGRES_UNIQUE,
  isConflict: (error) => POSTGRES_CONFLICTS.has(String((error as { code?: unknown }).code)),
};
