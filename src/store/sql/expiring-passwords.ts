import type { ExpiringPasswords } from '../../domain/journeys/ports.ts';
import type { Sql } from '../connection.ts';
import { ACCOUNT_COLUMNS, accountOf } from './accounts.ts';
import { factsOf, PASSWORD_COLUMNS } from './passwords.ts';
import { optionalNumber, orNull } from './rows.ts';

/** Passwords whose end is to be looked at, in SQL: found by an index, and held by the one who looks. */
export function expiringPasswords(sql: Sql): ExpiringPasswords {
  return {
    due: async (now, limit) => {
      const rows = await sql.all(
        `with due as (select account_id from password where look_at <= $1 order by look_at limit $2 ${sql.dialect.holdFreeRows})
          select ${ACCOUNT_COLUMNS}, ${PASSWORD_COLUMNS}, p.mailed_days from due
            join password p on p.account_id = due.account_id join account a on a.id = due.account_id`,
        [now, limit],
      );
      return rows.map((row) => ({ account: accountOf(row), password: factsOf(row), mailedDays: optionalNumber(row, 'mailed_days') }));
    },
    looked: async ({ accountId, changedAt }, { next, mailedDays }) => {
      await sql.write(
        `update password set look_at = $3, mailed_days = coalesce(cast($4 as integer), mailed_days) where account_id = $1 and changed_at = $2`,
        [accountId, changedAt, next, orNull(mailedDays)],
      );
    },
  };
}
