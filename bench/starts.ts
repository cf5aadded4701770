import type { Candidate, Name } from './candidates.ts';

/** Times from process to first answer in milliseconds, by server. */
export type Starts = ReadonlyMap<Name, readonly number[]>;

/** Starts the servers in turn on the databases they have, `rounds` times; the first round is thrown away. */
export async function runStarts(candidates: readonly Candidate[], rounds: number): Promise<Starts> {
  const starts = new Map<Name, number[]>(candidates.map(({ name }) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const candidate of candidates) {
      const running = await candidate.start();
      await running.stop();
      if (round > 0) starts.get(candidate.name)?.push(running.readyAfter);
    }
  }
  return starts;
}
