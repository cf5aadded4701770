import type { Writable } from 'node:stream';
import type { Fault } from '../domain/fault.ts';
import { hiddenShown } from '../kernel/text.ts';
import type { Answer, Command, View } from './command.ts';

/** Rows of a table that are held to find out how wide its columns are; also one write to the terminal. */
const BLOCK = 200;

/** Prints a list or a thing, as JSON or for people. A list is written as it comes, never held whole, and does nothing to a terminal. */
export async function printAnswer(
  answer: Exclude<Answer, { faults: unknown } | { results: unknown }>,
  json: boolean,
  out: Writable,
): Promise<void> {
  if ('item' in answer) await write(out, json ? `${JSON.stringify(answer.item, undefined, 2)}\n` : `${answer.said}\n`);
  else if (json) await printArray(answer.rows, out);
  else await printTable(answer.rows, answer.columns, out, hiddenShown);
}

/**
 * Prints what becomes of many, each as it comes: as JSON one object a line, else as a table that does nothing in a
 * terminal or a spreadsheet, whatever stands in the list that it tells of.
 */
export async function printResults(results: AsyncIterable<View>, columns: readonly string[], json: boolean, out: Writable): Promise<void> {
  if (!json) return printTable(results, columns, out, harmless);
  for await (const result of results) await write(out, `${JSON.stringify(result)}\n`);
}

/** Prints all faults, each with the option or word it belongs to. */
export async function printFaults(command: Command, faults: readonly Fault[], json: boolean, out: Writable): Promise<void> {
  const named = faults.map((fault) => ({ ...fault, option: optionOf(command, fault.field) }));
  const text = json
    ? JSON.stringify({ faults: named }, undefined, 2)
    : named.map((fault) => `${fault.option ?? fault.field} ${fault.detail} (${fault.code})`).join('\n');
  await write(out, `${text}\n`);
}

/** One array, an element a line. */
async function printArray(rows: AsyncIterable<View> | Iterable<View>, out: Writable): Promise<void> {
  let before = '[\n';
  for await (const row of rows) {
    await write(out, `${before}${JSON.stringify(row)}`);
    before = ',\n';
  }
  await write(out, before === '[\n' ? '[]\n' : '\n]\n');
}

async function printTable(
  rows: AsyncIterable<View> | Iterable<View>,
  columns: readonly string[],
  out: Writable,
  shown: (text: string) => string = (text) => text,
): Promise<void> {
  let widths: readonly number[] | undefined;
  let block: string[][] = [columns.map(heading)];
  const flush = async () => {
    widths ??= columns.map((_, at) => Math.max(...block.map((cells) => cells[at]?.length ?? 0)));
    const lines = block.map((cells) =>
      cells
        .map((cell, at) => cell.padEnd(widths?.[at] ?? 0))
        .join('  ')
        .trimEnd(),
    );
    await write(out, `${lines.join('\n')}\n`);
    block = [];
  };
  for await (const row of rows) {
    block.push(columns.map((column) => shown(cell(row[column]))));
    if (block.length >= BLOCK) await flush();
  }
  if (block.length > 0) await flush();
}

/** `activeFrom` and `client_id` as they head a column: `ACTIVE FROM`, `CLIENT ID`. */
function heading(column: string): string {
  return column.replace(/[A-Z]/g, ' $&').replaceAll('_', ' ').toUpperCase();
}

function cell(value: unknown): string {
  if (Array.isArray(value)) return value.join(',');
  return value === undefined ? '' : String(value);
}

/** Hidden characters as their code points, and nothing that a spreadsheet would take for a formula. */
function harmless(text: string): string {
  const shown = hiddenShown(text);
  return /^\s*[=+\-@]/.test(shown) ? `'${shown}` : shown;
}

/** The option or word that a use-case's field was given by. */
function optionOf(command: Command, field: string): string | undefined {
  const word = command.words.find((positional) => positional.fields.includes(field));
  if (word) return word.name;
  const own = command.options.find(({ name, fields }) => fields?.includes(field) ?? camelCase(name) === field);
  if (own) return `--${own.name}`;
  const around = command.options.find(({ name }) => field.startsWith(`${name}.`));
  return around && `--${around.name} ${field.slice(around.name.length + 1)}`;
}

function camelCase(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

function write(out: Writable, text: string): Promise<void> {
  return new Promise((resolve, reject) => out.write(text, (error) => (error ? reject(error) : resolve())));
}
