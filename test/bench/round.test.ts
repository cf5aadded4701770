import { expect, test } from '@jest/globals';
import { makeCandidates, type RunningCandidate } from '../../bench/candidates.ts';
import { openDatabases } from '../../bench/machine/databases.ts';
import { OPERATIONS } from '../../bench/operations.ts';
import { runRounds } from '../../bench/rounds.ts';

test('one small round of the bench does every operation at the product and at both floors, and counts their processor time', async () => {
  const databases = await openDatabases('sqlite');
  const running: RunningCandidate[] = [];
  try {
    const candidates = await makeCandidates(databases);
    for (const candidate of candidates) running.push(await candidate.start());
    const { turns, hash } = await runRounds({ candidates: running, operations: OPERATIONS, rounds: 1, scale: 0.01 });
    expect([...turns.keys()]).toEqual(OPERATIONS.map(({ name }) => name));
    for (const [operation, byName] of turns) {
      const hashing = operation === 'sign-in' ? ['floor with hash'] : [];
      expect([...byName.keys()].toSorted()).toEqual(['floor', 'floor in memory', ...hashing, 'product']);
      for (const [turn] of byName.values()) expect([turn?.cpu, turn?.p50].every((value) => Number(value) > 0)).toBe(true);
    }
    expect(hash[0]).toBeGreaterThan(1);
    expect(running.every(({ memory, readyAfter }) => memory().most >= memory().now && readyAfter > 0)).toBe(true);
  } finally {
    await Promise.all(running.map((each) => each.stop()));
    await databases.close();
  }
}, 240_000);
