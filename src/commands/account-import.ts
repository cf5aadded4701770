import { createReadStream } from 'node:fs';
import { readCsv } from '../csv/read.ts';
import { type Import, type ImportResult, importAccounts } from '../domain/administration/import-accounts.ts';
import type { NamedFault } from '../domain/administration/import-row.ts';
import { MOST_UNPROVED } from '../domain/administration/many-at-once.ts';
import type { Table } from '../domain/administration/table.ts';
import type { Fault, Outcome } from '../domain/fault.ts';
import type { Answer, Call, Command, Option, Positional, View } from './command.ts';
import { progressOf } from './progress.ts';
import { readMoment } from './read.ts';

const FILE: Positional = {
  name: 'FILE.csv',
  fields: ['file', 'columns'],
  summary: 'a row for each person below a header: username, email, given-name, family-name, locale, or the same in Dutch',
};

/** Also for other commands that mail many. */
export const DESPITE_MAIL_CHECK: Option = {
  name: 'despite-mail-check',
  summary: `mail more than ${MOST_UNPROVED} people although \`mail check\` fails; such mail is easily taken for spam`,
};

/** `account import`. `notBefore` is the option that `account invite` has. */
export function importing(portal: Positional, notBefore: Option): Command {
  return {
    verb: 'import',
    summary: 'make and invite many people from a list; safe to run again, who is there already is left alone',
    words: [portal, FILE],
    options: [
      { name: 'dry-run', summary: 'only say what would become of each row; nothing is written' },
      { name: 'not-yet', fields: ['notYet'], summary: 'make the accounts and mail nobody; account invite does that later' },
      notBefore,
      DESPITE_MAIL_CHECK,
    ],
    run,
  };
}

const NEVER_AND_THEN: Fault = { field: 'notYet', code: 'conflict', detail: 'and a moment to invite at exclude each other' };

/** How many rows came to what. */
type Counts = Record<ImportResult['result'], number>;

async function run(call: Call): Promise<Answer> {
  const [reference = '', path = ''] = call.given.words;
  const { acting } = await call.open();
  const notBefore = readMoment(call, 'at');
  if ('fault' in notBefore) return { faults: [notBefore.fault] };
  const notYet = call.given.flag('not-yet');
  if (notYet && notBefore.read !== undefined) return { faults: [NEVER_AND_THEN] };
  const table = await readTable(path);
  if (!table.done) return table;
  const dryRun = call.given.flag('dry-run');
  const despiteMailCheck = call.given.flag('despite-mail-check');
  const importing = { reference, table: table.value, dryRun, notYet, notBefore: notBefore.read, despiteMailCheck };
  const found = await importAccounts(acting, importing);
  if (!found.done) return found;
  const { total, results } = found.value;
  warn(found.value, call.stderr);
  const counts: Counts = { invited: 0, made: 0, ready: 0, exists: 0, faulty: 0 };
  const progress = progressOf(total, 'rows', { stderr: call.stderr, clock: acting.clock });
  const counted = async function* () {
    let done = 0;
    for await (const result of results) {
      yield view(result);
      counts[result.result] += 1;
      done += 1;
      progress.reached(done);
    }
  };
  return {
    results: counted(),
    columns: ['row', 'username', 'result', 'detail'],
    end: () => ({ said: summary(counts, { dryRun, notYet }), refused: counts.faulty > 0 }),
  };
}

function warn({ warning, held }: Import, stderr: Call['stderr']): void {
  if (warning !== undefined) stderr.write(`Warning: ${warning}\n`);
  if (held) stderr.write(`Not as a dry run, this list needs --${DESPITE_MAIL_CHECK.name}.\n`);
}

async function readTable(path: string): Promise<Outcome<Table>> {
  try {
    return await readCsv(() => createReadStream(path));
  } catch (error) {
    const { syscall, code } = error as NodeJS.ErrnoException;
    if (syscall === undefined) throw error;
    return { done: false, faults: [{ field: 'file', code: 'unknown', detail: `cannot be read: ${path} (${code})` }] };
  }
}

function view(result: ImportResult): View {
  const { row, username } = result;
  const shown = { row, username, result: result.result };
  if (result.result === 'faulty') return { ...shown, detail: result.faults.map(inWords).join('; '), faults: result.faults };
  if (result.result === 'ready') return shown;
  const { id, state } = result.account;
  if (result.result === 'invited' || result.result === 'made') return { ...shown, id, state };
  const { differs } = result;
  const otherwise = differs.length > 0 ? `, the list differs in ${differs.join(', ')}` : '';
  return { ...shown, detail: `is ${state}, left as it is${otherwise}`, id, state, differs };
}

/** As `account add` says it, by the name that the column has in the list. */
function inWords({ column, field, detail, code }: NamedFault): string {
  return `${column ?? field} ${detail} (${code})`;
}

function summary(
  { invited, made, ready, exists, faulty }: Counts,
  { dryRun, notYet }: { readonly dryRun: boolean | undefined; readonly notYet: boolean | undefined },
): string {
  const done = notYet ? 'made, and not invited yet' : 'made and invited';
  const begun = dryRun ? `${ready} would be ${done}` : `${notYet ? made : invited} ${done}`;
  return `${begun}, ${exists} there already, ${faulty} faulty.${dryRun ? ' Nothing was written.' : ''}`;
}
