import type { Name, RunningCandidate } from './candidates.ts';
import { median } from './figures.ts';
import { flood } from './flood.ts';
import { seatCrew } from './operations.ts';

/** Memory of a server under steady load, in MiB: in the second and in the last third of the time, and how many samples. */
export interface Soaked {
  readonly earlier: number;
  readonly later: number;
  readonly samples: number;
}

/** How long one piece of load is, in milliseconds: a sample of memory after each. */
const PIECE = 10_000;

/**
 * Keeps the servers under the flood's equal rate for `minutes` altogether each, in turn. The first third is left out:
 * a heap grows until its collector has seen the load.
 */
export async function soak(candidates: readonly RunningCandidate[], minutes: number): Promise<ReadonlyMap<Name, Soaked>> {
  const samples = new Map<Name, number[]>();
  const crews = await Promise.all(candidates.map(async (candidate) => ({ candidate, crew: await seatCrew(candidate.target) })));
  const pieces = Math.max(3, Math.ceil((minutes * 60_000) / PIECE));
  for (let piece = 0; piece < pieces; piece += 1) {
    for (const { candidate, crew } of crews) {
      await flood(crew, 'equal rate', PIECE);
      samples.set(candidate.name, [...(samples.get(candidate.name) ?? []), candidate.memory().now]);
    }
  }
  return new Map([...samples].map(([name, all]) => [name, soaked(all)] as const));
}

function soaked(all: readonly number[]): Soaked {
  const third = Math.floor(all.length / 3);
  return { earlier: median(all.slice(third, 2 * third)), later: median(all.slice(2 * third)), samples: all.length };
}
