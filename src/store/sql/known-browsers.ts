import type { KnownBrowsers } from '../../domain/throttle/ports.ts';
import type { Sql } from '../connection.ts';
import { hashed } from './rows.ts';

/** Browsers known for an account, in SQL; the cookie's value itself is not kept (security.md 2.2). */
export function knownBrowsers(sql: Sql): KnownBrowsers {
  return {
    isKnown: async (account, browser, now) => {
      const row = await sql.one('select 1 as known from known_browser where account_key = $1 and browser = $2 and expires_at > $3', [
        account,
        hashed(browser),
        now,
      ]);
      return row !== undefined;
    },
    remember: async (account, browser, until) => {
      await sql.write(
        `insert into known_browser (account_key, browser, expires_at) values ($1, $2, $3)
          on conflict (account_key, browser) do update set expires_at = excluded.expires_at`,
        [account, hashed(browser), until],
      );
    },
    forget: async (account, browser) => {
      await sql.write('delete from known_browser where account_key = $1 and browser = $2', [account, hashed(browser)]);
    },
    forgetAll: async (account, but = '') => {
      await sql.write('delete from known_browser where account_key = $1 and browser <> $2', [account, hashed(but)]);
    },
    sweep: (before, limit) =>
      sql.run(
        `delete from known_browser where (account_key, browser) in
          (select account_key, browser from known_browser where expires_at < $1 limit $2 ${sql.dialect.holdFreeRows})`,
        [before, limit],
      ),
  };
}
