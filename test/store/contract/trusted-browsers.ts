import { describe, expect, test } from '@jest/globals';
import { days } from '../../../src/kernel/duration.ts';
import { NOW, settled } from './builders.ts';
import { type MakePlace, useStore } from './place.ts';

/** Browsers that are spared the second step. */
export function trustedBrowsersContract(makePlace: MakePlace): void {
  describe('trusted browsers', () => {
    const used = useStore(makePlace);
    const people = async () => {
      const { store } = used();
      const [jan, piet] = (await settled(store, 'jan', 'piet')).people.map(({ id }) => id);
      const browser = (name: string, usedAt = NOW, accountId = String(jan)) => ({
        id: `${name} of ${jan}`,
        accountId,
        device: { browser: 'Firefox' as const },
        createdAt: NOW,
        usedAt,
        expiresAt: NOW + days(30),
      });
      return { jan: String(jan), piet: String(piet), browser, trusted: store.ports.trustedBrowsers };
    };

    test('R14.6 one is found by its token, for its own account alone, until it is over', async () => {
      const { jan, piet, browser, trusted } = await people();
      const secret = `secret ${jan}`;
      await trusted.add(browser('one'), secret);
      expect(await trusted.byToken(jan, ['other', secret], NOW)).toEqual(browser('one'));
      expect(await trusted.byToken(jan, ['other'], NOW)).toBeUndefined();
      expect(await trusted.byToken(jan, [], NOW)).toBeUndefined();
      expect(await trusted.byToken(piet, [secret], NOW)).toBeUndefined();
      expect(await trusted.byToken(jan, [secret], NOW + days(30))).toBeUndefined();
    });

    test('they are listed, the latest used first, and taken away by their owner alone', async () => {
      const { jan, piet, browser, trusted } = await people();
      await trusted.add(browser('old'), `a ${jan}`);
      await trusted.add(browser('new', NOW + 1), `b ${jan}`);
      await trusted.add(browser('theirs', NOW, piet), `c ${jan}`);
      await trusted.used(browser('old').id, NOW + 2);
      const [old, theirs] = [browser('old').id, browser('theirs').id];
      expect((await trusted.of(jan, NOW)).map(({ id, usedAt }) => [id, usedAt - NOW])).toEqual([
        [old, 2],
        [browser('new').id, 1],
      ]);
      expect(await trusted.revoke(jan, theirs)).toBe(false);
      expect(await trusted.revoke(jan, old)).toBe(true);
      expect(await trusted.revoke(jan, old)).toBe(false);
      await trusted.revokeAll(jan);
      expect(await trusted.of(jan, NOW)).toEqual([]);
      expect(await trusted.of(piet, NOW)).toHaveLength(1);
    });

    test('those that are over are swept', async () => {
      const { jan, browser, trusted } = await people();
      await trusted.add(browser('one'), `a ${jan}`);
      expect(await trusted.sweep(NOW + days(30), 100)).toBe(0);
      await trusted.sweep(NOW + days(30) + 1, 100);
      expect(await trusted.of(jan, NOW)).toEqual([]);
    });
  });
}
