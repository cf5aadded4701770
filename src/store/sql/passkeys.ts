import { MOST_PASSKEYS, type Passkey } from '../../domain/factors/passkey.ts';
import type { Passkeys } from '../../domain/factors/ports.ts';
import type { Row, Sql } from '../connection.ts';
import { flag, fromFlag, number, optionalNumber, orNull, text } from './rows.ts';

const COLUMNS = 'id, account_id, name, public_key, transports, counter, multi_device, backed_up, created_at, used_at';

/** Passkeys, in SQL. */
export function passkeys(sql: Sql): Passkeys {
  return {
    find: async (id) => {
      const row = await sql.one(`select ${COLUMNS} from passkey where id = $1`, [id]);
      return row && passkeyOf(row);
    },
    ofAccount: async (accountId) =>
      (await sql.all(`select ${COLUMNS} from passkey where account_id = $1 order by created_at, id`, [accountId])).map(passkeyOf),
    insert: (passkey, first) => sql.transaction((inside) => insert(inside, passkey, first)),
    rename: async (accountId, id, name) =>
      (await sql.run('update passkey set name = $3 where id = $2 and account_id = $1', [accountId, id, name])) > 0,
    remove: async (accountId, id) => (await sql.run('delete from passkey where id = $2 and account_id = $1', [accountId, id])) > 0,
    used: async (id, { counter, multiDevice, backedUp }, now) =>
      (await sql.run(
        `update passkey set counter = $2, backed_up = $3, used_at = $4
          where id = $1 and multi_device = $5 and (counter < $2 or (counter = 0 and $2 = 0))`,
        [id, counter, fromFlag(backedUp), now, fromFlag(multiDevice)],
      )) > 0,
  };
}

const APPS = '(select count(*) from app_factor f where f.account_id = $2 and f.confirmed_at is not null)';
const PASSKEYS = '(select count(*) from passkey k where k.account_id = $2)';

/** The account's row is held, so that two that are added at once are counted one after the other. */
async function insert(sql: Sql, passkey: Passkey, first: boolean): Promise<boolean> {
  await sql.write('insert into two_step (account_id) values ($1) on conflict do nothing', [passkey.accountId]);
  await sql.one(`select account_id from two_step where account_id = $1 ${sql.dialect.holdRows}`, [passkey.accountId]);
  const inserted = await sql.run(
    `insert into passkey (${COLUMNS}) select $1, $2, $3, $4, $5, ${NUMBERS}
      where ${first ? `${APPS} + ${PASSKEYS}` : PASSKEYS} < $11 on conflict (id) do nothing`,
    [...parametersOf(passkey), first ? 1 : MOST_PASSKEYS],
  );
  return inserted > 0;
}

/** What stands in a list of columns has no type by itself. */
const NUMBERS = '$6, $7, $8, $9, $10'
  .split(', ')
  .map((place) => `cast(${place} as bigint)`)
  .join(', ');

function passkeyOf(row: Row): Passkey {
  return {
    id: text(row, 'id'),
    accountId: text(row, 'account_id'),
    name: text(row, 'name'),
    publicKey: text(row, 'public_key'),
    transports: text(row, 'transports').split(' ').filter(Boolean),
    counter: number(row, 'counter'),
    multiDevice: flag(row, 'multi_device'),
    backedUp: flag(row, 'backed_up'),
    createdAt: number(row, 'created_at'),
    usedAt: optionalNumber(row, 'used_at'),
  };
}

function parametersOf({ transports, multiDevice, backedUp, ...passkey }: Passkey) {
  const { id, accountId, name, publicKey, counter, createdAt, usedAt } = passkey;
  const flags = [fromFlag(multiDevice), fromFlag(backedUp)];
  return [id, accountId, name, publicKey, transports.join(' '), counter, ...flags, createdAt, orNull(usedAt)];
}
