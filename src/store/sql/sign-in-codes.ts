import type { SignInCodes } from '../../domain/factors/ports.ts';
import { SIGN_IN_CODE, type SignInCode, signInLasts } from '../../domain/factors/sign-in-code.ts';
import type { Row, Sql } from '../connection.ts';
import { hashed, number, optionalNumber, places, text } from './rows.ts';

const INSERT = `insert into sign_in_code (id, journey, account_id, letters, digest, tries_left, made_at, life, expires_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing`;
/** `$2` is now: neither used nor used up nor too old, nor replaced for longer than mails overtake each other. */
const ALIVE = `used_at is null and tries_left > 0 and coalesce(handed_over_at, made_at) + life > $2
  and (replaced_at is null or replaced_at + ${SIGN_IN_CODE.overlap} > $2)`;

/** Mailed codes of the second step, in SQL; the uid of the sign-in, which its cookie holds, is kept as a hash. */
export function signInCodes(sql: Sql): SignInCodes {
  return {
    put: ({ journey, ordinal, accountId, letters, digest, madeAt, life }) =>
      sql.transaction(async (inside) => {
        const kept = hashed(journey);
        const id = `${kept}.${ordinal}`;
        const parameters = [id, kept, accountId, letters, digest, SIGN_IN_CODE.tries, madeAt, life, signInLasts(madeAt, life)];
        if ((await inside.run(INSERT, parameters)) === 0) return undefined;
        const others = 'update sign_in_code set replaced_at = $3 where journey = $1 and id <> $2 and replaced_at is null';
        await inside.write(others, [kept, id, madeAt]);
        return id;
      }),
    ofJourney: async (journey) => {
      const rows = await sql.all('select * from sign_in_code where journey = $1 order by made_at desc, id desc', [hashed(journey)]);
      return rows.map(codeOf);
    },
    enter: async (id, digests, now) => {
      const isRight = `digest in (${places(digests.length, 2)})`;
      const row = await sql.one(
        `update sign_in_code set tries_left = tries_left - 1, used_at = case when ${isRight} then $2 end
          where id = $1 and ${ALIVE} returning case when ${isRight} then 1 else 0 end as is_right`,
        [id, now, ...digests],
      );
      if (!row) return 'over';
      return number(row, 'is_right') === 1 ? 'right' : 'wrong';
    },
    isMeant: async (id) =>
      (await sql.one('select id from sign_in_code where id = $1 and used_at is null and replaced_at is null', [id])) !== undefined,
    handedOver: async (id, at) => {
      await sql.write('update sign_in_code set handed_over_at = $2 where id = $1 and coalesce(handed_over_at, 0) < $2', [id, at]);
    },
    sweep: (before, limit) =>
      sql.run(
        `delete from sign_in_code where id in (select id from sign_in_code where expires_at < $1 limit $2 ${sql.dialect.holdFreeRows})`,
        [before, limit],
      ),
  };
}

function codeOf(row: Row): SignInCode {
  return {
    id: text(row, 'id'),
    accountId: text(row, 'account_id'),
    letters: text(row, 'letters'),
    triesLeft: number(row, 'tries_left'),
    life: number(row, 'life'),
    madeAt: number(row, 'made_at'),
    handedOverAt: optionalNumber(row, 'handed_over_at'),
    replacedAt: optionalNumber(row, 'replaced_at'),
    usedAt: optionalNumber(row, 'used_at'),
  };
}
