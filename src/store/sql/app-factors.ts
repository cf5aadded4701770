import { APP, type AppFactor, type AppSetUp } from '../../domain/factors/app.ts';
import type { AppFactors, Confirming } from '../../domain/factors/ports.ts';
import type { Row, Sql } from '../connection.ts';
import { hashed, number, optionalNumber, text } from './rows.ts';

/** Authenticator apps in SQL. Their secrets come and go sealed; the place of a set-up is kept as its hash. */
export function appFactors(sql: Sql): AppFactors {
  return {
    byAccount: async (accountId) =>
      (
        await sql.all('select * from app_factor where account_id = $1 and confirmed_at is not null order by confirmed_at, id', [accountId])
      ).map(factorOf),
    settingUp: (accountId, place, now) => settingUp(sql, accountId, place, now),
    begin: (setUp, now) => sql.transaction((inside) => begin(inside, setUp, now)),
    confirm: (factor, by) => sql.transaction((inside) => confirm(inside, factor, by)),
    spend: async (id, step, now) =>
      (await sql.run('update app_factor set last_step = $2, used_at = $3 where id = $1 and last_step < $2', [id, step, now])) > 0,
    rename: async (accountId, id, name) =>
      (await sql.run('update app_factor set name = $3 where account_id = $1 and id = $2 and confirmed_at is not null', [
        accountId,
        id,
        name,
      ])) > 0,
    remove: async (accountId, id) => {
      const row = await sql.one('delete from app_factor where account_id = $1 and id = $2 and confirmed_at is not null returning *', [
        accountId,
        id,
      ]);
      return row && factorOf(row);
    },
    sweep: (before, limit) =>
      sql.run(
        `delete from app_factor where id in
          (select id from app_factor where expires_at < $1 limit $2 ${sql.dialect.holdFreeRows})`,
        [before, limit],
      ),
  };
}

async function settingUp(sql: Sql, accountId: string, place: string, now: number): Promise<AppFactor | undefined> {
  const row = await sql.one('select * from app_factor where begun_in = $1 and account_id = $2 and expires_at > $3', [
    hashed(place),
    accountId,
    now,
  ]);
  return row && factorOf(row);
}

/** Of two tabs that begin at once, both get the one that was first. */
async function begin(sql: Sql, { factor, place, expiresAt }: AppSetUp, now: number): Promise<AppFactor> {
  const { id, accountId, name, sealed, lastStep, createdAt } = factor;
  await sql.write('insert into two_step (account_id) values ($1) on conflict do nothing', [accountId]);
  // What was begun here too long ago, or for somebody else, makes room.
  await sql.write('delete from app_factor where begun_in = $1 and (expires_at <= $2 or account_id <> $3)', [hashed(place), now, accountId]);
  await sql.write(
    `insert into app_factor (id, account_id, name, secret, last_step, created_at, begun_in, expires_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (begun_in) do nothing`,
    [id, accountId, name, sealed, lastStep, createdAt, hashed(place), expiresAt],
  );
  return (await settingUp(sql, accountId, place, now)) ?? factor;
}

const APPS = '(select count(*) from app_factor f where f.account_id = $2 and f.confirmed_at is not null)';
const PASSKEYS = '(select count(*) from passkey k where k.account_id = $2)';

/** The account's row is held, so that two that are confirmed at once are counted one after the other. */
async function confirm(sql: Sql, { id, accountId }: Pick<AppFactor, 'id' | 'accountId'>, by: Confirming): Promise<boolean> {
  await sql.one(`select account_id from two_step where account_id = $1 ${sql.dialect.holdRows}`, [accountId]);
  const changed = await sql.run(
    `update app_factor set confirmed_at = $3, used_at = $3, last_step = $4, name = $5, begun_in = null, expires_at = null
      where id = $1 and account_id = $2 and confirmed_at is null and expires_at > $3 and last_step < $4
        and ${by.first ? `${APPS} + ${PASSKEYS}` : APPS} < $6`,
    [id, accountId, by.now, by.step, by.name, by.first ? 1 : APP.most],
  );
  return changed > 0;
}

function factorOf(row: Row): AppFactor {
  return {
    id: text(row, 'id'),
    accountId: text(row, 'account_id'),
    name: text(row, 'name'),
    sealed: text(row, 'secret'),
    lastStep: number(row, 'last_step'),
    createdAt: number(row, 'created_at'),
    confirmedAt: optionalNumber(row, 'confirmed_at'),
    usedAt: optionalNumber(row, 'used_at'),
  };
}
