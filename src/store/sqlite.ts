import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Database, Row, Sql } from './connection.ts';
import { sqliteDialect } from './dialect.ts';
import { nodeSqlite } from './knex-node-sqlite.ts';
import { retryConflicts } from './retry.ts';

/**
 * How long a statement waits for another process's write, in milliseconds, with the whole process standing still. After
 * that it is tried again later, and others have their turn meanwhile.
 */
const BUSY_TIMEOUT = 50;

const PRAGMAS = 'pragma journal_mode = wal; pragma synchronous = normal; pragma foreign_keys = on;';

/**
 * Opens an SQLite file, or `:memory:`. The process has one connection and statements are synchronous: a transaction of
 * one request must exclude the statements of the others, which wait their turn; without one they run at once.
 */
export async function openSqlite(path: string): Promise<Database> {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
  const connection = new DatabaseSync(path, { timeout: BUSY_TIMEOUT });
  const inside = statementsOf(connection);
  const turns = new Turns();
  const again = <T>(attempt: () => Promise<T>) => retryConflicts(sqliteDialect.isConflict, attempt);
  // Of two processes that open a new file, one makes it a write-ahead log, and the other must wait for that.
  await again(async () => connection.exec(PRAGMAS));
  return {
    dialect: sqliteDialect,
    schemaBuilder: { client: nodeSqlite(connection), connection: { filename: path }, useNullAsDefault: true },
    all: (text, parameters) => again(() => turns.whenFree(() => inside.all(text, parameters))),
    one: (text, parameters) => again(() => turns.whenFree(() => inside.one(text, parameters))),
    run: (text, parameters) => again(() => turns.whenFree(() => inside.run(text, parameters))),
    transaction: (step) => again(() => turns.alone(() => inTransaction(connection, inside, step))),
    close: () => turns.alone(async () => connection.close()),
  };
}

async function inTransaction<T>(connection: DatabaseSync, sql: Sql, step: (sql: Sql) => Promise<T>): Promise<T> {
  // Taken for writing at once: two readers that both want to write later could only fail.
  connection.exec('begin immediate');
  try {
    const result = await step(sql);
    connection.exec('commit');
    return result;
  } catch (error) {
    if (connection.isTransaction) connection.exec('rollback');
    throw error;
  }
}

function statementsOf(connection: DatabaseSync): Sql {
  const prepared = new Map<string, StatementSync>();
  const statement = (text: string) => {
    const known = prepared.get(text);
    if (known) return known;
    const made = connection.prepare(text.replace(/\$(\d+)/g, '?$1'));
    prepared.set(text, made);
    return made;
  };
  const sql: Sql = {
    dialect: sqliteDialect,
    all: async (text, parameters = []) => statement(text).all(...parameters) as Row[],
    one: async (text, parameters = []) => statement(text).get(...parameters) as Row | undefined,
    run: async (text, parameters = []) => Number(statement(text).run(...parameters).changes),
    transaction: (step) => step(sql),
  };
  return sql;
}

/** Lets one transaction at a time have the connection for itself. */
class Turns {
  #last: Promise<unknown> = Promise.resolve();
  #taken = 0;

  /** At once while nobody has the connection alone, otherwise after those who came before. */
  whenFree<T>(step: () => Promise<T>): Promise<T> {
    return this.#taken === 0 ? step() : this.alone(step);
  }

  /** Alone with the connection, after those who came before. */
  alone<T>(step: () => Promise<T>): Promise<T> {
    this.#taken += 1;
    const mine = this.#last.then(step).finally(() => {
      this.#taken -= 1;
    });
    this.#last = mine.catch(() => undefined);
    return mine;
  }
}
