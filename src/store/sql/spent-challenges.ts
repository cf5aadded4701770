import type { SpentChallenges } from '../../domain/challenge/ports.ts';
import type { Sql } from '../connection.ts';
import { hashed } from './rows.ts';

/** Answered challenges, in SQL: the first to insert is the one that answers. */
export function spentChallenges(sql: Sql): SpentChallenges {
  return {
    spend: async (id, expiresAt) =>
      (await sql.run('insert into spent_challenge (id, expires_at) values ($1, $2) on conflict (id) do nothing', [hashed(id), expiresAt])) >
      0,
    sweep: (before, limit) =>
      sql.run(
        `delete from spent_challenge where id in (select id from spent_challenge where expires_at < $1 limit $2 ${sql.dialect.holdFreeRows})`,
        [before, limit],
      ),
  };
}
