// The flood: 24 people sign in while applications go on refreshing: as fast as they can, and at a rate that both
// servers carry. The floor hashes too, with the same parameters behind the same gate.
import { setTimeout as pause } from 'node:timers/promises';
import type { Name, RunningCandidate } from './candidates.ts';
import { askToken, Busy, signIn } from './driver/person.ts';
import { percentile } from './figures.ts';
import { type Crew, seatCrew } from './operations.ts';

/** People who sign in at once. */
const PEOPLE = 24;
/** Sign-ins a second at the equal rate. */
const SIGN_INS = 20;
/** Refreshes a second beside them. */
const REFRESHES = 40;

/** How the people come: each again as soon as they are in, or so many a second. */
export type Manner = 'flat out' | 'equal rate';

/** One flood, in milliseconds and counts. */
export interface Flood {
  readonly signInsPerSecond: number;
  readonly signInP95: number;
  /** People who were asked to try again, per hundred sign-ins. */
  readonly turnedAway: number;
  readonly refreshP50: number;
  readonly refreshP95: number;
  readonly refreshP99: number;
}

/** Floods by manner and server, one a round. */
export type Floods = ReadonlyMap<Manner, ReadonlyMap<Name, readonly Flood[]>>;

/** Floods the servers in turn, `rounds` times for `duration` milliseconds each. */
export async function runFloods(candidates: readonly RunningCandidate[], rounds: number, duration: number): Promise<Floods> {
  const floods = new Map<Manner, Map<Name, Flood[]>>();
  const crews = await Promise.all(candidates.map(async ({ name, target }) => ({ name, crew: await seatCrew(target) })));
  // A short one first, that counts for nothing: connections, caches, compiled code.
  for (const { crew } of crews) await flood(crew, 'flat out', duration / 4);
  for (let round = 0; round < rounds; round += 1) {
    for (const manner of ['flat out', 'equal rate'] as const) {
      for (const { name, crew } of round % 2 === 0 ? crews : crews.toReversed()) {
        const byName = floods.get(manner) ?? new Map<Name, Flood[]>();
        byName.set(name, [...(byName.get(name) ?? []), await flood(crew, manner, duration)]);
        floods.set(manner, byName);
      }
    }
  }
  return floods;
}

/** One flood of a server. */
export async function flood(crew: Crew, manner: Manner, duration: number): Promise<Flood> {
  const [signIns, refreshes]: [number[], number[]] = [[], []];
  let turnedAway = 0;
  const come = async () => {
    const begun = performance.now();
    try {
      await signIn(crew.target, crew.nextName());
      signIns.push(performance.now() - begun);
    } catch (error) {
      if (!(error instanceof Busy)) throw error;
      turnedAway += 1;
    }
  };
  const until = performance.now() + duration;
  const people = manner === 'flat out' ? all(PEOPLE, () => again(come, until)) : atRate(come, SIGN_INS, until);
  await Promise.all([people, atRate(() => refresh(crew, refreshes), REFRESHES, until)]);
  return {
    signInsPerSecond: (signIns.length * 1000) / duration,
    signInP95: percentile(signIns, 0.95),
    turnedAway: (100 * turnedAway) / (signIns.length + turnedAway),
    refreshP50: percentile(refreshes, 0.5),
    refreshP95: percentile(refreshes, 0.95),
    refreshP99: percentile(refreshes, 0.99),
  };
}

let turn = 0;

async function refresh({ target, seats }: Crew, times: number[]): Promise<void> {
  turn += 1;
  const refresh_token = seats[turn % seats.length]?.person.tokens.refresh_token ?? '';
  const begun = performance.now();
  await askToken(target, target.applications.app, { grant_type: 'refresh_token', refresh_token });
  times.push(performance.now() - begun);
}

function all(count: number, step: () => Promise<void>): Promise<unknown> {
  return Promise.all(Array.from({ length: count }, step));
}

async function again(step: () => Promise<void>, until: number): Promise<void> {
  while (performance.now() < until) await step();
}

/** Begins a step so many times a second whether or not the ones before have ended, then waits for all. */
async function atRate(step: () => Promise<void>, perSecond: number, until: number): Promise<void> {
  const begun = performance.now();
  const steps: Promise<void>[] = [];
  for (let next = begun; next < until; next += 1000 / perSecond) {
    await pause(Math.max(0, next - performance.now()));
    steps.push(step());
  }
  await Promise.all(steps);
}
