import { describe, expect, test } from '@jest/globals';
import { newId } from '../../../src/kernel/random.ts';
import { account, NOW, password, settled } from './builders.ts';
import { type MakePlace, useStore } from './place.ts';

/** Whose password is looked at next, and that a look is one process's alone. */
export function expiryContract(makePlace: MakePlace): void {
  describe('looking at passwords that expire', () => looking(makePlace));
}

function looking(makePlace: MakePlace): void {
  const used = useStore(makePlace);

  test('R13.1 a password is to be looked at once it is there, then when the last look said, and anew when another takes its place', async () => {
    const { store } = used();
    const { expiringPasswords, passwords } = store.ports;
    const { people } = await settled(store, 'jan', 'piet');
    const [jan, piet] = people.map(({ id }) => id) as [string, string];
    await passwords.set(password(jan, 'first'), 4);
    await passwords.warned(jan, NOW, 7);
    const due = (now = NOW) => expiringPasswords.due(now, 100);
    const facts = { accountId: jan, changedAt: NOW, mustChange: false, warnedDays: 7 };
    expect(await due()).toEqual([{ account: people[0], password: facts, mailedDays: undefined }]);
    await expiringPasswords.looked({ accountId: jan, changedAt: NOW - 1 }, { next: NOW + 1000, mailedDays: 14 });
    expect(await due()).toHaveLength(1);
    await expiringPasswords.looked({ accountId: jan, changedAt: NOW }, { next: NOW + 1000, mailedDays: 14 });
    expect([await due(NOW + 999), (await due(NOW + 1000))[0]?.mailedDays]).toEqual([[], 14]);
    await expiringPasswords.looked({ accountId: jan, changedAt: NOW }, { next: NOW + 2000 });
    expect((await due(NOW + 2000))[0]?.mailedDays).toBe(14);
    await passwords.set(password(jan, 'second', { changedAt: NOW + 1 }), 4);
    await passwords.set(password(piet, 'first'), 4);
    const found = await due();
    expect(found.map((each) => each.account.id).sort()).toEqual([jan, piet].sort());
    expect(found.map(({ mailedDays }) => mailedDays)).toEqual([undefined, undefined]);
    for (const each of found) await expiringPasswords.looked(each.password, { next: NOW + 5000 });
    expect(await due()).toEqual([]);
  });

  test('of five who look at once each password is looked at by one, and no batch is larger than asked for', async () => {
    const { store } = used();
    const { customer } = await settled(store);
    for (let at = 0; at < 60; at += 1) {
      const person = account(customer.id, `person-${at}`, { id: newId() });
      await store.ports.accounts.insert(person);
      await store.ports.passwords.set(password(person.id, 'first'), 4);
    }
    const looked: string[] = [];
    const look = async (): Promise<void> => {
      const found = await store.work(async ({ expiringPasswords }) => {
        const due = await expiringPasswords.due(NOW, 7);
        for (const each of due) await expiringPasswords.looked(each.password, { next: NOW + 1000 });
        return due.map(({ account: { id } }) => id);
      });
      expect(found.length).toBeLessThanOrEqual(7);
      looked.push(...found);
      if (found.length > 0) await look();
    };
    await Promise.all(Array.from({ length: 5 }, look));
    expect([looked.length, new Set(looked).size]).toEqual([60, 60]);
  });
}
