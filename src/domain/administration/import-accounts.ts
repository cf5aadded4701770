// Inviting many at once from a list (R7.1, R18.1, R18.2). The list is read to its end before anything is written; then, a
// few hundred rows at a time, account, link and letter are written in one transaction. So the same list can be handed in
// again after anything: who is there already is left alone, and nobody is invited twice.
import type { Account } from '../accounts/account.ts';
import { done, type Fault, type Outcome, refused } from '../fault.ts';
import type { Organisation } from '../organisations/organisation.ts';
import type { Ports } from '../ports.ts';
import { TAKEN } from './account-sheet.ts';
import { type CheckedRow, checkRow, type GoodRow, type NamedFault } from './import-row.ts';
import { type Survey, surveyTable } from './import-survey.ts';
import { writeInvited } from './import-writing.ts';
import type { ActingOnInvitations, Invitation } from './invitations.ts';
import { moreThan, type Standing, standingToMail } from './many-at-once.ts';
import { findOrganisation, unknownOrganisation } from './organisations.ts';
import type { Table } from './table.ts';

/** How many rows are written together: many enough to save round trips, few enough that a sign-in waiting behind them does not notice. */
const TOGETHER = 200;

/** What is imported into which organisation (its id or short name), and how. */
export interface Importing extends Pick<Invitation, 'notBefore' | 'invitedBy'> {
  readonly reference: string;
  readonly table: Table;
  /** Makes the accounts and invites nobody: that is done later, to one at a time (R18.1). */
  readonly notYet?: boolean | undefined;
  /** Only says what would become of each row; nothing is written. */
  readonly dryRun?: boolean | undefined;
  /** Invites many also while the sender's records fail (R9.1). */
  readonly despiteMailCheck?: boolean | undefined;
}

/** What became of a row. `ready`: would have been made, in a dry run. `exists`: was there before and is left as it is. */
export type ImportResult = { readonly row: number; readonly username: string } & (
  | { readonly result: 'invited'; readonly account: Account }
  /** Made, and not invited yet. */
  | { readonly result: 'made'; readonly account: Account }
  | { readonly result: 'ready' }
  /** `differs`: what the row says otherwise than the account that is there. */
  | { readonly result: 'exists'; readonly account: Account; readonly differs: readonly string[] }
  | { readonly result: 'faulty'; readonly faults: readonly NamedFault[] }
);

/** An import that has been looked through. It goes on as its results are asked for. */
export interface Import {
  readonly total: number;
  /** What does not pass of the sender, in English words. */
  readonly warning?: string | undefined;
  /** Of a dry run: why it would be refused were it none. */
  readonly held?: Fault | undefined;
  /** One for each row, in the list's order, when what it says is written. */
  readonly results: AsyncGenerator<ImportResult>;
}

/** Looks a list through and returns how it is imported, or all faults of the list as a whole, when nothing of it is taken. */
export async function importAccounts(acting: ActingOnInvitations, importing: Importing): Promise<Outcome<Import>> {
  const organisation = await acting.work(({ organisations }) => findOrganisation(organisations, importing.reference));
  const survey = await surveyTable(importing.table);
  const faults: Fault[] = [...(organisation ? [] : [unknownOrganisation('organisation')]), ...(survey.done ? [] : survey.faults)];
  if (!organisation || !survey.done) return refused(...faults);
  const { fault, warning } = await standing(acting, organisation, importing, survey.value);
  if (fault && !importing.dryRun) return refused(fault);
  return done({
    total: survey.value.total,
    warning,
    held: fault,
    results: resultsOf(acting, organisation, importing, survey.value),
  });
}

/** Who is there already gets no mail by it, and does not count. */
function standing(
  acting: ActingOnInvitations,
  organisation: Organisation,
  importing: Importing,
  survey: Survey,
): Promise<Standing> | Standing {
  if (importing.notYet) return {};
  const fresh = async function* () {
    const dry = resultsOf(acting, organisation, { ...importing, dryRun: true }, survey);
    for await (const { result } of dry) if (result === 'ready') yield result;
  };
  return standingToMail(acting, { isMoreThan: (most) => moreThan(most, fresh()), despiteMailCheck: importing.despiteMailCheck });
}

async function* resultsOf(
  acting: ActingOnInvitations,
  organisation: Organisation,
  importing: Importing,
  survey: Survey,
): AsyncGenerator<ImportResult> {
  for await (const rows of batches(importing.table, survey, organisation, acting.clock.now))
    yield* await acting.work((ports) => settle(acting, ports, { organisation, importing, rows }));
}

async function* batches(table: Table, survey: Survey, { id }: Organisation, now: () => number): AsyncGenerator<CheckedRow[]> {
  let batch: CheckedRow[] = [];
  for await (const read of table.rows()) {
    if (!read.done) throw new Error('the list has changed while it was imported');
    batch.push(checkRow(read.value, survey, id, now()));
    if (batch.length < TOGETHER) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

interface Batch {
  readonly organisation: Organisation;
  readonly importing: Importing;
  readonly rows: readonly CheckedRow[];
}

async function settle(acting: ActingOnInvitations, ports: Ports, { organisation, importing, rows }: Batch): Promise<ImportResult[]> {
  const good = rows.filter((row): row is GoodRow => 'account' in row);
  const present = await accountsOf(ports, organisation, good);
  const fresh = good.filter(({ account }) => !present.has(account.usernameKey));
  const written = importing.dryRun ? undefined : await writeInvited(acting, ports, { organisation, rows: fresh, invitation: importing });
  // Somebody else was faster with a name between our look and our writing.
  const missed = written ? fresh.filter(({ account }) => !written.has(account.id)) : [];
  const now = missed.length > 0 ? await accountsOf(ports, organisation, missed) : present;
  return rows.map((row) => {
    const { row: number, username } = row;
    if (!('account' in row)) return { row: number, username, result: 'faulty', faults: row.faults };
    const there = present.get(row.account.usernameKey) ?? now.get(row.account.usernameKey);
    if (there) return { row: number, username, ...asItIs(row, there, organisation) };
    if (importing.dryRun) return { row: number, username, result: 'ready' };
    return { row: number, username, result: importing.notYet ? 'made' : 'invited', account: row.account };
  });
}

async function accountsOf({ accounts }: Ports, { id }: Organisation, rows: readonly GoodRow[]): Promise<Map<string, Account>> {
  if (rows.length === 0) return new Map();
  const found = await accounts.byUsernames(
    id,
    rows.map(({ account }) => account.usernameKey),
  );
  return new Map(found.map((account) => [account.usernameKey, account]));
}

/** The same user name is the same person (R18.2); with other capitals only where the organisation takes them for the same (R2.1). */
function asItIs({ account, said, columns }: GoodRow, there: Account, { policy }: Organisation) {
  const same = policy.usernameCase === 'insensitive' || there.username === account.username;
  const column = columns.find((known) => known?.field === 'username')?.name;
  if (!same) return { result: 'faulty' as const, faults: [{ ...TAKEN, column }] };
  const differs = (['email', 'givenName', 'familyName', 'locale'] as const).filter((field) => {
    if (said[field] === undefined) return false;
    return field === 'email' ? account.emailKey !== there.emailKey : account[field] !== there[field];
  });
  return { result: 'exists' as const, account: there, differs };
}
