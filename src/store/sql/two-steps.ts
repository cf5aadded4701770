import type { SecondMethod, TwoStepFacts } from '../../domain/factors/facts.ts';
import { NO_TWO_STEP } from '../../domain/factors/facts.ts';
import type { TwoSteps } from '../../domain/factors/ports.ts';
import type { Row, Sql } from '../connection.ts';
import { number, optionalNumber, optionalText, orNull } from './rows.ts';

/** Facts of the account with the id `of`, for statements that join `TWO_STEP_OF`. Nothing more is looked at for who has no row. */
export const TWO_STEP_COLUMNS = `s.by_mail_since, s.grace_used, s.last_method,
  case when s.account_id is not null then
    (select string_agg(f.id, ' ') from app_factor f where f.account_id = s.account_id and f.confirmed_at is not null) end as apps,
  case when s.account_id is not null then (select string_agg(k.id, ' ') from passkey k where k.account_id = s.account_id) end as passkeys,
  case when s.account_id is not null then
    (select count(*) from recovery_code r where r.account_id = s.account_id and r.used_at is null) end as recovery_codes`;

/** The join for them, by the account's id. */
export const TWO_STEP_OF = (accountId: string) => `left join two_step s on s.account_id = ${accountId}`;

/** The facts out of a row with their columns. */
export function twoStepOf(row: Row): TwoStepFacts {
  if (row['grace_used'] === null) return NO_TWO_STEP;
  return {
    apps: idsIn(row, 'apps'),
    passkeys: idsIn(row, 'passkeys'),
    byMailSince: optionalNumber(row, 'by_mail_since'),
    recoveryCodes: optionalNumber(row, 'recovery_codes') ?? 0,
    graceUsed: number(row, 'grace_used'),
    lastMethod: optionalText(row, 'last_method') as SecondMethod | undefined,
  };
}

function idsIn(row: Row, column: string): string[] {
  return optionalText(row, column)?.split(' ') ?? [];
}

/** Two-step verification of accounts, in SQL. */
export function twoSteps(sql: Sql): TwoSteps {
  const begin = (accountId: string) => sql.run('insert into two_step (account_id) values ($1) on conflict do nothing', [accountId]);
  return {
    begin: async (accountId) => void (await begin(accountId)),
    hold: async (accountId) => {
      await sql.one(`select account_id from two_step where account_id = $1 ${sql.dialect.holdRows}`, [accountId]);
    },
    setByMail: async (accountId, since) => {
      await sql.write(
        `insert into two_step (account_id, by_mail_since) values ($1, $2)
          on conflict (account_id) do update set by_mail_since = excluded.by_mail_since`,
        [accountId, orNull(since)],
      );
    },
    useGrace: async (accountId, most) =>
      (await sql.run(
        `insert into two_step (account_id, grace_used) select $1, 1 where $2 > 0
          on conflict (account_id) do update set grace_used = two_step.grace_used + 1 where two_step.grace_used < $2`,
        [accountId, most],
      )) > 0,
    used: async (accountId, method) => {
      await sql.write('update two_step set last_method = $2 where account_id = $1', [accountId, method]);
    },
    clear: async (accountId) => {
      await sql.transaction(async (inside) => {
        for (const table of ['app_factor', 'recovery_code', 'passkey'])
          await inside.write(`delete from ${table} where account_id = $1`, [accountId]);
        await inside.write(
          'update two_step set by_mail_since = null, last_method = null, shown_codes = null, shown_until = null where account_id = $1',
          [accountId],
        );
      });
    },
  };
}
