import type { Passkey } from '../../domain/factors/passkey.ts';
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
    insert: async (passkey) =>
      (await sql.run(
        `insert into passkey (${COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (id) do nothing`,
        parametersOf(passkey),
      )) > 0,
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
