import { createHash } from 'node:crypto';
import pg from 'pg';
import type { Database, Parameter, Row, Sql } from './connection.ts';
import { postgresDialect } from './dialect.ts';
import { retryConflicts } from './retry.ts';

const INT8 = pg.types.builtins.INT8;
const JSONB = pg.types.builtins.JSONB;

/** Counts and times are far below 2^53; JSON is parsed where a row becomes a type, in both engines alike. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (id: number, format?: 'text' | 'binary') => {
    if (id === INT8) return Number;
    if (id === JSONB) return (text: string) => text;
    return pg.types.getTypeParser(id, format as 'text');
  },
};

/** How long to wait for a free connection, in milliseconds, before the request is refused. */
const CONNECT_TIMEOUT = 5000;

/** Opens a pool of at most `pool` (1–100) connections to a PostgreSQL database. */
export function openPostgres(url: string, pool: number): Database {
  const connections = new pg.Pool({ connectionString: url, max: pool, types, connectionTimeoutMillis: CONNECT_TIMEOUT });
  // A connection that breaks while idle is replaced by the pool; the next statement says so if the server is gone.
  connections.on('error', () => undefined);
  const outside = statementsOf(connections);
  return {
    ...outside,
    transaction: (step) => retryConflicts(postgresDialect.isConflict, () => inTransaction(connections, step)),
    close: () => connections.end(),
  };
}

async function inTransaction<T>(connections: pg.Pool, step: (sql: Sql) => Promise<T>): Promise<T> {
  const connection = await connections.connect();
  let broken: Error | undefined;
  try {
    await connection.query('begin');
    const result = await step(statementsOf(connection));
    await connection.query('commit');
    return result;
  } catch (error) {
    await connection.query('rollback').catch((lost: Error) => {
      broken = lost;
    });
    throw error;
  } finally {
    connection.release(broken);
  }
}

/** Statements are prepared once per connection, under a name made of their text. */
const names = new Map<string, string>();

function nameOf(text: string): string {
  const known = names.get(text);
  if (known) return known;
  const made = createHash('sha256').update(text).digest('base64url').slice(0, 24);
  names.set(text, made);
  return made;
}

function statementsOf(connection: pg.Pool | pg.PoolClient): Sql {
  const query = (text: string, parameters: readonly Parameter[] = []) =>
    connection.query<Row>({ name: nameOf(text), text, values: [...parameters] });
  return {
    dialect: postgresDialect,
    all: async (text, parameters) => (await query(text, parameters)).rows,
    one: async (text, parameters) => (await query(text, parameters)).rows[0],
    run: async (text, parameters) => (await query(text, parameters)).rowCount ?? 0,
  };
}
