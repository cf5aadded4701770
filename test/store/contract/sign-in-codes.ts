import { describe, expect, test } from '@jest/globals';
import type { NewSignInCode } from '../../../src/domain/factors/sign-in-code.ts';
import { minutes } from '../../../src/kernel/duration.ts';
import { NOW } from './builders.ts';
import { type MakePlace, useStore } from './place.ts';

const code = (more: Partial<NewSignInCode> = {}): NewSignInCode => ({
  journey: 'j1',
  ordinal: 1,
  accountId: 'anna',
  letters: 'KR',
  digest: 'right',
  life: minutes(60),
  madeAt: NOW,
  ...more,
});

/** Mailed codes of the second step. */
export function signInCodesContract(makePlace: MakePlace): void {
  describe('sign-in codes', () => {
    const used = useStore(makePlace);
    const codes = () => used().store.ports.signInCodes;
    const put = async (more: Partial<NewSignInCode>) => String(await codes().put(code(more)));

    test('R14.3 the newest of a sign-in comes first, the one before is replaced, and nothing tells the sign-in', async () => {
      const first = await put({ journey: 'list' });
      const second = await put({ journey: 'list', ordinal: 2, letters: 'AB', madeAt: NOW + 1 });
      await put({ journey: 'other' });
      const found = await codes().ofJourney('list');
      expect(found).toMatchObject([
        { id: second, letters: 'AB', replacedAt: undefined, triesLeft: 5, life: minutes(60), accountId: 'anna' },
        { id: first, letters: 'KR', replacedAt: NOW + 1 },
      ]);
      expect(first).not.toContain('list');
      expect(JSON.stringify(found)).not.toContain('right');
    });

    test('of many that are made at once for one sign-in, one is', async () => {
      const made = await Promise.all(Array.from({ length: 8 }, () => codes().put(code({ journey: 'at once' }))));
      expect(made.filter((id) => id !== undefined)).toHaveLength(1);
      expect(await codes().ofJourney('at once')).toHaveLength(1);
    });

    test('R14.3 of many that enter the right digits at once one is let in, also by an older digest', async () => {
      const id = await put({ journey: 'race' });
      const entered = await Promise.all(Array.from({ length: 4 }, () => codes().enter(id, ['new', 'right'], NOW)));
      expect(entered.toSorted()).toEqual(['over', 'over', 'over', 'right']);
    });

    test('R14.3 of many wrong ones at once five are looked at', async () => {
      const id = await put({ journey: 'wrong' });
      const entered = await Promise.all(Array.from({ length: 9 }, () => codes().enter(id, ['wrong'], NOW)));
      expect(entered.filter((verdict) => verdict === 'wrong')).toHaveLength(5);
      expect(await codes().enter(id, ['right'], NOW)).toBe('over');
    });

    test('R14.3 its life begins at hand-over, and a later one of the same letter moves it on', async () => {
      const id = await put({ journey: 'late' });
      await codes().handedOver(id, NOW + minutes(15));
      await codes().handedOver(id, NOW + minutes(10));
      expect((await codes().ofJourney('late'))[0]?.handedOverAt).toBe(NOW + minutes(15));
      expect(await codes().enter(id, ['wrong'], NOW + minutes(75) - 1)).toBe('wrong');
      expect(await codes().enter(id, ['right'], NOW + minutes(75))).toBe('over');
    });

    test('settled.md 26: once replaced it can be entered for two minutes, and its mail means nothing any more', async () => {
      const id = await put({ journey: 'replaced' });
      expect(await codes().isMeant(id)).toBe(true);
      await put({ journey: 'replaced', ordinal: 2, madeAt: NOW });
      expect(await codes().isMeant(id)).toBe(false);
      expect(await codes().enter(id, ['right'], NOW + minutes(2))).toBe('over');
      expect(await codes().enter(id, ['right'], NOW + minutes(2) - 1)).toBe('right');
      expect(await codes().isMeant(id)).toBe(false);
    });

    test('they are swept once the sign-in is over that they were for', async () => {
      await put({ journey: 'swept' });
      expect(await codes().sweep(NOW + minutes(60), 100)).toBe(0);
      expect(await codes().ofJourney('swept')).toHaveLength(1);
      await codes().sweep(NOW + minutes(90), 100);
      expect(await codes().ofJourney('swept')).toEqual([]);
    });
  });
}
