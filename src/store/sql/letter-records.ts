import type { LetterFilter, LetterRecord, WaitingLetters } from '../../domain/mail/ports.ts';
import type { Parameter, Row, Sql } from '../connection.ts';
import { number, optionalNumber, optionalText, text } from './rows.ts';

/** What is known of letters without opening them. */
const COLUMNS = 'id, organisation_id, account_id, kind, state, attempts, posted_at, changed_at, handed_over_at, due_at, reason, status';

/** Columns that a list can be narrowed by. */
const FILTERS = { organisation: 'organisation_id', account: 'account_id', state: 'state' } as const satisfies Record<
  keyof LetterFilter,
  string
>;

/** One letter's record; undefined for an unknown id. */
export async function findLetter(sql: Sql, id: string): Promise<LetterRecord | undefined> {
  const row = await sql.one(`select ${COLUMNS} from letter where id = $1`, [id]);
  return row && recordOf(row);
}

/** Records of at most `limit` letters, newest first, from after the letter `after` on. */
export async function listLetters(sql: Sql, filter: LetterFilter, limit: number, after?: string): Promise<LetterRecord[]> {
  const parameters: Parameter[] = [limit];
  const place = (value: Parameter) => `$${parameters.push(value)}`;
  const given = Object.entries(FILTERS).flatMap(([name, column]) => {
    const value = filter[name as keyof LetterFilter];
    return value === undefined ? [] : [`${column} = ${place(value)}`];
  });
  if (after !== undefined) given.push(`(posted_at, id) < (select posted_at, id from letter where id = ${place(after)})`);
  const where = given.length > 0 ? `where ${given.join(' and ')}` : '';
  return (await sql.all(`select ${COLUMNS} from letter ${where} order by posted_at desc, id desc limit $1`, parameters)).map(recordOf);
}

/**
 * How many wait, by state, and since when. Who was tried, put off or queued anew waits since it was written; who never was, since
 * it was due.
 */
export async function waitingLetters(sql: Sql, now: number): Promise<WaitingLetters[]> {
  const untouched = `state = 'queued' and changed_at = posted_at`;
  const rows = await sql.all(
    `select case when ${untouched} and due_at > $1 then 'scheduled' else state end as waits, count(*) as letters,
        min(case when ${untouched} then due_at else posted_at end) as since
      from letter where due_at is not null group by 1`,
    [now],
  );
  return rows.map((row) => ({
    state: text(row, 'waits') as WaitingLetters['state'],
    letters: number(row, 'letters'),
    since: number(row, 'since'),
  }));
}

/** Only this product writes states and reasons, so they are what was written. */
function recordOf(row: Row): LetterRecord {
  return {
    id: text(row, 'id'),
    organisation: optionalText(row, 'organisation_id'),
    account: optionalText(row, 'account_id'),
    kind: text(row, 'kind') as LetterRecord['kind'],
    state: text(row, 'state') as LetterRecord['state'],
    attempts: number(row, 'attempts'),
    postedAt: number(row, 'posted_at'),
    changedAt: number(row, 'changed_at'),
    handedOverAt: optionalNumber(row, 'handed_over_at'),
    dueAt: optionalNumber(row, 'due_at'),
    reason: optionalText(row, 'reason') as LetterRecord['reason'],
    status: optionalText(row, 'status'),
  };
}
