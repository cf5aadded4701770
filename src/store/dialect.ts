// Every difference between SQLite and PostgreSQL, so that all other files hold one text for both.
import type { Dialect } from './connection.ts';

/** SQLite's primary result code for a database that another process writes to. */
const SQLITE_BUSY = 5;
/**
 * Serialization failure, deadlock (`settled.md` 54), and the unique rule that a look beforehand could not foresee since
 * somebody else was faster: tried again, the look sees it.
 */
const POSTGRES_CONFLICTS = new Set(['40001', '40P01', '23505']);

/** A value that must be there and is not. */
const NOT_NULL = '23502';

/** SQLite, through Node's own module. One writer at a time by itself: rows need no holding. */
export const sqliteDialect: Dialect = {
  text: 'text',
  migrationLock: undefined,
  now: `cast(unixepoch('subsec') * 1000 as integer)`,
  holdRows: '',
  inTurn: (_table, column, among) => `${column} in (${among})`,
  holdFreeRows: '',
  busyTable: () => [],
  mergeAuthorizations: (stored, incoming, changed) =>
    `json_set(${incoming}, '$.authorizations', (select json_group_object(key, json(value)) from (
      select key, value from json_each(coalesce(json_extract(${stored}, '$.authorizations'), '{}'))
        where key not in (select key from json_each(${changed}))
      union all select key, value from json_each(${changed}))))`,
  authorizedGrant: (session, client) =>
    `(select json_extract(value, '$.grantId') from json_each(${session}, '$.authorizations') where key = ${client})`,
  isMissing: (error, column) => (error as { message?: unknown }).message === `NOT NULL constraint failed: ${column}`,
  isConflict: (error) => Number((error as { errcode?: unknown }).errcode) % 256 === SQLITE_BUSY,
};

/** PostgreSQL. */
export const postgresDialect: Dialect = {
  text: 'text collate "C"',
  migrationLock: 'select pg_advisory_xact_lock(7661)',
  now: 'cast(extract(epoch from now()) * 1000 as bigint)',
  holdRows: 'for update',
  // As an array, whose rows the planner fetches by the key: joined with a select it would read the whole table.
  inTurn: (table, column, among) =>
    `${column} = any(array(select ${column} from ${table} where ${column} in (${among}) order by ${column} for update))`,
  holdFreeRows: 'for update skip locked',
  // Room for the next version of a row beside the old one, and a cleaner that comes after a twentieth has changed.
  busyTable: (table) => [`alter table ${table} set (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05)`],
  mergeAuthorizations: (stored, incoming, changed) =>
    `jsonb_set(${incoming}::jsonb, '{authorizations}',
      coalesce(${stored}::jsonb->'authorizations', '{}'::jsonb) || ${changed}::jsonb)::text`,
  authorizedGrant: (session, client) => `(${session}::json #>> array['authorizations', ${client}::text, 'grantId'])`,
  isMissing: (error, column) => {
    const { code, table, column: name } = error as { code?: unknown; table?: unknown; column?: unknown };
    return code === NOT_NULL && `${table}.${name}` === column;
  },
  isConflict: (error) => POSTGRES_CONFLICTS.has(String((error as { code?: unknown }).code)),
};
