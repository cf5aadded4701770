import type { TrustedBrowser, TrustedBrowsers } from '../../domain/factors/ports.ts';
import type { Row, Sql } from '../connection.ts';
import { byCount, hashed, json, number, places, text } from './rows.ts';

const BY_TOKEN = byCount(
  (count) => `select * from trusted_browser where account_id = $1 and expires_at > $2 and token_hash in (${places(count, 2)})`,
);

/** Browsers that are spared the second step, in SQL. */
export function trustedBrowsers(sql: Sql): TrustedBrowsers {
  return {
    add: async ({ id, accountId, device, createdAt, usedAt, expiresAt }, token) => {
      await sql.write(
        `insert into trusted_browser (id, account_id, token_hash, device, created_at, used_at, expires_at)
          values ($1, $2, $3, $4, $5, $6, $7)`,
        [id, accountId, hashed(token), JSON.stringify(device), createdAt, usedAt, expiresAt],
      );
    },
    byToken: async (accountId, tokens, now) => {
      const row = tokens.length > 0 ? await sql.one(BY_TOKEN(tokens.length), [accountId, now, ...tokens.map(hashed)]) : undefined;
      return row && browserOf(row);
    },
    used: async (id, now) => {
      await sql.write('update trusted_browser set used_at = $2 where id = $1', [id, now]);
    },
    of: async (accountId, now) =>
      (
        await sql.all('select * from trusted_browser where account_id = $1 and expires_at > $2 order by used_at desc, id', [accountId, now])
      ).map(browserOf),
    revoke: async (accountId, id) => (await sql.run('delete from trusted_browser where id = $1 and account_id = $2', [id, accountId])) > 0,
    revokeAll: async (accountId) => {
      await sql.write('delete from trusted_browser where account_id = $1', [accountId]);
    },
    sweep: (before, limit) =>
      sql.run(
        `delete from trusted_browser where id in (select id from trusted_browser where expires_at < $1 limit $2 ${sql.dialect.holdFreeRows})`,
        [before, limit],
      ),
  };
}

function browserOf(row: Row): TrustedBrowser {
  return {
    id: text(row, 'id'),
    accountId: text(row, 'account_id'),
    device: json(row, 'device'),
    createdAt: number(row, 'created_at'),
    usedAt: number(row, 'used_at'),
    expiresAt: number(row, 'expires_at'),
  };
}
