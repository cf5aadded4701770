import type { Name } from '../candidates.ts';
import { figure, ratio } from '../figures.ts';
import type { Measured, Turn } from '../rounds.ts';
import { ahead, digits, spread, table, verdict } from './table.ts';

/** Name of the sign-in without what its hash costs. */
export const LESS_HASH = 'sign-in less its hash';

const SERVERS = ['product', 'floor', 'floor in memory'] as const;

type Rounds = ReadonlyMap<Name, readonly number[]>;

/** Processor time in each round by operation and server, with the sign-in less its hash as one more operation. */
export function cpuRounds({ turns, hash }: Measured): Map<string, Rounds> {
  const rounds = new Map<string, Rounds>();
  for (const [operation, byName] of turns) {
    const cpu = new Map([...byName].map(([name, all]) => [name, all.map((turn) => turn.cpu)] as const));
    rounds.set(operation, cpu);
    const less = (cpu.get('product') ?? []).map((value, round) => value - (hash[round] ?? Number.NaN));
    if (operation === 'sign-in') rounds.set(LESS_HASH, new Map([...cpu, ['product', less] as const]));
  }
  return rounds;
}

/** Figures of another product that were printed elsewhere: whose, and times the floor by operation (from, to). */
export interface ForScale {
  readonly name: string;
  readonly times: Readonly<Record<string, readonly [least: number, most?: number]>>;
}

/** Processor time an operation, and how many times the floors' it is; beside it another product's printed figures, if given. */
export function cpuTable(measured: Measured, targets: Readonly<Record<string, number>>, scale?: ForScale): string {
  const head = ['CPU-ms an operation', ...SERVERS, '× floor', 'target', '× floor in memory', ...(scale ? [`${scale.name} × floor`] : [])];
  const rows = [...cpuRounds(measured)].map(([operation, byName]) => {
    const of = (name: Name) => byName.get(name) ?? [];
    const times = ratio(of('product'), of('floor'));
    const inMemory = digits(ratio(of('product'), of('floor in memory')).median);
    const figures = SERVERS.map((name) => spread(figure(of(name))));
    const printed = scale ? [ahead(times.median, scale.times[operation])] : [];
    return [operation, ...figures, spread(times), verdict(times.median, targets[operation]), inMemory, ...printed];
  });
  return scale ? `${table(head, rows)}\n\n${notMeasured(scale.name)}` : table(head, rows);
}

function notMeasured(name: string): string {
  return `The figures of ${name} are for scale: printed in the requirements for this bench, not measured here. ✓: the product is ahead of them; ✗: it is not.`;
}

/** How long an operation takes: of each percentile the median over the rounds. */
export function timeTable({ turns }: Measured): string {
  const rows = [...turns].map(([operation, byName]) => [operation, ...SERVERS.map((name) => percentiles(byName.get(name) ?? []))]);
  return table(['ms, p50 / p95 / p99', ...SERVERS], rows);
}

function percentiles(turns: readonly Turn[]): string {
  return (['p50', 'p95', 'p99'] as const).map((share) => digits(figure(turns.map((turn) => turn[share])).median)).join(' / ');
}
