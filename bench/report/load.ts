// Tables of what happens under load and at the start.
import type { Name } from '../candidates.ts';
import { figure, ratio } from '../figures.ts';
import type { Floods } from '../flood.ts';
import type { Soaked } from '../soak.ts';
import type { Starts } from '../starts.ts';
import { FLAT, FLOOD_TARGET, MEMORY_TARGET, START_TARGET } from '../targets.ts';
import { digits, spread, table, verdict } from './table.ts';

const RIVAL = 'floor with hash' satisfies Name;

/** Memory of a server in MiB: before any request, after the rounds, and the most it ever held, flood included. */
export interface Memory {
  readonly idle: number;
  readonly after: number;
  readonly most: number;
}

/** Refreshes while 24 people sign in. */
export function floodTable(floods: Floods): string {
  const rows = [...floods].flatMap(([manner, byName]) => {
    const times = ratio(
      (byName.get('product') ?? []).map((each) => each.refreshP95),
      (byName.get(RIVAL) ?? []).map((each) => each.refreshP95),
    );
    return [...byName].map(([name, all]) => {
      const of = (field: keyof (typeof all)[number]) => figure(all.map((each) => each[field]));
      const refreshes = (['refreshP50', 'refreshP95', 'refreshP99'] as const).map((field) => digits(of(field).median)).join(' / ');
      const target = manner === 'equal rate' ? FLOOD_TARGET : undefined;
      const against = name === 'product' ? [spread(times), verdict(times.median, target)] : ['', ''];
      const people = [digits(of('signInsPerSecond').median), digits(of('signInP95').median), digits(of('turnedAway').median)];
      return [`${manner}: ${name}`, ...people, refreshes, ...against];
    });
  });
  return table(
    ['flood', 'sign-ins a second', 'their p95, ms', 'turned away, %', 'refresh p50 / p95 / p99, ms', 'p95 × floor', 'target'],
    rows,
  );
}

/** From the start of the process to its first good answer, on a database that is there. */
export function startTable(starts: Starts): string {
  const rows = [...starts].map(([name, times]) => {
    const against = name === 'product' ? ratio(times, starts.get('floor') ?? []) : undefined;
    return [name, spread(figure(times)), ...(against ? [spread(against), verdict(against.median, START_TARGET)] : ['', ''])];
  });
  return table(['start to ready, ms', 'time', '× floor', 'target'], rows);
}

/** Memory, and how many times the floor's with the same hash it is. */
export function memoryTable(memory: ReadonlyMap<Name, Memory>): string {
  const rival = memory.get(RIVAL) ?? memory.get('floor');
  const rows = [...memory].map(([name, { idle, after, most }]) => {
    const times = name === 'product' && rival ? most / rival.most : undefined;
    const against = times === undefined ? ['', ''] : [digits(times), verdict(times, MEMORY_TARGET)];
    return [name, digits(idle), digits(after), digits(most), ...against];
  });
  return table(['memory of the server, MiB', 'idle', 'after the rounds', 'most', '× floor with hash', 'target'], rows);
}

/** Memory under steady load. */
export function soakTable(soaked: ReadonlyMap<Name, Soaked>): string {
  const rows = [...soaked].map(([name, { earlier, later }]) => [
    name,
    digits(earlier),
    digits(later),
    digits(later / earlier),
    verdict(later / earlier, FLAT),
  ]);
  return table(['steady load, MiB', 'second third', 'last third', 'growth', 'target'], rows);
}
