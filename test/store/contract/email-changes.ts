import { describe, expect, test } from '@jest/globals';
import { newId } from '../../../src/kernel/random.ts';
import { NOW } from './builders.ts';
import { type MakePlace, useStore } from './place.ts';

/** Wishes to have another mail address. */
export function emailChangesContract(makePlace: MakePlace): void {
  describe('wishes for another address', () => {
    const used = useStore(makePlace);
    const wish = (accountId: string, oldLink: string | undefined = newId()) => {
      return { accountId, email: 'Anna@new.example', emailKey: 'anna@new.example', newLink: newId(), oldLink, askedAt: NOW };
    };

    test('one an account: a newer one takes the place of an older one, whatever had become of that', async () => {
      const { emailChanges } = used().store.ports;
      const accountId = newId();
      const [older, newer] = [wish(accountId), wish(accountId)];
      expect(await emailChanges.find(accountId)).toBeUndefined();
      await emailChanges.put(older);
      await emailChanges.confirm(accountId, 'new', NOW + 1);
      await emailChanges.confirm(accountId, 'old', NOW + 2);
      await emailChanges.end(accountId, 'done');
      expect(await emailChanges.find(accountId)).toEqual({ ...older, newConfirmedAt: NOW + 1, oldConfirmedAt: NOW + 2, state: 'done' });
      await emailChanges.put(newer);
      const open = { ...newer, newConfirmedAt: undefined, oldConfirmedAt: undefined, state: 'open' };
      expect(await emailChanges.find(accountId)).toEqual(open);
      for (const link of [newer.newLink, newer.oldLink ?? '']) expect(await emailChanges.byLink(link, accountId)).toEqual(open);
      for (const link of [older.newLink, newId()]) expect(await emailChanges.byLink(link, accountId)).toBeUndefined();
      expect(await emailChanges.byLink(newer.newLink, newId())).toBeUndefined();
    });

    test('security 1.16 one that is open ends with what it was bound to; one that came true or was stopped stays so', async () => {
      const { emailChanges } = used().store.ports;
      const [open, stopped, other] = [wish(newId()), wish(newId()), wish(newId())];
      for (const each of [open, stopped, other]) await emailChanges.put(each);
      await emailChanges.end(stopped.accountId, 'stopped');
      for (const { accountId } of [open, stopped]) await emailChanges.endOpen(accountId);
      const states = await Promise.all([open, stopped, other].map(({ accountId }) => emailChanges.find(accountId)));
      expect(states.map((change) => change?.state)).toEqual(['ended', 'stopped', 'open']);
    });

    test('an account without an address has one link, and what is long over is swept', async () => {
      const { emailChanges } = used().store.ports;
      const accountId = newId();
      await emailChanges.put({ ...wish(accountId), oldLink: undefined });
      expect((await emailChanges.find(accountId))?.oldLink).toBeUndefined();
      await emailChanges.sweep(NOW, 1000);
      expect(await emailChanges.find(accountId)).toBeDefined();
      expect(await emailChanges.sweep(Number.MAX_SAFE_INTEGER, 1000)).toBeGreaterThan(0);
      expect(await emailChanges.find(accountId)).toBeUndefined();
    });
  });
}
