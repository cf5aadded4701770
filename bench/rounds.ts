// The rounds: every operation at every server in turn, so that what disturbs the machine disturbs them alike.
import type { Name, RunningCandidate } from './candidates.ts';
import { percentile } from './figures.ts';
import { cpuBetween } from './machine/processes.ts';
import { type Crew, type Operation, seatCrew, WORKERS } from './operations.ts';

/** What one turn came to, in milliseconds: processor time an operation, and how long one took. */
export interface Turn {
  readonly cpu: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** Turns by operation and server, those of a round after one another. */
export interface Measured {
  readonly turns: ReadonlyMap<string, ReadonlyMap<Name, readonly Turn[]>>;
  /**
   * Processor time of one password hash, in milliseconds, one value a turn: what a sign-in at the floor with a hash costs
   * more than at the floor without. Beside the other work of a sign-in a hash costs more than alone.
   */
  readonly hash: readonly number[];
}

/** What the rounds are run with. */
export interface RoundPlan {
  readonly candidates: readonly RunningCandidate[];
  readonly operations: readonly Operation[];
  readonly rounds: number;
  readonly scale: number;
}

/** Operations before each turn of full size that do not count: connections and prepared statements are there again after them. */
const LEAD_IN = WORKERS * 2;

/** How much longer the round is that warms up: code is compiled as it is used, and more of ours is. */
const WARM_UP = 4;

/** Runs them; the first round warms up and is thrown away. */
export async function runRounds(plan: RoundPlan): Promise<Measured> {
  const turns = new Map(plan.operations.map(({ name }) => [name, new Map<Name, Turn[]>()] as const));
  const crews = new Map<Name, Crew>();
  for (const { name, target } of plan.candidates) crews.set(name, await seatCrew(target));
  for (let round = 0; round <= plan.rounds; round += 1) {
    for (const operation of plan.operations.flatMap((each) => Array.from({ length: each.turns ?? 1 }, () => each))) {
      for (const candidate of inTurn(taking(plan.candidates, operation), round)) {
        const crew = crews.get(candidate.name);
        if (!crew) throw new Error('a server without its people');
        const count = Math.ceil(operation.count * plan.scale * (round === 0 ? WARM_UP : 1));
        const turn = await takeTurn(candidate, crew, operation, count, Math.ceil(LEAD_IN * Math.min(1, plan.scale)));
        if (round > 0) push(turns.get(operation.name), candidate.name, turn);
      }
    }
  }
  return { turns, hash: hashesOf(turns.get('sign-in')) };
}

/** Only a sign-in hashes: at everything else the floor with a hash is the floor once more. */
function taking(candidates: readonly RunningCandidate[], operation: Operation): RunningCandidate[] {
  return candidates.filter(({ name }) => name !== 'floor with hash' || operation.name === 'sign-in');
}

function hashesOf(signIns: ReadonlyMap<Name, readonly Turn[]> | undefined): number[] {
  const [hashing, without] = [signIns?.get('floor with hash') ?? [], signIns?.get('floor') ?? []];
  return hashing.map(({ cpu }, round) => cpu - (without[round]?.cpu ?? Number.NaN));
}

/** Another one begins in each round. */
function inTurn<T>(all: readonly T[], round: number): T[] {
  const first = round % all.length;
  return [...all.slice(first), ...all.slice(0, first)];
}

function push(turns: Map<Name, Turn[]> | undefined, name: Name, turn: Turn): void {
  turns?.set(name, [...(turns.get(name) ?? []), turn]);
}

/** `count` operations by all workers together, after `leadIn` of them that do not count. */
async function takeTurn(candidate: RunningCandidate, crew: Crew, operation: Operation, count: number, leadIn: number): Promise<Turn> {
  await byAll(crew, operation, leadIn);
  const before = candidate.cpu();
  const times = await byAll(crew, operation, count);
  const cpu = cpuBetween(before, candidate.cpu()) / times.length;
  return { cpu, p50: percentile(times, 0.5), p95: percentile(times, 0.95), p99: percentile(times, 0.99) };
}

async function byAll(crew: Crew, operation: Operation, count: number): Promise<number[]> {
  const times: number[] = [];
  let left = count;
  const worker = async (_: unknown, number: number) => {
    while (left > 0) {
      left -= 1;
      const begun = performance.now();
      await operation.run(crew, number);
      times.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: WORKERS }, worker));
  return times;
}
