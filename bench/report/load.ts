// Tables of what happens under load and at the start.
import type { Name } from '../candidates.ts';
import { figure, ratio } from '../figures.ts';
import type { Floods } from '../flood.ts';
import { KEYCLOAK, KEYCLOAK_IDLE, KEYCLOAK_START } from '../keycloak.ts';
import type { Soaked } from '../soak.ts';
import type { Starts } from '../starts.ts';
import { FLAT, FLOOD_TARGET, MEMORY_TARGET, START_TARGET } from '../targets.ts';
import { digits, spread, table, verdict } from './table.ts';

const RIVAL = 'floor with hash' satisfies Name;

/** Memory of a server in MiB: before any request, after the rounds, the most until then, and the most it ever held, flood included. */
export interface Memory {
  readonly idle: number;
  readonly after: number;
  readonly mostInRounds: number;
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
  const product = starts.get('product');
  const scale = product ? [forScale('start to ready', figure(product).median, KEYCLOAK_START, 'ms')] : [];
  return [table(['start to ready, ms', 'time', '× floor', 'target'], rows), ...scale].join('\n\n');
}

/**
 * Memory, and how many times the floor's it is. The target speaks of the floor, which hashes no password; the load is the
 * same for both in the rounds. The flood, where hashes are most of what there is, is beside the floor with the same hash.
 */
export function memoryTable(memory: ReadonlyMap<Name, Memory>): string {
  const [product, floor, rival] = [memory.get('product'), memory.get('floor'), memory.get(RIVAL)];
  const rows = [...memory].map(([name, { idle, after, mostInRounds, most }]) => {
    const ours = name === 'product';
    const times = ours && floor ? mostInRounds / floor.mostInRounds : undefined;
    const judged = times === undefined ? ['', ''] : [digits(times), verdict(times, MEMORY_TARGET)];
    const figures = [idle, after, mostInRounds, most].map(digits);
    return [name, ...figures, ...judged, ours && rival ? digits(most / rival.most) : ''];
  });
  const head = ['memory of the server, MiB', 'idle', 'after the rounds', 'most in the rounds', 'most, flood included'];
  const against = ['most in the rounds × floor without hash', 'target', 'most, flood included × floor with hash'];
  return [table([...head, ...against], rows), ...(product ? [forScale('idle', product.idle, KEYCLOAK_IDLE, 'MiB')] : [])].join('\n\n');
}

/** A figure of the other product that was printed elsewhere, and which of the two is less. */
function forScale(what: string, ours: number, printed: number, unit: string): string {
  const place = ours < printed ? 'ahead' : 'behind';
  return `For scale: ${KEYCLOAK}, ${what}: ${printed} ${unit}, printed in the requirements for this bench, not measured here. The product is ${place}: ${digits(ours)} ${unit}.`;
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
