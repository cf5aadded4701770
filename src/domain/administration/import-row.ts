import { newId } from '../../kernel/random.ts';
import type { Fault } from '../fault.ts';
import { isReachable, type Reachable } from '../links/recipients.ts';
import { applyAccount, newAccount } from './account-sheet.ts';
import { type Columns, inputOf, readCells, type Said } from './import-columns.ts';
import type { Survey } from './import-survey.ts';
import { NO_ADDRESS } from './invitations.ts';
import type { TableRow } from './table.ts';

/** A fault with the name that its column has in the list; none where the row itself is wrong. */
export type NamedFault = Fault & { readonly column?: string | undefined };

/** A row that an account can be made from. */
export interface GoodRow {
  readonly row: number;
  readonly username: string;
  readonly account: Reachable;
  /** What the row says, without what it leaves empty. */
  readonly said: Said;
  readonly columns: Columns;
}

/** A row by itself: good, or with all that is wrong with it. */
export type CheckedRow = GoodRow | { readonly row: number; readonly username: string; readonly faults: readonly NamedFault[] };

/** Rows of the same name that are named in a fault. */
const NAMED = 5;

/** Reads a row by the rules by which one account is made (R2.2, R3.6). `now` is epoch milliseconds. */
export function checkRow({ row, cells }: TableRow, survey: Survey, organisationId: string, now: number): CheckedRow {
  const { columns, namesakes } = survey;
  const { said, faults: misplaced } = readCells(columns, cells);
  const username = said.username ?? '';
  const applied = applyAccount({ ...newAccount(newId(), now), organisationId }, inputOf(said), { password: false, link: false });
  const others = (namesakes.get(row) ?? []).filter((other) => other !== row);
  const faults: Fault[] = [...misplaced, ...(applied.done ? [] : applied.faults)];
  if (others.length > 0) faults.push(alsoIn(others));
  if (said.email === undefined) faults.push(NO_ADDRESS);
  if (applied.done && isReachable(applied.value) && faults.length === 0) return { row, username, account: applied.value, said, columns };
  return { row, username, faults: faults.map((fault) => ({ ...fault, column: columnOf(columns, fault.field) })) };
}

function alsoIn(others: readonly number[]): Fault {
  const named = others.slice(0, NAMED).join(', ');
  const more = others.length > NAMED ? ` and ${others.length - NAMED} more` : '';
  const detail = `is also in row ${named}${more}, perhaps with other capitals`;
  return { field: 'username', code: 'taken', detail };
}

function columnOf(columns: Columns, field: string): string | undefined {
  return columns.find((column) => column?.field === field)?.name;
}
