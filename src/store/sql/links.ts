import { HEALS_FOR, type Link, type LinkEnd, type LinkPurpose, type NewLink } from '../../domain/links/link.ts';
import type { Links } from '../../domain/links/ports.ts';
import { minutes } from '../../kernel/duration.ts';
import type { Parameter, Row, Sql } from '../connection.ts';
import { byCount, number, optionalNumber, optionalText, orNull, places, text, tuples } from './rows.ts';

const COLUMNS = [
  ...['id', 'purpose', 'organisation_id', 'account_id', 'email_key', 'password_changed_at', 'token_hash', 'code_digest'],
  ...['life', 'issued_at', 'forget_at'],
];
const INSERT = byCount((count) => `insert into mailed_link (${COLUMNS.join(', ')}) values ${tuples(count, COLUMNS.length)}`);
const OPEN = 'used_at is null and ended_at is null';
const ALIVE = `${OPEN} and coalesce(handed_over_at, issued_at) + life >`;
/** How long a row that stands for nobody is kept. */
const DECOY_LIFE = minutes(1);

/** Mailed links in SQL. */
export function links(sql: Sql): Links {
  const first = (row: Row | undefined) => row && linkOf(row);
  return {
    ...writing(sql),
    byId: async (id) => first(await sql.one('select * from mailed_link where id = $1 and account_id is not null', [id])),
    byTokenHash: async (hash) => first(await sql.one('select * from mailed_link where token_hash = $1 and account_id is not null', [hash])),
    newest: async (accountId, purpose) =>
      first(
        await sql.one(
          // Of two of one moment, the one that is not ended came after.
          `select * from mailed_link where account_id = $1 and purpose = $2
            order by issued_at desc, case when ended_why = 'replaced' then 1 else 0 end limit 1`,
          [accountId, purpose],
        ),
      ),
    open: async (accountIds, now) => {
      if (accountIds.length === 0) return [];
      const among = places(accountIds.length, 1);
      return (await sql.all(`select * from mailed_link where account_id in (${among}) and ${ALIVE} $1`, [now, ...accountIds])).map(linkOf);
    },
  };
}

function writing(sql: Sql): Pick<Links, 'issue' | 'issueAll' | 'issueFirst' | 'decoy' | 'use' | 'endAll' | 'handedOver' | 'sweep'> {
  return {
    issue: (link) =>
      sql.transaction(async (inside) => {
        await replaceOpen(inside, link.accountId, link.purpose, link.issuedAt);
        await inside.write(INSERT(1), parametersOf(link));
      }),
    issueAll: (links) => sql.transaction((inside) => issueAll(inside, links)),
    issueFirst: async (links) => {
      await sql.write(INSERT(links.length), links.flatMap(parametersOf));
    },
    decoy: (id, now) =>
      sql.transaction(async (inside) => {
        await replaceOpen(inside, id, 'password-reset', now);
        await inside.write(INSERT(1), [id, 'decoy', null, null, '', null, id, '', 0, now, now + DECOY_LIFE]);
      }),
    use: async (id, now) => (await sql.run(`update mailed_link set used_at = $2 where id = $1 and ${ALIVE} $2`, [id, now])) > 0,
    endAll: async (accountId, why, now) => {
      await sql.write(`update mailed_link set ended_at = $3, ended_why = $2 where account_id = $1 and ${OPEN}`, [accountId, why, now]);
    },
    handedOver: async (id, at) => {
      await sql.write(
        `update mailed_link set handed_over_at = $2, forget_at = $2 + life + $3 where id = $1 and coalesce(handed_over_at, 0) < $2`,
        [id, at, HEALS_FOR],
      );
    },
    sweep: (before, limit) =>
      sql.run(
        `delete from mailed_link where id in (select id from mailed_link where forget_at < $1 limit $2 ${sql.dialect.holdFreeRows})`,
        [before, limit],
      ),
  };
}

function parametersOf(link: NewLink): Parameter[] {
  return [
    ...[link.id, link.purpose, link.organisationId, link.accountId, link.emailKey, orNull(link.passwordChangedAt)],
    ...[link.tokenHash, link.codeDigest, link.life, link.issuedAt, Math.max(link.issuedAt, link.notBefore ?? 0) + link.life + HEALS_FOR],
  ];
}

async function replaceOpen(sql: Sql, accountId: string, purpose: LinkPurpose, now: number): Promise<void> {
  await sql.write(`update mailed_link set ended_at = $3, ended_why = 'replaced' where account_id = $1 and purpose = $2 and ${OPEN}`, [
    accountId,
    purpose,
    now,
  ]);
}

/**
 * Of each account those of its own purpose alone. Both the ended and the new ones in one order, so that two who issue for the
 * same accounts never wait for each other.
 */
async function issueAll(sql: Sql, issued: readonly NewLink[]): Promise<void> {
  const links = issued.toSorted((one, other) => (one.accountId < other.accountId ? -1 : 1));
  const now = Math.max(...links.map(({ issuedAt }) => issuedAt));
  const accounts = links.map(({ accountId }) => accountId);
  const purposes = links.map(({ accountId, purpose }) => `${purpose} ${accountId}`);
  const open = `select id from mailed_link where account_id in (${places(links.length, 1)})
    and purpose || ' ' || account_id in (${places(links.length, links.length + 1)}) and ${OPEN}`;
  await sql.write(
    `update mailed_link set ended_at = $1, ended_why = 'replaced' where ${sql.dialect.inTurn('mailed_link', 'id', open)} and ${OPEN}`,
    [now, ...accounts, ...purposes],
  );
  await sql.write(INSERT(links.length), links.flatMap(parametersOf));
}

function linkOf(row: Row): Link {
  const at = optionalNumber(row, 'ended_at');
  return {
    id: text(row, 'id'),
    purpose: text(row, 'purpose') as LinkPurpose,
    organisationId: text(row, 'organisation_id'),
    accountId: text(row, 'account_id'),
    emailKey: text(row, 'email_key'),
    passwordChangedAt: optionalNumber(row, 'password_changed_at'),
    tokenHash: text(row, 'token_hash'),
    codeDigest: text(row, 'code_digest'),
    life: number(row, 'life'),
    issuedAt: number(row, 'issued_at'),
    handedOverAt: optionalNumber(row, 'handed_over_at'),
    usedAt: optionalNumber(row, 'used_at'),
    ended: at === undefined ? undefined : { at, why: optionalText(row, 'ended_why') as LinkEnd },
  };
}
