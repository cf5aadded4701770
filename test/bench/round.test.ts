import { expect, test } from '@jest/globals';
import { makeCandidates, type RunningCandidate } from '../../bench/candidates.ts';
import { startHashMeter } from '../../bench/hash-meter.ts';
import { openDatabases } from '../../bench/machine/databases.ts';
import { OPERATIONS } from '../../bench/operations.ts';
import { runRounds } from '../../bench/rounds.ts';

test('one small round of the bench does every operation at the product and at both floors, and counts their processor time', async () => {
  const databases = await openDatabases('sqlite');
  const hashMeter = startHashMeter();
  const running: RunningCandidate[] = [];
  try {
    const candidates = await makeCandidates(databases);
    for (const candidate of candidates.slice(0, 3)) running.push(await candidate.start());
    const { turns, hash } = await runRounds({ candidates: running, operations: OPERATIONS, rounds: 1, scale: 0.01, hashMeter });
    expect([...turns.keys()]).toEqual(OPERATIONS.map(({ name }) => name));
    for (const byName of turns.values()) {
      expect([...byName.keys()].toSorted()).toEqual(['floor', 'floor in memory', 'product']);
      for (const [turn] of byName.values()) expect([turn?.cpu, turn?.p50].every((value) => Number(value) > 0)).toBe(true);
    }
    expect(hash).toEqual([expect.any(Number)]);
    expect(running.every(({ memory, readyAfter }) => memory().most >= memory().now && readyAfter > 0)).toBe(true);
  } finally {
    hashMeter.close();
    await Promise.all(running.map((each) => each.stop()));
    await databases.close();
  }
}, 120_000);
