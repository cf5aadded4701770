import { describe, expect, test } from '@jest/globals';
import { newId } from '../../../src/kernel/random.ts';
import { NOW } from './builders.ts';
import { type MakePlace, useStore } from './place.ts';

const HOLD = { from: 3, first: 30_000, most: 100_000 };

/** Misses of one's own that are counted among those of others, and taken from among them again. */
export function ownMissesContract(makePlace: MakePlace): void {
  describe('own misses', () => {
    const used = useStore(makePlace);
    const keys = () => ({ among: newId(), misses: newId() });
    const miss = (key: string, now = NOW, remember = 1000) => used().store.ports.counters.reserve([{ key, remember, hold: HOLD }], now);
    const state = async (key: string, now = NOW) => (await used().store.ports.counters.inspect([key], now))[0];

    test('settled 15 they are taken from among others’ with the attempt that was right, and the others stay', async () => {
      const { counters } = used().store.ports;
      const [own, other] = [keys(), newId()];
      for (const key of [own.among, own.among, own.misses, other, own.among]) await miss(key);
      await counters.forgive(own, [other, own.among]);
      expect(await counters.read([own.among, own.misses, other], NOW)).toEqual([1, 1, 0]);
      expect((await state(own.among))?.openAt).toBe(0);
      await counters.clear([own.misses]);
      await counters.forgive(own, [own.among]);
      await counters.forgive(own, [own.among]);
      expect(await counters.read([own.among], NOW)).toEqual([0]);
    });

    test('settled 17 where the counter was not taken they alone are, and a wait that others began goes on', async () => {
      const { counters } = used().store.ports;
      const own = keys();
      for (const key of [own.among, own.misses, own.among, own.among]) await miss(key);
      await counters.forgive(own, []);
      expect(await state(own.among)).toEqual({ count: 2, openAt: NOW + 30_000, forgottenAt: NOW + 1000 });
    });

    test('misses that are no longer among the others’ are not taken from these', async () => {
      const { counters } = used().store.ports;
      const [forgotten, cleared, twice] = [keys(), keys(), keys()];
      for (const key of [forgotten.among, forgotten.misses, cleared.among, cleared.misses]) await miss(key);
      await counters.clear([cleared.among]);
      for (const { among } of [forgotten, cleared]) await miss(among, NOW + 1000);
      for (const own of [forgotten, cleared]) await counters.forgive(own, []);
      expect(await counters.read([forgotten.among, cleared.among], NOW + 1001)).toEqual([1, 1]);
      for (const key of [twice.among, twice.misses, twice.among, twice.among, twice.misses]) await miss(key);
      await Promise.all([counters.forgive(twice, [twice.among]), counters.forgive(twice, [twice.among])]);
      expect(await counters.read([twice.among], NOW)).toEqual([0]);
    });
  });
}
