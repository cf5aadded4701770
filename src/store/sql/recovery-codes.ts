import type { RecoveryCodes } from '../../domain/factors/ports.ts';
import type { KeptRecoveryCode } from '../../domain/factors/recovery.ts';
import type { Sql } from '../connection.ts';
import { byCount, number, text, tuples } from './rows.ts';

const COLUMNS = ['account_id', 'selector', 'phc', 'pepper_id', 'created_at'];
const INSERT = byCount((count) => `insert into recovery_code (${COLUMNS.join(', ')}) values ${tuples(count, COLUMNS.length)}`);
const LEFT = '(select count(*) from recovery_code r where r.account_id = $1 and r.used_at is null)';

/** Recovery codes in SQL. */
export function recoveryCodes(sql: Sql): RecoveryCodes {
  return {
    shown: (accountId, now) => shown(sql, accountId, now),
    show: (accountId, sealed, until, now) =>
      sql.transaction(async (inside) => {
        await inside.write(
          `insert into two_step (account_id, shown_codes, shown_until) values ($1, $2, $3)
            on conflict (account_id) do update set shown_codes = excluded.shown_codes, shown_until = excluded.shown_until
            where two_step.shown_codes is null or two_step.shown_until <= $4`,
          [accountId, sealed, until, now],
        );
        return (await shown(inside, accountId, now)) ?? sealed;
      }),
    replace: (accountId, codes, sealed, now) => sql.transaction((inside) => replace(inside, { accountId, codes, sealed, now })),
    find: async (accountId, selector) => {
      const row = await sql.one('select * from recovery_code where account_id = $1 and selector = $2 and used_at is null', [
        accountId,
        selector,
      ]);
      return row && { selector, phc: text(row, 'phc'), pepperId: text(row, 'pepper_id') };
    },
    use: async (accountId, selector, now) => {
      const used = await sql.run('update recovery_code set used_at = $3 where account_id = $1 and selector = $2 and used_at is null', [
        accountId,
        selector,
        now,
      ]);
      const row = used > 0 ? await sql.one(`select ${LEFT} as left_over`, [accountId]) : undefined;
      return row && number(row, 'left_over');
    },
    hide: async (accountId) => {
      await sql.write('update two_step set shown_codes = null, shown_until = null where account_id = $1 and shown_codes is not null', [
        accountId,
      ]);
    },
    clear: async (accountId) => {
      await sql.write('delete from recovery_code where account_id = $1', [accountId]);
    },
  };
}

async function shown(sql: Sql, accountId: string, now: number): Promise<string | undefined> {
  const row = await sql.one('select shown_codes from two_step where account_id = $1 and shown_codes is not null and shown_until > $2', [
    accountId,
    now,
  ]);
  return row && text(row, 'shown_codes');
}

interface Replacing {
  readonly accountId: string;
  readonly codes: readonly KeptRecoveryCode[];
  readonly sealed: string;
  readonly now: number;
}

/** Whoever takes what is shown away holds the account's row: two that say so at once are one. */
async function replace(sql: Sql, { accountId, codes, sealed, now }: Replacing): Promise<'first' | 'again' | undefined> {
  const taken = await sql.run(
    'update two_step set shown_codes = null, shown_until = null where account_id = $1 and shown_codes = $2 and shown_until > $3',
    [accountId, sealed, now],
  );
  if (taken === 0) return undefined;
  const former = await sql.run('delete from recovery_code where account_id = $1', [accountId]);
  await sql.write(
    INSERT(codes.length),
    codes.flatMap(({ selector, phc, pepperId }) => [accountId, selector, phc, pepperId, now]),
  );
  return former === 0 ? 'first' : 'again';
}
