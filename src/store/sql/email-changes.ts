import { type EmailChange, REMEMBERED_FOR } from '../../domain/links/email-change.ts';
import type { EmailChanges } from '../../domain/links/ports.ts';
import type { Row, Sql } from '../connection.ts';
import { number, optionalNumber, optionalText, orNull, text } from './rows.ts';

const COLUMNS = 'account_id, email, email_key, new_link, old_link, asked_at, state, forget_at';
const CONFIRM = { new: 'new_confirmed_at', old: 'old_confirmed_at' } as const;

/** Wishes to have another address, in SQL. */
export function emailChanges(sql: Sql): EmailChanges {
  return {
    put: async ({ accountId, email, emailKey, newLink, oldLink, askedAt }) => {
      await sql.write(
        `insert into email_change (${COLUMNS}) values ($1, $2, $3, $4, $5, $6, 'open', $7) on conflict (account_id)
          do update set email = excluded.email, email_key = excluded.email_key, new_link = excluded.new_link, old_link = excluded.old_link,
          asked_at = excluded.asked_at, state = excluded.state, forget_at = excluded.forget_at, new_confirmed_at = null, old_confirmed_at = null`,
        [accountId, email, emailKey, newLink, orNull(oldLink), askedAt, askedAt + REMEMBERED_FOR],
      );
    },
    find: async (accountId) => {
      const row = await sql.one('select * from email_change where account_id = $1', [accountId]);
      return row && changeOf(row);
    },
    byLink: async (linkId, accountId) => {
      const row = await sql.one('select * from email_change where account_id = $1 and (new_link = $2 or old_link = $2)', [
        accountId,
        linkId,
      ]);
      return row && changeOf(row);
    },
    confirm: async (accountId, side, now) => {
      await sql.write(`update email_change set ${CONFIRM[side]} = $2 where account_id = $1`, [accountId, now]);
    },
    end: async (accountId, state) => {
      await sql.write('update email_change set state = $2 where account_id = $1', [accountId, state]);
    },
    endOpen: async (accountId) => {
      await sql.write(`update email_change set state = 'ended' where account_id = $1 and state = 'open'`, [accountId]);
    },
    sweep: (before, limit) =>
      sql.run(
        `delete from email_change where account_id in
          (select account_id from email_change where forget_at < $1 limit $2 ${sql.dialect.holdFreeRows})`,
        [before, limit],
      ),
  };
}

function changeOf(row: Row): EmailChange {
  return {
    accountId: text(row, 'account_id'),
    email: text(row, 'email'),
    emailKey: text(row, 'email_key'),
    newLink: text(row, 'new_link'),
    oldLink: optionalText(row, 'old_link'),
    askedAt: number(row, 'asked_at'),
    newConfirmedAt: optionalNumber(row, 'new_confirmed_at'),
    oldConfirmedAt: optionalNumber(row, 'old_confirmed_at'),
    state: text(row, 'state') as EmailChange['state'],
  };
}
