import type { Counters, Reservation } from '../../domain/throttle/ports.ts';
import type { Parameter, Row, Sql } from '../connection.ts';
import { number, places, text } from './rows.ts';

/** Counters in SQL: raised and read back in one statement, so that no two attempts see the same count (design.md §8.7). */
export function counters(sql: Sql): Counters {
  return {
    reserve: (reservations, now) => reserve(sql, reservations, now),
    giveBack: async (keys) => {
      if (keys.length > 0) await sql.run(`update counter set count = count - 1 where count > 0 and ${inTurn(sql, keys)}`, [...keys]);
    },
    clear: async (keys) => {
      if (keys.length > 0) await sql.run(`delete from counter where ${inTurn(sql, keys)}`, [...keys]);
    },
    read: async (keys, now) => {
      if (keys.length === 0) return [];
      const rows = await sql.all(`select key, count from counter where forgotten_at > $1 and key in (${places(keys.length, 1)})`, [
        now,
        ...keys,
      ]);
      return inOrder(keys, rows);
    },
    sweep: (now, limit) =>
      sql.run(`delete from counter where key in (select key from counter where forgotten_at <= $1 limit $2 ${sql.dialect.holdFreeRows})`, [
        now,
        limit,
      ]),
  };
}

/** Rows are locked in the order of their keys, so that two attempts with common counters never wait for each other. */
function inTurn(sql: Sql, keys: readonly string[]): string {
  return `key in (select key from counter where key in (${places(keys.length)}) order by key ${sql.dialect.holdRows})`;
}

async function reserve(sql: Sql, reservations: readonly Reservation[], now: number): Promise<number[]> {
  if (reservations.length === 0) return [];
  const sorted = reservations.toSorted((one, other) => (one.key < other.key ? -1 : 1));
  const values = sorted.map((_, at) => `($${2 * at + 2}, 1, $${2 * at + 3})`).join(', ');
  const parameters: Parameter[] = [now, ...sorted.flatMap(({ key, remember }) => [key, now + remember])];
  const rows = await sql.all(
    `insert into counter (key, count, forgotten_at) values ${values} on conflict (key) do update set
      count = case when counter.forgotten_at <= $1 then 1 else counter.count + 1 end,
      forgotten_at = case when counter.forgotten_at <= $1 then excluded.forgotten_at else counter.forgotten_at end
      returning key, count`,
    parameters,
  );
  return inOrder(
    reservations.map(({ key }) => key),
    rows,
  );
}

function inOrder(keys: readonly string[], rows: readonly Row[]): number[] {
  const counts = new Map(rows.map((row) => [text(row, 'key'), number(row, 'count')]));
  return keys.map((key) => counts.get(key) ?? 0);
}
