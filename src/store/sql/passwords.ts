import type { Passwords, StoredPassword } from '../../domain/credentials/password.ts';
import type { PasswordFacts } from '../../domain/credentials/password-age.ts';
import type { PasswordHash } from '../../domain/credentials/ports.ts';
import type { Row, Sql } from '../connection.ts';
import { byCount, flag, fromFlag, number, optionalNumber, places, text } from './rows.ts';

/** Columns of a password, for statements that have its table as `p`. */
export const PASSWORD_COLUMNS = 'p.account_id, p.phc, p.pepper_id, p.changed_at, p.must_change, p.warned_days';

const BY_ACCOUNTS = byCount((count) => `select ${PASSWORD_COLUMNS} from password p where p.account_id in (${places(count)})`);

/** A password out of a row with its columns. */
export function passwordOf(row: Row): StoredPassword {
  return { ...factsOf(row), ...hashOf(row) };
}

/** The same without the hash. */
export function factsOf(row: Row): PasswordFacts {
  return {
    accountId: text(row, 'account_id'),
    changedAt: number(row, 'changed_at'),
    mustChange: flag(row, 'must_change'),
    warnedDays: optionalNumber(row, 'warned_days'),
  };
}

function hashOf(row: Row): PasswordHash {
  return { phc: text(row, 'phc'), pepperId: text(row, 'pepper_id') };
}

/** Password hashes in SQL. */
export function passwords(sql: Sql): Passwords {
  return {
    byAccount: async (accountId) => {
      const row = await sql.one(`select ${PASSWORD_COLUMNS} from password p where p.account_id = $1`, [accountId]);
      return row && passwordOf(row);
    },
    byAccounts: async (accountIds) => {
      if (accountIds.length === 0) return [];
      return (await sql.all(BY_ACCOUNTS(accountIds.length), accountIds)).map(passwordOf);
    },
    set: (password, keep) => sql.transaction((inside) => set(inside, password, keep)),
    rehash: async (accountId, former, next) =>
      (await sql.run('update password set phc = $3, pepper_id = $4 where account_id = $1 and phc = $2', [
        accountId,
        former.phc,
        next.phc,
        next.pepperId,
      ])) > 0,
    warned: async (accountId, changedAt, warnedDays) => {
      await sql.write('update password set warned_days = $3 where account_id = $1 and changed_at = $2', [accountId, changedAt, warnedDays]);
    },
    mark: async (accountId) => (await sql.run('update password set must_change = 1 where account_id = $1', [accountId])) > 0,
    history: async (accountId) => {
      const rows = await sql.all('select phc, pepper_id from former_password where account_id = $1 order by changed_at desc', [accountId]);
      return rows.map(hashOf);
    },
  };
}

async function set(sql: Sql, password: StoredPassword, keep: number): Promise<void> {
  const { accountId, phc, pepperId, changedAt, mustChange } = password;
  await sql.write(
    `insert into former_password (account_id, changed_at, phc, pepper_id)
      select account_id, changed_at, phc, pepper_id from password where account_id = $1 ${sql.dialect.holdRows}
      on conflict do nothing`,
    [accountId],
  );
  await sql.write(
    `insert into password (account_id, phc, pepper_id, changed_at, must_change) values ($1, $2, $3, $4, $5) on conflict (account_id)
      do update set phc = excluded.phc, pepper_id = excluded.pepper_id, changed_at = excluded.changed_at,
      must_change = excluded.must_change, warned_days = null, mailed_days = null, look_at = 0`,
    [accountId, phc, pepperId, changedAt, fromFlag(mustChange)],
  );
  await sql.write(
    `delete from former_password where account_id = $1 and phc not in
      (select phc from former_password where account_id = $1 order by changed_at desc limit $2)`,
    [accountId, keep],
  );
}
