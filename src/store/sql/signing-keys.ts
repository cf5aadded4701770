import type { SigningKey, SigningKeys } from '../../domain/keys/ports.ts';
import type { Parameter, Row, Sql } from '../connection.ts';
import { number, optionalNumber, orNull, places, text } from './rows.ts';

function keyOf(row: Row): SigningKey {
  return {
    kid: text(row, 'kid'),
    alg: text(row, 'alg') as SigningKey['alg'],
    sealed: text(row, 'sealed'),
    publishedAt: number(row, 'published_at'),
    activeFrom: number(row, 'active_from'),
    retireAt: optionalNumber(row, 'retire_at'),
  };
}

function parametersOf({ kid, alg, sealed, publishedAt, activeFrom, retireAt }: SigningKey): Parameter[] {
  return [kid, alg, sealed, publishedAt, activeFrom, orNull(retireAt)];
}

const COLUMNS = 'kid, alg, sealed, published_at, active_from, retire_at';

/** Signing keys in SQL. A set of keys comes whole or not at all. */
export function signingKeys(sql: Sql): SigningKeys {
  return {
    live: async (now) => {
      const rows = await sql.all(
        `select ${COLUMNS} from signing_key where retire_at is null or retire_at > $1 order by active_from desc, kid`,
        [now],
      );
      return rows.map(keyOf);
    },
    insert: (keys) => sql.transaction((inside) => insert(inside, keys)),
    insertFirst: (keys) =>
      sql.transaction(async (inside) => {
        // The milestone can be passed once: of two processes starting at once the second waits here, and then finds it passed.
        const passed = await inside.run(`insert into milestone (name) values ('first-signing-keys') on conflict (name) do nothing`);
        if (passed > 0) await insert(inside, keys);
        return passed > 0;
      }),
    retire: async (kids, at) => {
      if (kids.length > 0) await sql.write(`update signing_key set retire_at = $1 where kid in (${places(kids.length, 1)})`, [at, ...kids]);
    },
  };
}

async function insert(sql: Sql, keys: readonly SigningKey[]): Promise<void> {
  for (const key of keys) await sql.write(`insert into signing_key (${COLUMNS}) values (${places(6)})`, parametersOf(key));
}
