/// <reference path="./knex-dialect.d.ts" />
import type { DatabaseSync } from 'node:sqlite';
import type { Knex } from 'knex';
import BetterSqlite3 from 'knex/lib/dialects/better-sqlite3/index.js';

interface Query {
  readonly sql: string;
  readonly bindings?: readonly unknown[];
  response?: unknown;
  context?: { readonly lastID: number | bigint; readonly changes: number | bigint };
}

/**
 * knex's SQLite over Node's own module instead of a compiled one: its dialect for `better-sqlite3`, which speaks the
 * same language, on a connection that is open already and stays open.
 */
export function nodeSqlite(connection: DatabaseSync): typeof Knex.Client {
  return class extends BetterSqlite3 {
    override _driver() {
      return undefined;
    }

    override async acquireRawConnection() {
      return connection;
    }

    override async destroyRawConnection() {}

    override async _query(_connection: DatabaseSync, query: Query) {
      // For writing at once: of two processes that both read first and write then, one could only fail.
      const statement = connection.prepare(query.sql === 'BEGIN;' ? 'BEGIN IMMEDIATE;' : query.sql);
      const bindings = this._formatBindings(query.bindings);
      if (statement.columns().length > 0) return Object.assign(query, { response: statement.all(...bindings) });
      const response = statement.run(...bindings);
      return Object.assign(query, { response, context: { lastID: response.lastInsertRowid, changes: response.changes } });
    }
  };
}
