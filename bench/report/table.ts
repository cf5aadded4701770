import type { Name } from '../candidates.ts';
import { type Figure, figure, ratio } from '../figures.ts';
import type { Measured, Turn } from '../rounds.ts';

/** A table of text, as Markdown. Columns after the first are set to the right. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(head),
    `|---|${head
      .slice(1)
      .map(() => '---:|')
      .join('')}`,
    ...rows.map(line),
  ].join('\n');
}

/** A number with as many digits as mean something. */
export function digits(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** A figure with its spread. */
export function spread({ median, least, most }: Figure): string {
  return `${digits(median)} (${digits(least)}–${digits(most)})`;
}

/** What each operation may cost, as times the floor on the same engine. */
export type Targets = Readonly<Record<string, number>>;

/** The operation whose hash is taken off, and the name of what is left. */
export const LESS_HASH = 'sign-in less its hash';

/** Rounds of processor time by operation and server, with the sign-in less its hash as one more operation. */
export function cpuRounds({ turns, hash }: Measured): Map<string, Map<Name, readonly number[]>> {
  const rounds = new Map<string, Map<Name, readonly number[]>>();
  for (const [operation, byName] of turns) {
    const cpu = new Map([...byName].map(([name, all]) => [name, all.map((turn) => turn.cpu)] as const));
    rounds.set(operation, cpu);
    const ours = cpu.get('product');
    if (operation !== 'sign-in' || !ours) continue;
    rounds.set(LESS_HASH, new Map([...cpu, ['product', ours.map((value, round) => value - (hash[round] ?? Number.NaN))] as const]));
  }
  return rounds;
}

/** Processor time an operation, and how many times the floors' it is. */
export function cpuTable(measured: Measured, targets: Targets): string {
  const head = ['CPU-ms an operation', 'product', 'floor', 'floor in memory', '× floor', 'target', '× floor in memory'];
  const rows = [...cpuRounds(measured)].map(([operation, byName]) => {
    const of = (name: Name) => byName.get(name) ?? [];
    const target = targets[operation];
    const times = ratio(of('product'), of('floor'));
    const verdict = target === undefined ? '' : `≤ ${target} ${times.median <= target ? '✓' : '✗'}`;
    const figures = (['product', 'floor', 'floor in memory'] as const).map((name) => spread(figure(of(name))));
    return [operation, ...figures, spread(times), verdict, digits(ratio(of('product'), of('floor in memory')).median)];
  });
  return table(head, rows);
}

/** How long an operation takes: median over the rounds of each percentile. */
export function timeTable({ turns }: Measured): string {
  const servers = ['product', 'floor', 'floor in memory'] as const;
  const head = ['ms, p50 / p95 / p99', ...servers];
  const rows = [...turns].map(([operation, byName]) => [operation, ...servers.map((name) => percentiles(byName.get(name) ?? []))]);
  return table(head, rows);
}

function percentiles(turns: readonly Turn[]): string {
  return (['p50', 'p95', 'p99'] as const).map((share) => digits(figure(turns.map((turn) => turn[share])).median)).join(' / ');
}
