import type { Outcome } from '../fault.ts';

/** A row of a list. */
export interface TableRow {
  /** As a spreadsheet numbers it: the header is usually 1, empty rows count. */
  readonly row: number;
  readonly cells: readonly string[];
}

/** A list as it was handed in, read row by row. */
export interface Table {
  readonly header: readonly string[];
  /** The rows below the header, from the first on, as often as they are asked for; the last one may say why it cannot be read. */
  rows(): AsyncIterable<Outcome<TableRow>>;
}
