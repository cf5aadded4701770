import { describe, expect, test } from '@jest/globals';
import type { Passkey } from '../../../src/domain/factors/passkey.ts';
import { randomToken } from '../../../src/kernel/random.ts';
import { NOW, settled } from './builders.ts';
import { type MakePlace, useStore } from './place.ts';

/** Passkeys of accounts. */
export function passkeysContract(makePlace: MakePlace): void {
  describe('passkeys', () => {
    const used = useStore(makePlace);
    const people = async () => {
      const { store } = used();
      const found = await settled(store, 'jan', 'piet');
      const [jan = '', piet = ''] = found.people.map(({ id }) => id);
      const add = async (accountId: string, more: Partial<Passkey> = {}) => {
        const passkey = { ...passkeyOf(accountId), ...more };
        await store.ports.passkeys.insert(passkey, false);
        return passkey;
      };
      return { jan, piet, add, ...store.ports };
    };

    test('are found by their id and with their account, the oldest first', async () => {
      const { jan, piet, add, passkeys, signInRecords } = await people();
      const [second, first] = [await add(jan, { createdAt: NOW + 1 }), await add(jan, { transports: [], usedAt: undefined })];
      const other = await add(piet, { multiDevice: true, backedUp: true });
      expect(await passkeys.ofAccount(jan)).toEqual([first, second]);
      expect(await passkeys.find(other.id)).toEqual(other);
      expect(await passkeys.find('unknown')).toBeUndefined();
      expect((await signInRecords.factsOf(jan))?.twoStep.passkeys.toSorted()).toEqual([first.id, second.id].toSorted());
    });

    test('are inserted once: an id that is somebody’s already stays theirs', async () => {
      const { jan, piet, add, passkeys } = await people();
      const mine = await add(jan);
      expect(await passkeys.insert({ ...mine, accountId: piet }, false)).toBe(false);
      expect(await passkeys.find(mine.id)).toEqual(mine);
    });

    test('are at most ten of one person, also when twenty are added at once', async () => {
      const { jan, passkeys } = await people();
      const outcomes = await Promise.all(Array.from({ length: 20 }, () => passkeys.insert(passkeyOf(jan), false)));
      expect(outcomes.filter(Boolean)).toHaveLength(10);
      expect(await passkeys.ofAccount(jan)).toHaveLength(10);
    });

    test('are the first factor of an account once: of many at once, and beside an app, no other is', async () => {
      const { jan, piet, add, passkeys } = await people();
      const outcomes = await Promise.all(Array.from({ length: 8 }, () => passkeys.insert(passkeyOf(jan), true)));
      expect(outcomes.filter(Boolean)).toHaveLength(1);
      await add(piet);
      expect(await passkeys.insert(passkeyOf(piet), true)).toBe(false);
    });

    test('are renamed and removed by their owner alone', async () => {
      const { jan, piet, add, passkeys } = await people();
      const mine = await add(jan);
      expect(await passkeys.rename(piet, mine.id, 'Stolen')).toBe(false);
      expect(await passkeys.remove(piet, mine.id)).toBe(false);
      expect(await passkeys.rename(jan, mine.id, 'Telefoon «nieuw»')).toBe(true);
      expect(await passkeys.find(mine.id)).toEqual({ ...mine, name: 'Telefoon «nieuw»' });
      expect(await passkeys.remove(jan, mine.id)).toBe(true);
      expect(await passkeys.remove(jan, mine.id)).toBe(false);
      expect(await passkeys.ofAccount(jan)).toEqual([]);
    });

    test('count on: a counter that stands still or goes back is no use, unless it never counts', async () => {
      const { jan, add, passkeys } = await people();
      const [counting, silent] = [await add(jan, { counter: 5 }), await add(jan, { counter: 0, backedUp: false, multiDevice: true })];
      const seen = { multiDevice: false, backedUp: false };
      const outcomes = [];
      for (const counter of [5, 4, 0, 6, 6, 2 ** 32 - 1])
        outcomes.push(await passkeys.used(counting.id, { ...seen, counter }, NOW + counter));
      expect(outcomes).toEqual([false, false, false, true, false, true]);
      expect(await passkeys.find(counting.id)).toMatchObject({ counter: 2 ** 32 - 1, usedAt: NOW + 2 ** 32 - 1 });
      for (const backedUp of [true, false]) {
        expect(await passkeys.used(silent.id, { counter: 0, multiDevice: true, backedUp }, NOW)).toBe(true);
        expect(await passkeys.find(silent.id)).toMatchObject({ counter: 0, backedUp, usedAt: NOW });
      }
      expect(await passkeys.used(silent.id, { counter: 0, multiDevice: false, backedUp: false }, NOW)).toBe(false);
      expect(await passkeys.used('unknown', { counter: 9, ...seen }, NOW)).toBe(false);
    });

    test('of twenty at once with the same counter one is right', async () => {
      const { jan, add, passkeys } = await people();
      const { id } = await add(jan, { counter: 1 });
      const seen = { counter: 2, multiDevice: false, backedUp: false };
      const outcomes = await Promise.all(Array.from({ length: 20 }, () => passkeys.used(id, seen, NOW)));
      expect(outcomes.filter(Boolean)).toHaveLength(1);
    });
  });
}

function passkeyOf(accountId: string): Passkey {
  return {
    id: randomToken(),
    accountId,
    name: 'Laptop',
    publicKey: randomToken(),
    transports: ['hybrid', 'internal'],
    counter: 0,
    multiDevice: false,
    backedUp: false,
    createdAt: NOW,
    usedAt: NOW,
  };
}
