import { MAILED_CODE, type MailedFor } from '../../domain/challenge/mailed-code.ts';
import type { ChallengeCodes } from '../../domain/challenge/ports.ts';
import type { Sql } from '../connection.ts';
import { hashed, number, places } from './rows.ts';

const PUT = `insert into challenge_code (form, digest, tries_left, expires_at) values ($1, $2, $3, $4)
  on conflict (form) do update set digest = excluded.digest, tries_left = excluded.tries_left, expires_at = excluded.expires_at`;

/** Mailed codes of the challenge, in SQL; the browser's cookie itself is not kept (security.md 2.2). */
export function challengeCodes(sql: Sql): ChallengeCodes {
  return {
    put: async (of, digest, until) => {
      await sql.write(PUT, [formOf(of), digest, MAILED_CODE.tries, until]);
    },
    enter: async (of, digests, now) => {
      const isRight = `digest in (${places(digests.length, 2)})`;
      const row = await sql.one(
        `update challenge_code set tries_left = case when ${isRight} then 0 else tries_left - 1 end
          where form = $1 and tries_left > 0 and expires_at > $2 returning case when ${isRight} then 1 else 0 end as is_right`,
        [formOf(of), now, ...digests],
      );
      if (!row) return 'over';
      return number(row, 'is_right') === 1 ? 'right' : 'wrong';
    },
    sweep: (before, limit) =>
      sql.run(
        `delete from challenge_code where form in (select form from challenge_code where expires_at < $1 limit $2 ${sql.dialect.holdFreeRows})`,
        [before, limit],
      ),
  };
}

/** No purpose holds a blank. */
function formOf({ purpose, browserId }: Pick<MailedFor, 'purpose' | 'browserId'>): string {
  return hashed(`${purpose} ${browserId}`);
}
