import { describe, expect, test } from '@jest/globals';
import { APP, type AppFactor } from '../../../src/domain/factors/app.ts';
import { newId } from '../../../src/kernel/random.ts';
import { NOW, settled } from './builders.ts';
import { type MakePlace, useStore } from './place.ts';

const END = NOW + APP.setUpFor;

/** Authenticator apps of accounts. */
export function appFactorsContract(makePlace: MakePlace): void {
  describe('authenticator apps', () => {
    const used = useStore(makePlace);
    const people = async () => {
      const { store } = used();
      const [jan, piet] = (await settled(store, 'jan', 'piet')).people.map(({ id }) => id);
      const facts = async (id = jan) => (await store.ports.signInRecords.factsOf(String(id)))?.twoStep.apps;
      const [a, b, c, d] = [newId(), newId(), newId(), newId()];
      return { a, b, c, d, jan: String(jan), piet: String(piet), facts, ...store.ports.appFactors };
    };
    const app = (id: string, accountId: string): AppFactor => ({
      id,
      accountId,
      name: '',
      sealed: `sealed ${id}`,
      lastStep: 0,
      createdAt: NOW,
      confirmedAt: undefined,
      usedAt: undefined,
    });
    const begun = (id: string, accountId: string, place = id) => ({ factor: app(id, accountId), place, expiresAt: END });
    const by = (step: number, more = {}) => ({ step, name: 'phone', first: false, now: NOW + 1, ...more });

    test('security 2.3 what is set up in one place is the same at each look, and is in no other place', async () => {
      const { a, b, jan, piet, facts, begin, settingUp } = await people();
      expect(await begin(begun(a, jan, a), NOW)).toEqual(app(a, jan));
      expect((await begin(begun(b, jan, a), NOW)).id).toBe(a);
      expect((await settingUp(jan, a, END - 1))?.sealed).toBe(`sealed ${a}`);
      expect(await settingUp(jan, 'elsewhere', NOW)).toBeUndefined();
      expect(await settingUp(piet, a, NOW)).toBeUndefined();
      expect(await facts()).toEqual([]);
    });

    test('security 2.3 after ten minutes it is another one, and of two tabs at once both get the first', async () => {
      const { a, b, c, d, jan, begin, settingUp, confirm, sweep } = await people();
      const both = await Promise.all([a, b].map((id) => begin(begun(id, jan, a), NOW)));
      expect(new Set(both.map(({ id }) => id)).size).toBe(1);
      expect(await settingUp(jan, a, END)).toBeUndefined();
      expect(await confirm({ id: String(both[0]?.id), accountId: jan }, by(1, { now: END }))).toBe(false);
      expect((await begin({ ...begun(c, jan, a), expiresAt: END + 9 }, END)).id).toBe(c);
      // Long ago, so that no other test's are counted.
      await begin({ ...begun(d, jan), expiresAt: 5 }, 1);
      expect([await sweep(5, 10), await sweep(6, 10)]).toEqual([0, 1]);
    });

    test('R14.4 it counts from its first code on, whose step is used; two at most, however many are confirmed at once', async () => {
      const { a, b, c, d, jan, facts, begin, confirm, byAccount, spend, settingUp } = await people();
      for (const id of [a, b, c, d]) await begin(begun(id, jan), NOW);
      expect(await confirm({ id: a, accountId: jan }, by(7, { first: true }))).toBe(true);
      expect(await confirm({ id: a, accountId: jan }, by(8))).toBe(false);
      expect(await settingUp(jan, a, NOW)).toBeUndefined();
      expect(await confirm({ id: b, accountId: jan }, by(7, { first: true }))).toBe(false);
      const added = await Promise.all([b, c, d].map((id) => confirm({ id, accountId: jan }, by(7))));
      expect(added.filter(Boolean)).toHaveLength(1);
      expect(await facts()).toHaveLength(2);
      expect((await byAccount(jan)).find(({ id }) => id === a)).toEqual({
        ...app(a, jan),
        name: 'phone',
        lastStep: 7,
        confirmedAt: NOW + 1,
        usedAt: NOW + 1,
      });
      expect(await spend(a, 7, NOW + 2)).toBe(false);
    });

    test('security 1.13 of 20 that spend a step at once one does, and nobody an earlier one', async () => {
      const { a, jan, begin, confirm, spend, byAccount } = await people();
      await begin(begun(a, jan), NOW);
      await confirm({ id: a, accountId: jan }, by(7));
      const spent = await Promise.all(Array.from({ length: 20 }, () => spend(a, 8, NOW + 3)));
      expect(spent.filter(Boolean)).toHaveLength(1);
      expect(await spend(a, 7, NOW + 4)).toBe(false);
      expect(await byAccount(jan)).toMatchObject([{ lastStep: 8, usedAt: NOW + 3 }]);
    });

    test('it is renamed and taken away by its owner alone', async () => {
      const { a, jan, piet, facts, begin, confirm, rename, remove, byAccount } = await people();
      await begin(begun(a, jan), NOW);
      expect(await rename(jan, a, 'tablet')).toBe(false);
      expect(await remove(jan, a)).toBeUndefined();
      await confirm({ id: a, accountId: jan }, by(7));
      expect([await rename(piet, a, 'mine'), await rename(jan, a, 'tablet')]).toEqual([false, true]);
      expect(await byAccount(jan)).toMatchObject([{ name: 'tablet' }]);
      expect(await remove(piet, a)).toBeUndefined();
      expect(await remove(jan, a)).toMatchObject({ id: a, name: 'tablet' });
      expect(await facts()).toEqual([]);
    });
  });
}
