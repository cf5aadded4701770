/** A value that goes into a statement. JSON goes in as text. */
export type Parameter = string | number | null;

/** A row as it comes out: column names as in the statement. JSON comes out as text, counts and times as numbers. */
export type Row = Readonly<Record<string, string | number | null>>;

/** Runs statements on one connection, or on whichever is free. Parameters are `$1`, `$2`, … in both engines. */
export interface Sql {
  readonly dialect: Dialect;
  /** The rows of a statement. */
  all(text: string, parameters?: readonly Parameter[]): Promise<Row[]>;
  /** The first row, or undefined. */
  one(text: string, parameters?: readonly Parameter[]): Promise<Row | undefined>;
  /** How many rows the statement changed. */
  run(text: string, parameters?: readonly Parameter[]): Promise<number>;
}

/** An open database: statements outside any transaction, and transactions. */
export interface Database extends Sql {
  /** Runs `step` in a transaction on one connection, again when the engine reports a conflict. */
  transaction<T>(step: (sql: Sql) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** What differs between the engines, and nothing else does. */
export interface Dialect {
  /** Name of the engine's schema builder. */
  readonly schemaBuilder: 'pg' | 'better-sqlite3';
  /** Type of a JSON column. */
  readonly json: 'jsonb' | 'text';
  /** Taken at the beginning of a migration, so that two processes starting at once do it one after the other. */
  readonly migrationLock: string | undefined;
  /** The entries of JSON object `kept` with those of `changed` over them: one level deep, no entry is mixed. */
  mergeObjects(kept: string, changed: string): string;
  /** JSON object `target` with `value` as its member `authorizations`. */
  setAuthorizations(target: string, value: string): string;
  /** Member `authorizations` of a JSON object. */
  authorizations(of: string): string;
  /** Whether an error says that a unique rule was broken. */
  isUniqueViolation(error: unknown): boolean;
  /** Whether an error says that the transaction met another one and is worth trying again. */
  isConflict(error: unknown): boolean;
}
