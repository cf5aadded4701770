import { describe, expect, test } from '@jest/globals';
import { NO_TWO_STEP } from '../../../src/domain/factors/facts.ts';
import { NOW, settled } from './builders.ts';
import { type MakePlace, useStore } from './place.ts';

/** Two-step verification of an account as a whole. */
export function twoStepsContract(makePlace: MakePlace): void {
  describe('two-step verification', () => {
    const used = useStore(makePlace);
    const person = async () => {
      const { store } = used();
      const { customer, people } = await settled(store, 'jan');
      const id = String(people[0]?.id);
      const facts = async () => (await store.ports.signInRecords.factsOf(id))?.twoStep;
      return { store, customer, id, facts, ...store.ports };
    };

    test('R14.1 what an account has is read with it, by its name and by its id; nothing where it has nothing', async () => {
      const { customer, id, facts, signInRecords, twoSteps } = await person();
      expect(await facts()).toEqual(NO_TWO_STEP);
      await twoSteps.setByMail(id, NOW);
      await twoSteps.used(id, 'mail');
      const has = { ...NO_TWO_STEP, byMailSince: NOW, lastMethod: 'mail' };
      expect(await facts()).toEqual(has);
      expect((await signInRecords.byUsername(customer.id, 'jan'))?.twoStep).toEqual(has);
      await twoSteps.setByMail(id, undefined);
      expect(await facts()).toEqual({ ...has, byMailSince: undefined });
      expect(await signInRecords.factsOf('nobody')).toBeUndefined();
    });

    test('R14.1 of many at once no more are let through than the policy grants', async () => {
      const { id, facts, twoSteps } = await person();
      expect(await twoSteps.useGrace(id, 0)).toBe(false);
      const through = await Promise.all(Array.from({ length: 8 }, () => twoSteps.useGrace(id, 3)));
      expect(through.filter(Boolean)).toHaveLength(3);
      expect((await facts())?.graceUsed).toBe(3);
    });

    test('what is forgotten is everything but the grace, and a second beginning changes nothing', async () => {
      const { id, facts, twoSteps } = await person();
      await twoSteps.useGrace(id, 1);
      await twoSteps.setByMail(id, NOW);
      await twoSteps.begin(id);
      await twoSteps.clear(id);
      expect(await facts()).toEqual({ ...NO_TWO_STEP, graceUsed: 1 });
    });
  });
}
