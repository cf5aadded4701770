import { codesIn, linksIn } from '../../domain/mail/mails.ts';
import type { Letter, LetterSeal, NotHandedOver, Outbox } from '../../domain/mail/ports.ts';
import { LETTER_KEPT, REPORTED_AFTER, type Report } from '../../domain/mail/states.ts';
import { URGENCY } from '../../domain/mail/urgency.ts';
import { newId, randomToken } from '../../kernel/random.ts';
import type { Parameter, Row, Sql } from '../connection.ts';
import { findLetter, listLetters, waitingLetters } from './letter-records.ts';
import { links } from './links.ts';
import { byCount, number, optionalText, orNull, places, text, tuples } from './rows.ts';
import { signInCodes } from './sign-in-codes.ts';

const COLUMNS = [
  ...['id', 'organisation_id', 'account_id', 'kind', 'state', 'sealed', 'address', 'urgency', 'attempts', 'due_at'],
  ...['posted_at', 'changed_at', 'expires_at'],
];
const POST = byCount((count) => `insert into letter (${COLUMNS.join(', ')}) values ${tuples(count, COLUMNS.length)}`);

/** Letters and stopped addresses in SQL. `seal` closes what must not be read here. */
export function outbox(sql: Sql, seal: LetterSeal): Outbox {
  return {
    post: async (letter, now) => {
      const id = newId();
      await sql.write(POST(1), parametersOf(seal, id, letter, now));
      return id;
    },
    postAll: async (letters, now) => {
      const parameters = letters.flatMap((letter) => parametersOf(seal, newId(), letter, now));
      await sql.write(POST(letters.length), parameters);
    },
    ...leases(sql, seal),
    report: (id, report, now) => sql.transaction((inside) => reported(inside, seal, id, report, now)),
    isStopped: (address) => isStopped(sql, seal, address),
    lift: (address) => lift(sql, seal, address),
    find: (id) => findLetter(sql, id),
    waiting: (now) => waitingLetters(sql, now),
    list: (filter, limit, after) => listLetters(sql, filter, limit, after),
    requeue: (id, now) => sql.transaction((inside) => requeue(inside, seal, id, now)),
    sweep: (before, limit) =>
      sql.run(
        `delete from letter where id in
          (select id from letter where due_at is null and expires_at < $1 limit $2 ${sql.dialect.holdFreeRows})`,
        [before, limit],
      ),
  };
}

function parametersOf(seal: LetterSeal, id: string, letter: Letter, now: number): Parameter[] {
  const { organisation, account, to, mail, notBefore = now } = letter;
  const [mark] = seal.marks(to);
  const due = Math.max(notBefore, now);
  return [
    ...[id, orNull(organisation), orNull(account), mail.kind, 'queued', seal.seal(JSON.stringify(letter), id), mark],
    ...[URGENCY[mail.kind], 0, due, now, now, due + LETTER_KEPT],
  ];
}

/** Letters in somebody's hand: taken, and what became of them. */
function leases(sql: Sql, seal: LetterSeal): Pick<Outbox, 'take' | 'handedOver' | 'notHandedOver' | 'release'> {
  return {
    take: (now, lease) => take(sql, seal, now, lease),
    handedOver: async ({ id, lease }, now) => {
      const changed = await sql.run(
        `update letter set state = 'handed-over', handed_over_at = $3, changed_at = $3, sealed = null, lease = null, due_at = null, reason = null, status = null
          where id = $1 and lease = $2`,
        [id, lease, now],
      );
      return changed > 0;
    },
    notHandedOver: ({ id, lease }, outcome, now) => sql.transaction((inside) => notHandedOver(inside, id, lease, outcome, now)),
    release: async ({ id, lease }, at, now) => {
      const changed = await sql.run(
        `update letter set state = case when attempts > 1 then 'retrying' else 'queued' end, attempts = attempts - 1, changed_at = $4, lease = null, due_at = $3
          where id = $1 and lease = $2`,
        [id, lease, at, now],
      );
      return changed > 0;
    },
  };
}

/** Whose lease has ended is due again: whoever held it is gone, and nobody knows whether the server has it. */
async function take(sql: Sql, seal: LetterSeal, now: number, lease: number) {
  const token = randomToken(16);
  const row = await sql.one(
    `update letter set state = 'handing-over', attempts = attempts + 1, lease = $1, due_at = $2, changed_at = $3
      where id = (select id from letter where due_at <= $3 order by urgency, due_at limit 1 ${sql.dialect.holdFreeRows})
      returning id, attempts, posted_at, sealed`,
    [token, now + lease, now],
  );
  if (!row) return undefined;
  const letter = opened(seal, row);
  const stopped = letter !== undefined && (await isStopped(sql, seal, letter.to));
  return { id: text(row, 'id'), lease: token, attempts: number(row, 'attempts'), postedAt: number(row, 'posted_at'), stopped, letter };
}

/** Only this product writes what is sealed, so its shape is what was written. */
function opened(seal: LetterSeal, row: Row): Letter | undefined {
  const sealed = optionalText(row, 'sealed');
  if (sealed === undefined) return undefined;
  try {
    return JSON.parse(seal.open(sealed, text(row, 'id'))) as Letter;
  } catch {
    return undefined;
  }
}

async function notHandedOver(sql: Sql, id: string, lease: string, outcome: NotHandedOver, now: number): Promise<boolean> {
  const at = outcome.state === 'retrying' ? outcome.at : undefined;
  const row = await sql.one(
    `update letter set state = $3, reason = $4, status = $5, due_at = $6, changed_at = $7, lease = null
      where id = $1 and lease = $2 returning address`,
    [id, lease, outcome.state, outcome.reason, orNull(outcome.status), orNull(at), now],
  );
  if (row && outcome.state === 'bounced' && outcome.stop) await stop(sql, text(row, 'address'), now);
  return row !== undefined;
}

async function reported(sql: Sql, seal: LetterSeal, id: string, report: Report, now: number): Promise<boolean> {
  const after = REPORTED_AFTER[report.kind];
  const reason = report.kind === 'bounced' ? report.reason : undefined;
  const before = await sql.one(`select id, sealed from letter where id = $1 and handed_over_at is null ${sql.dialect.holdRows}`, [id]);
  const row = await sql.one(
    `update letter set state = $2, reason = $3, status = $4, changed_at = $5, handed_over_at = coalesce(handed_over_at, $5),
      sealed = null, lease = null, due_at = null
      where id = $1 and state in (${places(after.length, 5)}) returning address`,
    [id, report.kind, orNull(reason), orNull(report.status), now, ...after],
  );
  if (row && report.kind === 'bounced' && report.stop) await stop(sql, text(row, 'address'), now);
  // The server never said to us that it has it: the lives of its links and codes begin by this (R7.3, R14.3).
  const letter = row && before && report.kind !== 'bounced' ? opened(seal, before) : undefined;
  for (const link of letter ? linksIn(letter.mail) : []) await links(sql).handedOver(link, now);
  for (const code of letter ? codesIn(letter.mail) : []) await signInCodes(sql).handedOver(code, now);
  return row !== undefined;
}

async function stop(sql: Sql, mark: string, now: number): Promise<void> {
  await sql.write('insert into mail_stop (address, since) values ($1, $2) on conflict (address) do nothing', [mark, now]);
}

async function isStopped(sql: Sql, seal: LetterSeal, address: string): Promise<boolean> {
  const marks = seal.marks(address);
  return (await sql.one(`select since from mail_stop where address in (${places(marks.length)})`, marks)) !== undefined;
}

async function lift(sql: Sql, seal: LetterSeal, address: string): Promise<void> {
  const marks = seal.marks(address);
  await sql.write(`delete from mail_stop where address in (${places(marks.length)})`, marks);
}

async function requeue(sql: Sql, seal: LetterSeal, id: string, now: number): Promise<boolean> {
  const row = await sql.one(
    `update letter set state = 'queued', attempts = 0, due_at = $2, changed_at = $2, reason = null, status = null
      where id = $1 and state in ('failed', 'bounced', 'retrying') and sealed is not null returning id, sealed`,
    [id, now],
  );
  const letter = row && opened(seal, row);
  if (letter) await lift(sql, seal, letter.to);
  return row !== undefined;
}
