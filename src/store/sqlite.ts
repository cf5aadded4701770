import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Database, Done, Sql, Statement } from './connection.ts';
import { sqliteDialect } from './dialect.ts';
import { retryConflicts } from './retry.ts';
import { type Planned, planning } from './sqlite-statements.ts';

/**
 * How long a statement waits for another process's write, in milliseconds, with the whole process standing still. After
 * that it is tried again later, and others have their turn meanwhile.
 */
const BUSY_TIMEOUT = 50;

/**
 * A sign-in changes a few bytes on each of seventy pages, and each goes to the log whole: small ones cost less. Only a new file
 * gets them, and before its log is begun. The log is copied back when it holds 4000 pages, not SQLite's 1000: a page that every
 * sign-in changes is then copied once for more of them, and the log takes 8 MB (16 where the file has pages of SQLite's own size).
 */
const PRAGMAS = `pragma page_size = 2048; pragma journal_mode = wal; pragma wal_autocheckpoint = 4000;
  pragma synchronous = normal; pragma foreign_keys = on;`;

/**
 * Opens an SQLite file, or `:memory:`. The process has one connection and statements are synchronous: a transaction of
 * one request must exclude the statements of the others, which wait their turn; without one they run at once.
 */
export async function openSqlite(path: string): Promise<Database> {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
  const connection = new DatabaseSync(path, { timeout: BUSY_TIMEOUT });
  const plan = planning(connection);
  const inside = statementsOf(plan);
  const turns = new Turns();
  const again = <T>(attempt: () => Promise<T>) => retryConflicts(sqliteDialect.isConflict, attempt);
  // Of two processes that open a new file, one makes it a write-ahead log, and the other must wait for that.
  await again(async () => connection.exec(PRAGMAS));
  return {
    dialect: sqliteDialect,
    schemaBuilder: async () => {
      const { nodeSqlite } = await import('./knex-node-sqlite.ts');
      return { client: nodeSqlite(connection), connection: { filename: path }, useNullAsDefault: true };
    },
    all: (text, parameters) => again(() => turns.whenFree(() => inside.all(text, parameters))),
    one: (text, parameters) => again(() => turns.whenFree(() => inside.one(text, parameters))),
    ask: (statement, parameters) => again(() => turns.whenFree(() => inside.ask(statement, parameters))),
    put: ({ one }, rows) =>
      again(() =>
        turns.whenFree(
          async () =>
            void allAtOnce(
              connection,
              plan,
              rows.map((parameters) => ({ text: one, parameters, wants: 'changes' })),
            ),
        ),
      ),
    run: (text, parameters) => again(() => turns.whenFree(() => inside.run(text, parameters))),
    write: (text, parameters) => again(() => turns.whenFree(() => inside.write(text, parameters))),
    together: (statements) => again(() => turns.whenFree(async () => allAtOnce(connection, plan, statements))),
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

type Plan = (text: string) => Planned;

function statementsOf(plan: Plan): Sql {
  const sql: Sql = {
    dialect: sqliteDialect,
    all: async (text, parameters = []) => plan(text).all(parameters),
    one: async (text, parameters = []) => plan(text).one(parameters),
    ask: async ({ one }, parameters) => plan(one).one(parameters),
    put: async ({ one }, rows) => {
      for (const parameters of rows) plan(one).run(parameters);
    },
    run: async (text, parameters = []) => plan(text).run(parameters),
    write: async (text, parameters = []) => void plan(text).run(parameters),
    together: async (statements) => statements.map((statement) => done(plan, statement)),
    transaction: (step) => step(sql),
  };
  return sql;
}

/** For who wants none. */
const NO_ROWS: Done['rows'] = [];

function done(plan: Plan, { text, parameters, wants }: Statement): Done {
  if (wants !== 'rows') return { rows: NO_ROWS, changes: plan(text).run(parameters) };
  const rows = plan(text).all(parameters);
  return { rows, changes: rows.length };
}

/** In one go: nobody else's statement can come between, as it could where something is waited for. Who only reads keeps no writer out. */
function allAtOnce(connection: DatabaseSync, plan: Plan, statements: readonly Statement[]): Done[] {
  // One alone is a transaction by itself.
  if (statements.length === 1 || statements.every(({ text }) => plan(text).reads))
    return statements.map((statement) => done(plan, statement));
  plan('begin immediate').run([]);
  try {
    const all = statements.map((statement) => done(plan, statement));
    plan('commit').run([]);
    return all;
  } catch (error) {
    if (connection.isTransaction) connection.exec('rollback');
    throw error;
  }
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
