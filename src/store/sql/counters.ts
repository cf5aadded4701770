import type { CounterState, Counters, OwnMisses, Reservation } from '../../domain/throttle/ports.ts';
import type { Parameter, Row, Sql } from '../connection.ts';
import { byCount, hashed, number, orNull, places, text } from './rows.ts';

/** Longest key that stands as it is, in signs: an index takes no row of many kilobytes, and a stranger may type a name of that length. */
const LONGEST = 512;
/** Of a longer one, what it begins with and a digest of all. */
const BEGINNING = 128;

/** How a key is kept. */
function keptAs(key: string): string {
  return key.length > LONGEST ? key.slice(0, BEGINNING).toWellFormed() + hashed(key) : key;
}

/** Comes after every other sign, so that what begins alike stands before it. */
const AFTER_ALL = '\u{10ffff}';

const READ = byCount((count) => `select key, count from counter where forgotten_at > $1 and key in (${places(count, 1)})`);
const MARK = `insert into counter (key, count, forgotten_at) values ($1, 1, $2)
  on conflict (key) do update set count = 1, forgotten_at = excluded.forgotten_at`;

/** Counters in SQL: raised and read back in one statement, so that no two attempts see the same count (design.md §8.7). */
export function counters(sql: Sql): Counters {
  const inTurn = (count: number) => sql.dialect.inTurn('counter', 'key', places(count));
  const giveBack = byCount((count) => `update counter set count = count - 1, open_at = 0 where count > 0 and ${inTurn(count)}`);
  const clear = byCount((count) => `delete from counter where ${inTurn(count)}`);
  return {
    reserve: (reservations, now) => reserve(sql, reservations, now),
    raise: raising(sql),
    forgive: forgiving(sql),
    giveBack: async (keys) => {
      if (keys.length > 0) await sql.write(giveBack(keys.length), keys.map(keptAs));
    },
    mark: async (key, until) => {
      await sql.write(MARK, [keptAs(key), until]);
    },
    clear: async (keys) => {
      if (keys.length > 0) await sql.write(clear(keys.length), keys.map(keptAs));
    },
    read: async (keys, now) => {
      if (keys.length === 0) return [];
      const rows = await sql.all(READ(keys.length), [now, ...keys.map(keptAs)]);
      return inOrder(keys, rows).map((count) => count ?? 0);
    },
    countUnder: async (prefix, most, now) => {
      const row = await sql.one(
        `select count(*) as found from
          (select key from counter where key >= $1 and key < $2 and forgotten_at > $3 limit cast($4 as bigint)) counted`,
        [prefix, prefix + AFTER_ALL, now, most],
      );
      return row ? number(row, 'found') : 0;
    },
    inspect: (keys, now) => inspect(sql, keys, now),
    sweep: (now, limit) =>
      sql.run(`delete from counter where key in (select key from counter where forgotten_at <= $1 limit $2 ${sql.dialect.holdFreeRows})`, [
        now,
        limit,
      ]),
  };
}

/**
 * What is asked for stands in a table of its own, so that each counter has its own ceiling and its own wait in one
 * statement. A counter that is full or held is not touched, and so does not come back.
 */
const RESERVE = byCount(
  (count) => `
  with wanted (key, remember, ceiling, hold_from, hold_first, hold_most) as (values ${Array.from({ length: count }, (_, at) => wantedRow(at)).join(', ')})
  insert into counter (key, count, forgotten_at, open_at)
    select key, 1, $1 + remember, case when hold_from <= 1 then $1 + hold_first else 0 end from wanted where ceiling is null or ceiling > 0 order by key
  on conflict (key) do update set
    count = case when counter.forgotten_at <= $1 then 1 else counter.count + 1 end,
    forgotten_at = case when counter.forgotten_at <= $1 then excluded.forgotten_at else counter.forgotten_at end,
    open_at = case when counter.forgotten_at <= $1 then 0 else coalesce((select $1 + case
        when counter.count + 1 < w.hold_from then 0 - $1
        when counter.count + 1 - w.hold_from > 20 then w.hold_most
        when w.hold_first << cast(counter.count + 1 - w.hold_from as integer) > w.hold_most then w.hold_most
        else w.hold_first << cast(counter.count + 1 - w.hold_from as integer) end from wanted w where w.key = counter.key), 0) end
    where counter.forgotten_at <= $1 or (counter.open_at <= $1
      and counter.count < coalesce((select w.ceiling from wanted w where w.key = counter.key), counter.count + 1))
  returning key, count`,
);

/** Places of one row of `wanted`; the engines must be told that they are numbers, for some may be empty. */
function wantedRow(at: number): string {
  const place = (offset: number) => `$${at * 6 + offset + 2}`;
  return `(${place(0)}, ${[1, 2, 3, 4, 5].map((offset) => `cast(${place(offset)} as bigint)`).join(', ')})`;
}

function raising(sql: Sql): Counters['raise'] {
  const raise = byCount(
    (
      count,
    ) => `with wanted (raised, more, ceiling) as (values ${Array.from({ length: count }, (_, at) => raisedRow(count + 1 + at * 3)).join(', ')})
      update counter set count = counter.count + more from wanted
      where raised = key and forgotten_at > $${count + 1} and counter.count + more <= ceiling
        and ${sql.dialect.inTurn('counter', 'key', places(count))} returning key`,
  );
  return async (raises, now) => {
    if (raises.length === 0) return new Set();
    const kept = raises.map(({ key }) => keptAs(key));
    const parameters = [...kept, now, ...raises.flatMap(({ by, ceiling }, at) => [kept[at] ?? '', by, ceiling])];
    const raised = new Set((await sql.all(raise(raises.length), parameters)).map((row) => text(row, 'key')));
    return new Set(raises.flatMap(({ key }, at) => (raised.has(kept[at] ?? '') ? [key] : [])));
  };
}

/** Own misses that are still among `$1`'s: one that was cleared or forgotten meanwhile began after them. */
const OWN_MISSES = `coalesce((select own.count from counter own
  where own.key = $2 and own.forgotten_at >= counter.forgotten_at and own.count <= counter.count - cast($3 as bigint)), 0)`;

/** `$1` is the counter that own misses are among, `$2` theirs, `$3` how often `$1` was taken; the others that were follow. */
function forgiving(sql: Sql): Counters['forgive'] {
  const forgive = byCount(
    (others) => `update counter set
      count = case when key = $1 then count - cast($3 as bigint) - ${OWN_MISSES} else count - 1 end,
      open_at = case when key = $1 and cast($3 as bigint) = 0 then open_at else 0 end
      where count > 0 and ${sql.dialect.inTurn('counter', 'key', others === 0 ? '$1' : `$1, ${places(others, 3)}`)}`,
  );
  return async ({ among, misses }: OwnMisses, taken) => {
    const others = taken.filter((key) => key !== among);
    const parameters = [keptAs(among), keptAs(misses), taken.length - others.length, ...others.map(keptAs)];
    await sql.write(forgive(others.length), parameters);
  };
}

/** Places of one row of what is raised, beginning after `before`. */
function raisedRow(before: number): string {
  return `($${before + 1}, cast($${before + 2} as bigint), cast($${before + 3} as bigint))`;
}

async function reserve(sql: Sql, reservations: readonly Reservation[], now: number): Promise<(number | undefined)[]> {
  if (reservations.length === 0) return [];
  const parameters: Parameter[] = [
    now,
    ...reservations.flatMap(({ key, remember, ceiling, hold }) => [
      keptAs(key),
      remember,
      orNull(ceiling),
      orNull(hold?.from),
      orNull(hold?.first),
      orNull(hold?.most),
    ]),
  ];
  const rows = await sql.all(RESERVE(reservations.length), parameters);
  return inOrder(
    reservations.map(({ key }) => key),
    rows,
  );
}

async function inspect(sql: Sql, keys: readonly string[], now: number): Promise<CounterState[]> {
  if (keys.length === 0) return [];
  const rows = await sql.all(
    `select key, count, open_at, forgotten_at from counter where forgotten_at > $1 and key in (${places(keys.length, 1)})`,
    [now, ...keys.map(keptAs)],
  );
  const states = new Map(rows.map((row) => [text(row, 'key'), row]));
  return keys.map((key) => {
    const row = states.get(keptAs(key));
    if (!row) return { count: 0, openAt: 0, forgottenAt: 0 };
    return { count: number(row, 'count'), openAt: number(row, 'open_at'), forgottenAt: number(row, 'forgotten_at') };
  });
}

function inOrder(keys: readonly string[], rows: readonly Row[]): (number | undefined)[] {
  const counts = new Map(rows.map((row) => [text(row, 'key'), number(row, 'count')]));
  return keys.map((key) => counts.get(keptAs(key)));
}
