import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { newId } from '../../../src/kernel/random.ts';
import { openStore } from '../../../src/store/store.ts';
import { account, NOW, organisation, password, settled } from './builders.ts';
import { type MakePlace, useStore } from './place.ts';

/** Transactions, opening and reopening. */
export function transactionsContract(makePlace: MakePlace): void {
  describe('transactions', () => transactions(makePlace));
  describe('opening', () => opening(makePlace));
}

function transactions(makePlace: MakePlace): void {
  const used = useStore(makePlace);

  test('of twenty who read an account at once and write it back, each holding it first, nobody’s change is lost', async () => {
    const { store } = used();
    const { people } = await settled(store, 'jan');
    const id = people[0]?.id ?? '';
    const longer = () =>
      store.work(async ({ accounts }) => {
        const present = await accounts.hold(id);
        if (present) await accounts.update({ ...present, givenName: `${present.givenName}n` });
      });
    await Promise.all(Array.from({ length: 20 }, longer));
    expect(await store.ports.accounts.byId(id)).toMatchObject({ givenName: `Jan${'n'.repeat(20)}` });
  });

  test('what is done in one transaction is there whole, and seen by it before anybody else', async () => {
    const { store } = used();
    const customer = organisation();
    const person = account(customer.id, 'jan');
    const seen = await store.work(async ({ organisations, accounts, passwords, audit, keys }) => {
      await organisations.insert(customer);
      await accounts.insert(person);
      await passwords.set(password(person.id, 'phc'), 4);
      await keys.insert([]);
      await audit.record({ event: 'account.created', fields: [], account: person.id, actor: 'operator', at: NOW });
      return accounts.withOrganisation(person.id);
    });
    expect(seen).toEqual({ account: person, organisation: customer });
    expect(await store.ports.passwords.byAccount(person.id)).toEqual(password(person.id, 'phc'));
    expect(await store.ports.audit.list({ account: person.id }, 10)).toHaveLength(1);
  });

  test('a transaction that throws leaves nothing behind, says why, and the next one works', async () => {
    const { store } = used();
    const customer = organisation();
    const failed = store.work(async ({ organisations, counters }) => {
      await organisations.insert(customer);
      await counters.reserve([{ key: customer.id, remember: 1000 }], NOW);
      throw new Error('a surprise');
    });
    await expect(failed).rejects.toThrow('a surprise');
    expect(await store.ports.organisations.byId(customer.id)).toBeUndefined();
    expect(await store.ports.counters.read([customer.id], NOW)).toEqual([0]);
    expect(await store.work(({ organisations }) => organisations.insert(customer))).toBe('inserted');
  });

  test('a transaction in which the database refused something is never taken for done', async () => {
    const { store } = used();
    const { customer, people } = await settled(store, 'jan');
    const stranger = account(newId(), 'stranger');
    const swallowed = store.work(async ({ accounts }) => {
      await accounts.insert(account(customer.id, 'before'));
      await accounts.insert(stranger).catch(() => 'swallowed');
      return accounts.byId(String(people[0]?.id)).catch(() => undefined);
    });
    const done = await swallowed.then(
      () => true,
      () => false,
    );
    expect(Boolean(await store.ports.accounts.byUsername(customer.id, 'before'))).toBe(done);
    expect(await store.ports.accounts.byId(stranger.id)).toBeUndefined();
  });

  test('thirty transactions at once all end, and whoever looks in between sees the half of none', async () => {
    const { store } = used();
    const keys = [newId(), newId()];
    const looks: Promise<number[]>[] = [];
    const transactionsAtOnce = Array.from({ length: 30 }, () =>
      store.work(async ({ counters }) => {
        const counts: (number | undefined)[] = [];
        for (const key of keys) {
          counts.push((await counters.reserve([{ key, remember: 1000 }], NOW))[0]);
          looks.push(store.ports.counters.read(keys, NOW));
          await turn();
        }
        return counts;
      }),
    );
    const counts = await Promise.all(transactionsAtOnce);
    expect(counts.map(([one]) => Number(one)).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, at) => at + 1));
    for (const [one, other] of [...counts, ...(await Promise.all(looks))]) expect(one).toBe(other);
    expect(looks).toHaveLength(60);
  });
}

function opening(makePlace: MakePlace): void {
  test('everything is still there after closing and opening again', async () => {
    const place = await makePlace();
    const first = await openStore(place.options);
    const { customer, people } = await settled(first, 'jan');
    await first.ports.artifacts.upsert('RefreshToken', 'token', { grantId: 'g' }, NOW);
    await first.close();
    const second = await openStore(place.options);
    expect(await second.ports.accounts.withOrganisation(String(people[0]?.id))).toEqual({ account: people[0], organisation: customer });
    expect(await second.ports.artifacts.find('RefreshToken', 'token')).toEqual({ grantId: 'g', jti: 'token' });
    await second.close();
    await place.remove();
  });

  test('an empty database that is opened four times at once is made once, and serves all four', async () => {
    const place = await makePlace();
    const stores = await Promise.all([1, 2, 3, 4].map(() => openStore(place.options)));
    const key = newId();
    for (const store of stores) await store.ports.counters.reserve([{ key, remember: 1000 }], NOW);
    expect(await stores[0]?.ports.counters.read([key], NOW)).toEqual([4]);
    for (const store of stores) await store.close();
    await place.remove();
  });

  test('an open database answers, a closed one says so', async () => {
    const place = await makePlace();
    const store = await openStore(place.options);
    await store.ping();
    await store.close();
    await expect(store.ping()).rejects.toThrow();
    await place.remove();
  });
}
