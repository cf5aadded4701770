import type { Knex } from 'knex';

/** A value that goes into a statement. JSON goes in as text. */
export type Parameter = string | number | null;

/** A row as it comes out: column names as in the statement. JSON comes out as text, counts and times as numbers. */
export type Row = Readonly<Record<string, string | number | null>>;

/** A statement with its parameters. */
export interface Statement {
  readonly text: string;
  readonly parameters: readonly Parameter[];
  /** What is wanted of it: the rows that it returns itself, how many it changed, or only that it happens. */
  readonly wants: 'rows' | 'changes' | 'nothing';
  /** Where it puts a row. */
  readonly put?: FrequentPut | undefined;
}

/** What came of a statement. */
export interface Done {
  /** Empty where no rows were wanted. */
  readonly rows: readonly Row[];
  /** Nobody's where nothing was wanted: it need not be counted. */
  readonly changes: number;
}

/**
 * A statement that many requests ask for at the same moment. `many` does it for several at once, where the engine gains by
 * that (PostgreSQL): its parameters are lists, the first with everybody's `$1`.
 */
export interface Frequent {
  readonly one: string;
  readonly many: string;
}

/** One that writes rows: `few` does it for so many, with their parameters one after the other. */
export interface FrequentPut extends Frequent {
  readonly few: (rows: number) => string;
}

/** One that gives at most one row to who asks. Of `many` each row says in `asked_at` whose it is, counted from 1. */
export interface FrequentAsk extends Frequent {
  /** How many of the first parameters name the row that it changes; 0: it changes none. */
  readonly changes: number;
}

/** Runs statements on one connection, or on whichever is free. Parameters are `$1`, `$2`, … in both engines. */
export interface Sql {
  readonly dialect: Dialect;
  /** The rows of a statement. */
  all(text: string, parameters?: readonly Parameter[]): Promise<readonly Row[]>;
  /** The first row, or undefined. */
  one(text: string, parameters?: readonly Parameter[]): Promise<Row | undefined>;
  /** The row of a frequent statement, or undefined. */
  ask(statement: FrequentAsk, parameters: readonly Parameter[]): Promise<Row | undefined>;
  /** Writes rows, all or none. Of two that `$1` and `$2` name alike the later one counts. */
  put(write: FrequentPut, rows: readonly (readonly Parameter[])[]): Promise<void>;
  /** How many rows the statement changed. */
  run(text: string, parameters?: readonly Parameter[]): Promise<number>;
  /** Runs a statement of which nobody asks how many rows it changed: sent together with others, it costs less. */
  write(text: string, parameters?: readonly Parameter[]): Promise<void>;
  /**
   * Runs statements all together or not at all, in one round trip where the engine can. None sees what
   * another one did, and no two may change the same row.
   */
  together(statements: readonly Statement[]): Promise<Done[]>;
  /**
   * Runs `step` in a transaction on one connection, again when the engine reports a conflict. Inside a transaction it
   * is part of that one, so that what must happen together does so wherever it is called from.
   */
  transaction<T>(step: (sql: Sql) => Promise<T>): Promise<T>;
}

/** An open database. */
export interface Database extends Sql {
  /** How the schema builder reaches it; loaded only where there is something to build. */
  readonly schemaBuilder: () => Promise<Knex.Config>;
  close(): Promise<void>;
}

/** What differs between the engines, and nothing else does. */
export interface Dialect {
  /** Type of a text column that is compared byte by byte, whatever the language of the database. */
  readonly text: string;
  /** Taken at the beginning of a migration, so that two processes starting at once do it one after the other. */
  readonly migrationLock: string | undefined;
  /** The engine's own time as epoch milliseconds, for a migration: nothing else asks the database what time it is. */
  readonly now: string;
  /** At the end of a select: holds the rows until the transaction ends, so that nobody changes them meanwhile. */
  readonly holdRows: string;
  /**
   * Condition that picks the rows of `table` whose `column` is one of `among` (places of parameters, or a select), each held
   * before it is changed, in the order of the column: two statements with common rows never wait for each other.
   */
  inTurn(table: string, column: string, among: string): string;
  /** At the end of a select: holds the rows, passing over rows that somebody else holds. */
  readonly holdFreeRows: string;
  /** Settings of a table whose rows are rewritten all the time: statements that are run after it was made. */
  busyTable(table: string): readonly string[];
  /** JSON text `incoming` whose member `authorizations` is the one of JSON text `stored` with the entries of `changed` over it. */
  mergeAuthorizations(stored: string, incoming: string, changed: string): string;
  /** Id of the grant that JSON text `session` holds for the client `client`; null where it holds none. */
  authorizedGrant(session: string, client: string): string;
  /** Whether an error says that a column, written `table.column`, was to hold nothing and must not. */
  isMissing(error: unknown, column: string): boolean;
  /** Whether an error says that the transaction met another one and is worth trying again. */
  isConflict(error: unknown): boolean;
}
