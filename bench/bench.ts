// One run of the bench: starts everything, measures, and gives back what it found as text.
import { type Candidate, makeCandidates, type Name, type RunningCandidate } from './candidates.ts';
import { figure } from './figures.ts';
import { runFloods } from './flood.ts';
import { KEYCLOAK, KEYCLOAK_TIMES } from './keycloak.ts';
import type { Databases } from './machine/databases.ts';
import { OPERATIONS } from './operations.ts';
import type { Options } from './options.ts';
import { cpuTable, timeTable } from './report/cpu.ts';
import { floodTable, type Memory, memoryTable, soakTable, startTable } from './report/load.ts';
import { spread } from './report/table.ts';
import { runRounds } from './rounds.ts';
import { soak } from './soak.ts';
import { runStarts } from './starts.ts';
import { TARGETS } from './targets.ts';

/** How long one flood is at scale 1, in milliseconds. */
const FLOOD = 10_000;
const STARTS = 5;

/** Says what is under way to whoever waits; standard output belongs to the tables. */
const say = (text: string) => process.stderr.write(`${text} …\n`);

/** Runs it. Returns the tables as Markdown. */
export async function runBench(options: Options, databases: Databases): Promise<string> {
  say('making people and applications');
  const all = await makeCandidates(databases);
  const parts: string[] = [];
  if (options.start) {
    say('starting each server a few times');
    parts.push(startTable(await runStarts(without(all, 'floor with hash', 'floor in memory'), STARTS)));
  }
  const running: RunningCandidate[] = [];
  try {
    for (const candidate of all) running.push(await candidate.start());
    parts.unshift(...(await underLoad(options, running)));
  } finally {
    await Promise.all(running.map((each) => each.stop()));
  }
  return parts.join('\n\n');
}

/** Ten minutes and more of steady load for the product and the floor with a hash. Returns the table as Markdown. */
export async function runSoak(options: Options, databases: Databases): Promise<string> {
  say('making people and applications');
  const rivals = without(await makeCandidates(databases), 'floor', 'floor in memory');
  const running: RunningCandidate[] = [];
  try {
    for (const candidate of rivals) running.push(await candidate.start());
    say(`${options.minutes} minutes of steady load for each`);
    return soakTable(await soak(running, options.minutes));
  } finally {
    await Promise.all(running.map((each) => each.stop()));
  }
}

async function underLoad(options: Options, running: readonly RunningCandidate[]): Promise<string[]> {
  const idle = memoryNow(running);
  const parts = await inRounds(options, running);
  const after = new Map(running.map(({ name, memory }) => [name, memory()] as const));
  const rivals = without(running, 'floor', 'floor in memory');
  if (options.flood) {
    say('flooding');
    parts.push(floodTable(await runFloods(rivals, options.rounds, FLOOD * Math.min(1, options.scale * 2))));
  }
  const memory = running.map(({ name, memory: of }) => {
    const { now = 0, most = 0 } = after.get(name) ?? {};
    return [name, { idle: idle.get(name) ?? 0, after: now, mostInRounds: most, most: of().most } satisfies Memory] as const;
  });
  // Who was not flooded hashes nothing either, and so has nothing to be compared with.
  if (options.flood) parts.push(memoryTable(new Map(memory.filter(([name]) => name !== 'floor in memory'))));
  return parts;
}

async function inRounds(options: Options, candidates: readonly RunningCandidate[]): Promise<string[]> {
  const operations = OPERATIONS.filter(({ name }) => options.only === undefined || name.startsWith(options.only));
  if (operations.length === 0) return [];
  say(`${options.rounds} rounds after one to warm up`);
  const measured = await runRounds({ candidates, operations, rounds: options.rounds, scale: options.scale });
  const hash = measured.hash.length > 0 ? [`One password hash in a sign-in at the floor: ${spread(figure(measured.hash))} CPU-ms.`] : [];
  const scale = options.engine === 'pg' ? { name: KEYCLOAK, times: KEYCLOAK_TIMES } : undefined;
  return [cpuTable(measured, TARGETS[options.engine], scale), ...hash, timeTable(measured)];
}

function memoryNow(running: readonly RunningCandidate[]): Map<Name, number> {
  return new Map(running.map(({ name, memory }) => [name, memory().now] as const));
}

function without<T extends Pick<Candidate, 'name'>>(all: readonly T[], ...names: readonly Name[]): T[] {
  return all.filter(({ name }) => !names.includes(name));
}
