import { foldedKey } from '../../kernel/text.ts';
import { done, type Outcome, refused } from '../fault.ts';
import { type Columns, readCells, readColumns } from './import-columns.ts';
import type { Table } from './table.ts';

/** Rows that one import takes: their user names are held while it runs, and nothing else is. */
export const MOST_ROWS = 100_000;

/** What is known of a list before anything of it is written. */
export interface Survey {
  readonly columns: Columns;
  /** How many rows it has. */
  readonly total: number;
  /** Of rows whose user names are one when folded (R2.2): the other rows with that name, by row. */
  readonly namesakes: ReadonlyMap<number, readonly number[]>;
}

/** Reads a list to its end: whether it can be read at all, what its columns mean, and which rows get in each other's way. */
export async function surveyTable(table: Table): Promise<Outcome<Survey>> {
  const columns = readColumns(table.header);
  if (!columns.done) return columns;
  const first = new Map<string, number>();
  const shared = new Map<string, number[]>();
  let total = 0;
  for await (const read of table.rows()) {
    if (!read.done) return read;
    total += 1;
    if (total > MOST_ROWS)
      return refused({ field: 'file', code: 'too-long', detail: `has more than ${MOST_ROWS} rows: import it in parts` });
    const { row, cells } = read.value;
    const key = foldedKey(readCells(columns.value, cells).said.username ?? '');
    if (key === '') continue;
    const before = first.get(key);
    if (before === undefined) first.set(key, row);
    else shared.set(key, [...(shared.get(key) ?? [before]), row]);
  }
  return done({ columns: columns.value, total, namesakes: othersByRow(shared.values()) });
}

function othersByRow(groups: Iterable<readonly number[]>): Map<number, readonly number[]> {
  const others = new Map<number, readonly number[]>();
  for (const rows of groups) for (const row of rows) others.set(row, rows);
  return others;
}
