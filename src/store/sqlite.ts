import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Database, Parameter, Row, Sql } from './connection.ts';
import { sqliteDialect } from './dialect.ts';
import { retryConflicts } from './retry.ts';

/** How long a statement waits for another process's write, in milliseconds. */
const BUSY_TIMEOUT = 5000;

const PRAGMAS = `pragma journal_mode = wal; pragma synchronous = normal; pragma foreign_keys = on; pragma busy_timeout = ${BUSY_TIMEOUT};`;

/**
 * Opens an SQLite file, or `:memory:`. The process has one connection and statements are synchronous: a transaction of
 * one request must exclude the statements of the others, which wait their turn; without one they run at once.
 */
export function openSqlite(path: string): Database {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
  const connection = new DatabaseSync(path);
  connection.exec(PRAGMAS);
  const inside = statementsOf(connection);
  const turns = new Turns();
  return {
    dialect: sqliteDialect,
    all: (text, parameters) => turns.whenFree(() => inside.all(text, parameters)),
    one: (text, parameters) => turns.whenFree(() => inside.one(text, parameters)),
    run: (text, parameters) => turns.whenFree(() => inside.run(text, parameters)),
    transaction: (step) => retryConflicts(sqliteDialect.isConflict, () => turns.alone(() => inTransaction(connection, inside, step))),
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
  const all = async (text: string, parameters: readonly Parameter[] = []) => statement(text).all(...parameters) as Row[];
  return {
    dialect: sqliteDialect,
    all,
    one: async (text, parameters = []) => statement(text).get(...parameters) as Row | undefined,
    run: async (text, parameters = []) => Number(statement(text).run(...parameters).changes),
  };
}

/** Lets one transaction at a time have the connection for itself. */
class Turns {
  #last: Promise<unknown> = Promise.resolve();
  #taken = 0;

  /** At once while nobody has the connection alone, otherwise after those who came before. */
  whenFree<T>(step: () => Promise<T>): Promise<T> {
    return this.#taken === 0 ? step() : this.#after(step);
  }

  /** Alone with the connection, after those who came before. */
  alone<T>(step: () => Promise<T>): Promise<T> {
    return this.#after(step);
  }

  #after<T>(step: () => Promise<T>): Promise<T> {
    this.#taken += 1;
    const mine = this.#last.then(step).finally(() => {
      this.#taken -= 1;
    });
    this.#last = mine.catch(() => undefined);
    return mine;
  }
}
