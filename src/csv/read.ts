// Csv: lists as spreadsheets save them (RFC 4180). Finds out how a file is written and what separates its values, and reads
// it row by row, never holding it whole. Owns bytes and quotes; never knows what a column means or what becomes of a row.
import { pipeline, Readable } from 'node:stream';
import { CsvError, type Parser, parse } from 'csv-parse';
import type { Table, TableRow } from '../domain/administration/table.ts';
import { done, type Outcome, refused } from '../domain/fault.ts';
import { type Bytes, decoded, encodingOf } from './encoding.ts';
import { type Separator, separatorOf } from './separator.ts';

/** A row longer than this, in bytes, is a quote that was never closed. */
const MOST_ROW = 64 * 1024;

/** What the parser finds wrong with a file, in words. */
const WRONG: Readonly<Record<string, string>> = {
  CSV_INVALID_CLOSING_QUOTE: 'something follows a closing quote; a quote within quotes is written twice',
  CSV_QUOTE_NOT_CLOSED: 'a quote is not closed',
  CSV_MAX_RECORD_SIZE: 'a quote is not closed, or the row is too long',
  INVALID_OPENING_QUOTE: 'a quote stands in a value that does not begin with one',
};

/** Opens a list: finds its encoding and separator and reads its header. Returns it, or what is wrong with it. Throws what `bytes` throws. */
export async function readCsv(bytes: Bytes): Promise<Outcome<Table>> {
  const encoding = await encodingOf(bytes);
  if (!encoding.done) return encoding;
  const text = () => decoded(bytes, encoding.value);
  const separator = await separatorOf(text());
  for await (const first of rowsOf(text(), separator)) {
    if (!first.done) return first;
    const { row: headerRow, cells } = first.value;
    return done({ header: cells, rows: () => below(rowsOf(text(), separator), headerRow) });
  }
  return refused({ field: 'file', code: 'missing', detail: 'is empty' });
}

/** Rows that hold anything, numbered as a spreadsheet does: the first is 1, and empty ones count. What cannot be read ends them. */
async function* rowsOf(text: AsyncIterable<string>, separator: Separator): AsyncGenerator<Outcome<TableRow>> {
  const parser = parse({
    ...{ delimiter: separator, record_delimiter: ['\r\n', '\n', '\r'], relax_column_count: true, max_record_size: MOST_ROW },
  });
  pipeline(Readable.from(text), parser, () => undefined);
  let row = 0;
  try {
    for await (const cells of records(parser)) {
      row += 1;
      if (cells.some((cell) => cell.trim() !== '')) yield done({ row, cells });
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // The parser is ahead of us: rows that it had read before are dropped with it.
    const at = Number(error['records'] ?? row) + 1;
    yield refused({ field: 'file', code: 'invalid', detail: `cannot be read in row ${at}: ${WRONG[error.code] ?? 'it is not CSV'}` });
  }
}

/** Without names of columns, a record is the list of its cells. */
function records(parser: Parser): AsyncIterable<readonly string[]> {
  return parser;
}

async function* below(rows: AsyncIterable<Outcome<TableRow>>, headerRow: number): AsyncGenerator<Outcome<TableRow>> {
  for await (const read of rows) if (!read.done || read.value.row > headerRow) yield read;
}
