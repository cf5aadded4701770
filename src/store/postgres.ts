import { hash } from 'node:crypto';
import pg from 'pg';
import { combine } from './combined.ts';
import type { Database, FrequentAsk, FrequentPut, Parameter, Row, Sql } from './connection.ts';
import { postgresDialect } from './dialect.ts';
import { gathering } from './gathering.ts';
import { settingsOf } from './postgres-settings.ts';
import { retryConflicts } from './retry.ts';
import { storable, type Value } from './storable.ts';

/** Opens a pool of at most `pool` (1–100) connections to a PostgreSQL database. */
export function openPostgres(url: string, pool: number): Database {
  const connections = new pg.Pool(settingsOf(url, pool));
  // A connection that breaks is replaced by the pool, and the statement under way or the next one says so. Nobody else
  // needs to hear it, but an error event without a listener would end the process.
  connections.on('error', () => undefined);
  connections.on('connect', (connection) => connection.on('error', () => undefined));
  const again = <T>(attempt: () => Promise<T>) => retryConflicts(postgresDialect.isConflict, attempt);
  // A statement outside any transaction is one by itself: when it meets another one, nothing of it has happened.
  const { ask, askMany, put, ...others } = statementsOf((query) => again(() => connections.query<Row>(query)));
  return {
    dialect: postgresDialect,
    schemaBuilder: async () => ({ client: 'pg', connection: url, pool: { min: 0, max: 1 } }),
    ...others,
    ...gathered({ ask, askMany, put }),
    transaction: (step) => again(() => inTransaction(connections, step)),
    close: () => connections.end(),
  };
}

async function inTransaction<T>(connections: pg.Pool, step: (sql: Sql) => Promise<T>): Promise<T> {
  const connection = await connections.connect();
  let broken: Error | undefined;
  try {
    await connection.query('begin');
    const result = await step(insideOf(connection));
    // A step that swallowed the error of a statement gets a silent rollback here: never a success.
    const { command } = await connection.query('commit');
    if (command !== 'COMMIT') throw new Error('the transaction had failed before its end');
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

/** The frequent statements, each sent with those of others. */
function gathered({ ask, askMany, put }: Pick<Statements, 'ask' | 'askMany' | 'put'>): Pick<Sql, 'ask' | 'put'> {
  return {
    ask: gathering<FrequentAsk, readonly Parameter[], Row | undefined>({
      one: ask,
      many: askMany,
      keyOf: ({ changes }, asked) => (changes === 0 ? undefined : JSON.stringify(asked.slice(0, changes))),
      mayGoAlone: ({ changes }, error) => isRefusal(error) || (changes === 0 && isLost(error)),
    }),
    put: gathering<FrequentPut, readonly (readonly Parameter[])[], void>({
      one: put,
      many: async (write, asked) => {
        await put(write, asked.flat());
        return asked.map(() => undefined);
      },
      keyOf: () => undefined,
      mayGoAlone: (_, error) => isRefusal(error),
    }),
  };
}

/**
 * Whether the database refused what was asked: a value, a rule of a table, a size, a time limit (PostgreSQL, appendix A: classes 22,
 * 23, 53, 54, 57014). A pool that has none free refuses nothing, and thirty-two would only wait once more; a conflict was tried
 * often enough.
 */
function isRefusal(error: unknown): boolean {
  return error instanceof pg.DatabaseError && /^(22|23|53|54|57014)/.test(error.code ?? '');
}

/** Whether the connection broke meanwhile: nobody knows what was done. */
function isLost(error: unknown): boolean {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  return /^(57P0[123]|ECONNRESET|EPIPE)$/.test(String(code)) || message === 'Connection terminated unexpectedly';
}

function insideOf(connection: pg.PoolClient): Sql {
  const sql: Sql = { dialect: postgresDialect, ...statementsOf((query) => connection.query<Row>(query)), transaction: (step) => step(sql) };
  return sql;
}

type Result = pg.QueryResult<Row>;

/** Statements on one connection, or on whichever is free; and a frequent one for several who ask. */
interface Statements extends Omit<Sql, 'dialect' | 'transaction'> {
  askMany(statement: FrequentAsk, asked: readonly (readonly Parameter[])[]): Promise<(Row | undefined)[]>;
}

/** Rows of one request, up to as many, have a text for each number: lists cost more to write and to read. */
const FEW = 4;

const rowsOf = ({ rows }: Result) => rows;
const rowOf = ({ rows }: Result) => rows[0];
const countOf = ({ rowCount }: Result) => rowCount ?? 0;
const nothingOf = () => undefined;

function statementsOf(send: (query: pg.QueryConfig) => Promise<Result>): Statements {
  // The driver only reads the values.
  const query = (text: string, parameters: readonly Value[] = []) =>
    send({ name: nameOf(text), text, values: storable(parameters) as Value[] });
  return {
    all: (text, parameters) => query(text, parameters).then(rowsOf),
    one: (text, parameters) => query(text, parameters).then(rowOf),
    ask: ({ one }, parameters) => query(one, parameters).then(rowOf),
    askMany: async ({ many }, asked) => {
      const inTurn = [...asked].sort(byKey);
      const answers = new Map((await query(many, listsOf(inTurn))).rows.map((row) => [inTurn[Number(row['asked_at']) - 1], row] as const));
      return asked.map((each) => answers.get(each));
    },
    put: async ({ few, many }, rows) => {
      const last = rows.length > 1 ? [...new Map(rows.map((row) => [keyOf(row), row] as const)).values()].sort(byKey) : rows;
      if (last.length > 0) await (last.length > FEW ? query(many, listsOf(last)) : query(few(last.length), last.flat()));
    },
    run: (text, parameters) => query(text, parameters).then(countOf),
    write: (text, parameters) => query(text, parameters).then(nothingOf),
    together: async (statements) => {
      const { text, doneOf } = combine(statements);
      const parameters = statements.flatMap((statement) => statement.parameters);
      return doneOf((await query(text, parameters)).rows[0] ?? {});
    },
  };
}

/** Of which row it is. */
function keyOf(parameters: readonly Parameter[]): string {
  return `${parameters[0]} ${parameters[1]}`;
}

/** All statements take rows in this one order: two processes that write the same ones wait for each other, and never in a circle. */
function byKey(one: readonly Parameter[], other: readonly Parameter[]): number {
  return Number(keyOf(one) > keyOf(other)) - Number(keyOf(one) < keyOf(other));
}

/** Everybody's first parameter, everybody's second one, and so on. */
function listsOf(asked: readonly (readonly Parameter[])[]): Parameter[][] {
  return (asked[0] ?? []).map((_, at) => asked.map((parameters) => parameters[at] ?? null));
}

/** Statements are prepared once per connection, under a name made of their text. */
const names = new Map<string, string>();

function nameOf(text: string): string {
  const known = names.get(text);
  if (known) return known;
  const made = hash('sha256', text, 'base64url').slice(0, 24);
  names.set(text, made);
  return made;
}
