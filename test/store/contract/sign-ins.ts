import { describe, expect, test } from '@jest/globals';
import { beginJourney, withProof } from '../../../src/domain/journeys/journey.ts';
import { newId } from '../../../src/kernel/random.ts';
import { bearerId, NOW } from './builders.ts';
import { type MakePlace, useStore } from './place.ts';

/** Counters, journeys and proved sessions. */
export function signInsContract(makePlace: MakePlace): void {
  describe('counters', () => counters(makePlace));
  describe('journeys', () => journeys(makePlace));
  describe('proved sessions', () => sessions(makePlace));
}

function counters(makePlace: MakePlace): void {
  const used = useStore(makePlace);
  const remember = 1000;

  test('security.md 1.5 several counters are raised at once and read back in the order asked for', async () => {
    const { counters } = used().store.ports;
    const [a, b, c] = [newId(), newId(), newId()];
    expect(await counters.reserve([{ key: b, remember }], NOW)).toEqual([1]);
    expect(
      await counters.reserve(
        [c, b, a].map((key) => ({ key, remember })),
        NOW,
      ),
    ).toEqual([1, 2, 1]);
    expect(await counters.read([a, newId(), b], NOW)).toEqual([1, 0, 2]);
    expect(await counters.reserve([], NOW)).toEqual([]);
    expect(await counters.read([], NOW)).toEqual([]);
  });

  test('a miss is remembered from the first one on; after that the counter begins again at one', async () => {
    const { counters } = used().store.ports;
    const key = newId();
    await counters.reserve([{ key, remember }], NOW);
    expect(await counters.reserve([{ key, remember }], NOW + 999)).toEqual([2]);
    expect(await counters.read([key], NOW + 999)).toEqual([2]);
    expect(await counters.read([key], NOW + 1000)).toEqual([0]);
    expect(await counters.reserve([{ key, remember }], NOW + 1000)).toEqual([1]);
    expect(await counters.read([key], NOW + 1999)).toEqual([1]);
  });

  test('an attempt that was right is given back, never below zero, and a counter can be forgotten', async () => {
    const { counters } = used().store.ports;
    const [a, b] = [newId(), newId()];
    await counters.reserve(
      [a, b].map((key) => ({ key, remember })),
      NOW,
    );
    for (let times = 0; times < 3; times += 1) await counters.giveBack([a]);
    expect(await counters.read([a, b], NOW)).toEqual([0, 1]);
    expect(await counters.reserve([{ key: a, remember }], NOW)).toEqual([1]);
    await counters.clear([b, newId()]);
    expect(await counters.read([a, b], NOW)).toEqual([1, 0]);
    await Promise.all([counters.giveBack([]), counters.clear([])]);
  });

  test('a hundred attempts at once on common counters see a hundred different counts, in whatever order they name them', async () => {
    const { counters } = used().store.ports;
    const keys = [newId(), newId(), newId()];
    const attempts = Array.from({ length: 100 }, (_, at) => (at % 2 ? keys : keys.toReversed()).map((key) => ({ key, remember })));
    const counts = await Promise.all(attempts.map((reservations) => counters.reserve(reservations, NOW)));
    const expected = Array.from({ length: 100 }, (_, at) => at + 1);
    for (const place of [0, 1, 2])
      expect(counts.map((count) => count[place]).toSorted((one, other) => Number(one) - Number(other))).toEqual(expected);
    await Promise.all(attempts.map((reservations) => counters.giveBack(reservations.map(({ key }) => key))));
    expect(await counters.read(keys, NOW)).toEqual([0, 0, 0]);
  });
}

function journeys(makePlace: MakePlace): void {
  const used = useStore(makePlace);
  const begun = () => beginJourney({ uid: bearerId(), organisationId: 'o', clientId: 'app', expiresAt: NOW + 1000 });

  test('a journey comes back as it was last written, with its version raised', async () => {
    const { journeys } = used().store.ports;
    const start = begun();
    expect(await journeys.find(start.uid)).toBeUndefined();
    const shown = { problems: ['sign-in.refused' as never], username: ' Jan\u200b', repaired: true };
    const first = await journeys.replace({ ...start, shown });
    expect(first).toEqual({ ...start, shown, version: 1 });
    expect(await journeys.find(start.uid)).toEqual(first);
    const proved = { ...withProof(first ?? start, { method: 'pwd', at: NOW, accountId: 'jan' }), stamp: 3, changes: 1 };
    expect(await journeys.replace(proved)).toEqual({ ...proved, version: 2 });
    const proofs = [{ method: 'pwd', at: NOW, accountId: 'jan' }];
    expect(await journeys.find(start.uid)).toEqual({ ...start, version: 2, proofs, stamp: 3, changes: 1 });
  });

  test('a stale version is refused and changes nothing', async () => {
    const { journeys } = used().store.ports;
    const start = begun();
    const stored = await journeys.replace(start);
    expect(await journeys.replace({ ...start, clientId: 'thief' })).toBeUndefined();
    expect(await journeys.replace({ ...start, version: 7, clientId: 'thief' })).toBeUndefined();
    expect(await journeys.find(start.uid)).toEqual(stored);
  });

  test('of twenty tabs that write at once, the first time and later, one is first', async () => {
    const { journeys } = used().store.ports;
    const start = begun();
    for (const version of [0, 1, 2]) {
      const writes = await Promise.all(Array.from({ length: 20 }, () => journeys.replace({ ...start, version })));
      expect(writes.filter(Boolean)).toEqual([{ ...start, version: version + 1 }]);
    }
  });
}

function sessions(makePlace: MakePlace): void {
  const used = useStore(makePlace);
  const proved = (accountId: string) => ({
    ...{ uid: newId(), organisationId: 'o', accountId, proofs: [{ method: 'pwd' as const, at: NOW, accountId }] },
    ...{ signedInAt: NOW, activeAt: NOW, expiresAt: NOW + 12 * 3_600_000 },
  });

  test('settled 14b: what was proved in a session comes back, as it was last saved', async () => {
    const { sessions } = used().store.ports;
    const session = proved('jan');
    await sessions.save(session);
    expect(await sessions.find(session.uid)).toEqual(session);
    const again = { ...session, signedInAt: NOW + 5, proofs: [] };
    await sessions.save(again);
    expect(await sessions.find(session.uid)).toEqual(again);
    expect(await sessions.find(newId())).toBeUndefined();
  });

  test('settled 6: activity moves on in steps, and never back', async () => {
    const { sessions } = used().store.ports;
    const session = proved('jan');
    await sessions.save(session);
    const activeAfter = async (now: number) => {
      await sessions.touch(session.uid, now, 60_000);
      return (await sessions.find(session.uid))?.activeAt;
    };
    expect(await activeAfter(NOW + 59_999)).toBe(NOW);
    expect(await activeAfter(NOW + 60_001)).toBe(NOW + 60_001);
    expect(await activeAfter(NOW + 10_000)).toBe(NOW + 60_001);
  });

  test('all sessions of an account end, and nobody else’s', async () => {
    const { sessions } = used().store.ports;
    const [one, two, other] = [proved('ending'), proved('ending'), proved('staying')];
    for (const session of [one, two, other]) await sessions.save(session);
    await sessions.endAll('ending');
    expect(await Promise.all([one, two, other].map(({ uid }) => sessions.find(uid)))).toEqual([undefined, undefined, other]);
  });
}
