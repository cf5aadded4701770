// SQLite's statements: each planned once, and rows made of what it returns. Owns no connection and no transaction.
/// <reference path="./node-sqlite.d.ts" />
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Parameter, Row } from './connection.ts';

/** A statement that is planned. */
export interface Planned {
  /** Its rows. */
  all(parameters: readonly Parameter[]): Row[];
  /** Its first row, or undefined. */
  one(parameters: readonly Parameter[]): Row | undefined;
  /** How many rows it changed. */
  run(parameters: readonly Parameter[]): number;
  /** Whether it only reads. */
  readonly reads: boolean;
}

/** Plans statements on a connection, each text once. */
export function planning(connection: DatabaseSync): (text: string) => Planned {
  const known = new Map<string, Planned>();
  return (text) => {
    const planned = known.get(text);
    if (planned) return planned;
    const made = plan(connection.prepare(text.replace(/\$(\d+)/g, '?$1')), text);
    known.set(text, made);
    return made;
  };
}

const READS = /^\s*select\b/i;

/** Any star but that of `count(*)`. */
const STAR = /(?<!count\()\*/i;

function plan(statement: StatementSync, text: string): Planned {
  const run = (parameters: readonly Parameter[]) => Number(statement.run(...parameters).changes);
  const reads = READS.test(text);
  // Which columns a star stands for may change under way, when another process brings the schema up to date.
  if (STAR.test(text)) {
    return {
      all: (parameters) => statement.all(...parameters) as Row[],
      one: (parameters) => statement.get(...parameters) as Row | undefined,
      run,
      reads,
    };
  }
  // By itself Node makes the name of each column anew for each row, and of them an object that is slow to read.
  statement.setReturnArrays(true);
  const rowOf = rowsOf(statement.columns().map(({ name }) => name));
  return {
    all: (parameters) => (statement.all(...parameters) as unknown as Values[]).map(rowOf),
    one: (parameters) => {
      const values = statement.get(...parameters) as unknown as Values | undefined;
      return values && rowOf(values);
    },
    run,
    reads,
  };
}

type Values = readonly Parameter[];

function rowsOf(columns: readonly string[]): (values: Values) => Row {
  const empty = Object.fromEntries(columns.map((column): [string, Parameter] => [column, null]));
  return (values) => {
    const row = { ...empty };
    columns.forEach((column, at) => {
      row[column] = values[at] ?? null;
    });
    return row;
  };
}
