import { describe, expect, test } from '@jest/globals';
import type { KeptRecoveryCode } from '../../../src/domain/factors/recovery.ts';
import { NOW, settled } from './builders.ts';
import { type MakePlace, useStore } from './place.ts';

const UNTIL = NOW + 1000;
const set = (name: string): KeptRecoveryCode[] =>
  ['A0', 'B1', 'C2'].map((selector) => ({ selector, phc: `${name} ${selector}`, pepperId: 'p' }));

/** Recovery codes of accounts. */
export function recoveryCodesContract(makePlace: MakePlace): void {
  describe('recovery codes', () => {
    const used = useStore(makePlace);
    const person = async () => {
      const { store } = used();
      const id = String((await settled(store, 'jan')).people[0]?.id);
      const left = async () => (await store.ports.signInRecords.factsOf(id))?.twoStep.recoveryCodes;
      return { id, left, ...store.ports.recoveryCodes };
    };

    test('what is being shown stays the same until its time is over, also of two that begin at once', async () => {
      const { id, show, shown } = await person();
      const both = await Promise.all(['one', 'two'].map((sealed) => show(id, sealed, UNTIL, NOW)));
      expect(new Set(both).size).toBe(1);
      expect(await shown(id, UNTIL - 1)).toBe(both[0]);
      expect(await shown(id, UNTIL)).toBeUndefined();
      expect(await show(id, 'three', UNTIL + 9, UNTIL)).toBe('three');
    });

    test('ux 1.9 the former ones are good until the new ones are said to be saved, by one of two at once', async () => {
      const { id, left, show, shown, replace, find } = await person();
      await show(id, 'first', UNTIL, NOW);
      expect(await replace(id, set('first'), 'another', NOW)).toBeUndefined();
      expect(await replace(id, set('first'), 'first', UNTIL)).toBeUndefined();
      expect(await replace(id, set('first'), 'first', NOW)).toBe('first');
      expect([await left(), await shown(id, NOW)]).toEqual([3, undefined]);
      await show(id, 'second', UNTIL, NOW);
      expect((await find(id, 'A0'))?.phc).toBe('first A0');
      const twice = await Promise.all([replace(id, set('second'), 'second', NOW), replace(id, set('second'), 'second', NOW)]);
      expect(twice.filter(Boolean)).toEqual(['again']);
      expect([(await find(id, 'A0'))?.phc, await left()]).toEqual(['second A0', 3]);
    });

    test('security 1.14 of 20 that spend a code at once one does, and is told how many are left', async () => {
      const { id, left, show, replace, find, use, clear } = await person();
      await show(id, 'x', UNTIL, NOW);
      await replace(id, set('x'), 'x', NOW);
      const spent = await Promise.all(Array.from({ length: 20 }, () => use(id, 'B1', NOW)));
      expect(spent.filter((each) => each !== undefined)).toEqual([2]);
      expect([await find(id, 'B1'), await use(id, 'Z9', NOW), await left()]).toEqual([undefined, undefined, 2]);
      await clear(id);
      expect(await left()).toBe(0);
    });
  });
}
