import { describe, expect, test } from '@jest/globals';
import { newId } from '../../../src/kernel/random.ts';
import { account, NOW, organisation, password, settled } from './builders.ts';
import { type MakePlace, useStore } from './place.ts';

/** Organisations, accounts and passwords. */
export function customersContract(makePlace: MakePlace): void {
  describe('organisations', () => organisations(makePlace));
  describe('accounts', () => accounts(makePlace));
  describe('passwords', () => passwords(makePlace));
}

function organisations(makePlace: MakePlace): void {
  const used = useStore(makePlace);

  test('an organisation comes back as it was written, by id and by portal', async () => {
    const { organisations } = used().store.ports;
    const acme = organisation({ support: { contactName: 'Zoë\u0000 \ud83d\ude00', contactEmail: 'zoë@acme.example' } });
    expect(await organisations.insert(acme)).toBe('inserted');
    expect(await organisations.byId(acme.id)).toEqual(acme);
    expect(await organisations.byPortal(acme.portal)).toEqual(acme);
    expect(await organisations.byPortal(acme.portal.toUpperCase())).toBeUndefined();
  });

  test('everything of an organisation but its portal and its birthday can be changed', async () => {
    const { organisations } = used().store.ports;
    const acme = organisation();
    await organisations.insert(acme);
    const changed = {
      ...acme,
      name: 'Acme',
      state: 'suspended' as const,
      languages: { allowed: ['en' as const], preferred: 'en' as const },
    };
    expect(await organisations.update({ ...changed, portal: 'other', createdAt: 1 })).toBe(true);
    expect(await organisations.byId(acme.id)).toEqual(changed);
    expect(await organisations.update(organisation())).toBe(false);
  });

  test('R1.1 an old portal name leads on and stays taken, and its owner may take it up again', async () => {
    const { organisations } = used().store.ports;
    const acme = organisation();
    const beta = organisation();
    for (const one of [acme, beta]) await organisations.insert(one);
    const next = `n-${newId()}`;
    expect(await organisations.rename(acme.id, next)).toBe('renamed');
    expect(await organisations.byPortal(acme.portal)).toEqual({ ...acme, portal: next });
    expect(await organisations.insert(organisation({ portal: acme.portal }))).toBe('portal-taken');
    expect(await organisations.rename(beta.id, acme.portal)).toBe('portal-taken');
    expect(await organisations.byId(beta.id)).toEqual(beta);
    expect(await organisations.rename(acme.id, acme.portal)).toBe('renamed');
    expect(await organisations.byId(acme.id)).toEqual(acme);
    expect(await organisations.byPortal(next)).toEqual(acme);
  });

  test('of twenty organisations that ask for one portal at once, one gets it and the others leave nothing behind', async () => {
    const { organisations } = used().store.ports;
    const portal = `wanted-${newId()}`;
    const asking = Array.from({ length: 20 }, () => organisation({ portal }));
    const answers = await Promise.all(asking.map((one) => organisations.insert(one)));
    expect(answers.filter((answer) => answer === 'inserted')).toHaveLength(1);
    const kept = (await Promise.all(asking.map(({ id }) => organisations.byId(id)))).filter(Boolean);
    expect(kept).toEqual([await organisations.byPortal(portal)]);
  });

  test('two renames of one organisation at once leave it with one present name', async () => {
    const { organisations } = used().store.ports;
    const acme = organisation();
    await organisations.insert(acme);
    const wanted = Array.from({ length: 6 }, (_, at) => `r${at}-${acme.id}`);
    await Promise.all(wanted.map((portal) => organisations.rename(acme.id, portal)));
    const all = (await organisations.list(1000)).filter(({ id }) => id === acme.id);
    expect(all).toEqual([await organisations.byId(acme.id)]);
    expect(wanted).toContain(all[0]?.portal);
  });

  test('organisations are listed page by page in the order of their names, byte by byte', async () => {
    const { organisations } = used().store.ports;
    const wanted = ['zz-a', 'zz-a-b', 'zz-a1', 'zz-ab', 'zz-b'];
    for (const portal of wanted.toReversed()) await organisations.insert(organisation({ portal }));
    const first = await organisations.list(3, 'zz');
    expect(first.map(({ portal }) => portal)).toEqual(['zz-a', 'zz-a-b', 'zz-a1']);
    expect((await organisations.list(3, 'zz-a1')).map(({ portal }) => portal)).toEqual(['zz-ab', 'zz-b']);
  });
}

function accounts(makePlace: MakePlace): void {
  const used = useStore(makePlace);

  test('an account comes back as it was written, with and without what may be missing', async () => {
    const { store } = used();
    const { customer } = await settled(store);
    const bare = { email: undefined, emailKey: undefined, givenName: undefined, familyName: undefined, locale: undefined };
    const people = [account(customer.id, 'Jan'), account(customer.id, 'bare', { ...bare, emailVerified: false, state: 'invited' })];
    for (const person of people) {
      expect(await store.ports.accounts.insert(person)).toBe('inserted');
      expect(await store.ports.accounts.byId(person.id)).toEqual(person);
      expect(await store.ports.accounts.byUsername(customer.id, person.usernameKey)).toEqual(person);
      expect(await store.ports.accounts.withOrganisation(person.id)).toEqual({ account: person, organisation: customer });
    }
    expect(await store.ports.accounts.withOrganisation(newId())).toBeUndefined();
  });

  test('a user name is taken within its organisation only', async () => {
    const { accounts } = used().store.ports;
    const [one, other] = [await settled(used().store, 'jan', 'piet'), await settled(used().store)];
    expect(await accounts.insert(account(one.customer.id, 'JAN'))).toBe('username-taken');
    expect(await accounts.insert(account(other.customer.id, 'jan'))).toBe('inserted');
    const [, piet] = one.people;
    if (!piet) throw new Error('piet is in the store');
    expect(await accounts.update({ ...piet, username: 'Jan', usernameKey: 'jan' })).toBe('username-taken');
    expect(await accounts.byId(piet.id)).toEqual(piet);
    expect(await accounts.update({ ...piet, username: 'PIET', role: 'contact', updatedAt: NOW + 1 })).toBe('updated');
    expect(await accounts.byId(piet.id)).toMatchObject({ username: 'PIET', usernameKey: 'piet', role: 'contact', updatedAt: NOW + 1 });
    expect(await accounts.update(account(one.customer.id, 'nobody'))).toBe('not-found');
  });

  test('of twenty people who take one user name at once, one gets it, also by renaming and in transactions', async () => {
    const { store } = used();
    const { customer, people } = await settled(store, ...Array.from({ length: 10 }, (_, at) => `person-${at}`));
    const renames = people.map((person) => store.work(({ accounts }) => accounts.update({ ...person, username: 'x', usernameKey: 'x' })));
    const inserts = people.map(() => store.work(({ accounts }) => accounts.insert(account(customer.id, 'x'))));
    const answers = await Promise.all([...renames, ...inserts]);
    expect(answers.toSorted()).toEqual([expect.stringMatching(/inserted|updated/), ...answers.slice(1).map(() => 'username-taken')]);
  });

  test('accounts are listed page by page in the order of their folded names, byte by byte', async () => {
    const { store } = used();
    const { customer } = await settled(store, 'jan-b', 'jan', 'Janb', 'jan a', 'ångström');
    const page = (limit: number, after?: string) => store.ports.accounts.list(customer.id, limit, after);
    expect((await page(3)).map(({ username }) => username)).toEqual(['jan', 'jan a', 'jan-b']);
    expect((await page(3, 'jan-b')).map(({ username }) => username)).toEqual(['Janb', 'ångström']);
  });

  test('security.md 1.4 one read answers a sign-in: account with password, account without, nobody', async () => {
    const { store } = used();
    const { customer, people } = await settled(store, 'with', 'without');
    const [with_, without] = people;
    if (!with_ || !without) throw new Error('both are in the store');
    await store.ports.passwords.set(password(with_.id, 'phc', { mustChange: true }), 4);
    const { signInRecords } = store.ports;
    const marked = password(with_.id, 'phc', { mustChange: true });
    expect(await signInRecords.byUsername(customer.id, 'with')).toMatchObject({ account: with_, password: marked });
    expect(await signInRecords.byUsername(customer.id, 'without')).toMatchObject({ account: without, password: undefined });
    expect(await signInRecords.byUsername(customer.id, 'nobody')).toBeUndefined();
  });

  test('U+0000 and half characters in what a stranger typed find nothing, and break nothing', async () => {
    const { store } = used();
    const { customer } = await settled(store, 'jan');
    const { accounts, clients, organisations, artifacts, journeys } = store.ports;
    for (const typed of ['ja\u0000n', 'jan\u0000', '\u0000', 'jan\ud800']) {
      const finds = [accounts.byUsername(customer.id, typed), clients.byId(typed), organisations.byPortal(typed), journeys.find(typed)];
      expect(await Promise.all([...finds, artifacts.find('Session', typed), artifacts.findSessionByUid(typed)])).toEqual(
        Array(6).fill(undefined),
      );
    }
  });
}

function passwords(makePlace: MakePlace): void {
  const used = useStore(makePlace);

  test('settled 25: the current password is apart from the four before, newest first', async () => {
    const { store } = used();
    const { people } = await settled(store, 'jan');
    const id = String(people[0]?.id);
    expect(await store.ports.passwords.byAccount(id)).toBeUndefined();
    for (let at = 1; at <= 7; at += 1) await store.ports.passwords.set(password(id, `phc-${at}`, { changedAt: NOW + at }), 4);
    expect(await store.ports.passwords.byAccount(id)).toEqual(password(id, 'phc-7', { changedAt: NOW + 7 }));
    const former = ['phc-6', 'phc-5', 'phc-4', 'phc-3'].map((phc) => ({ phc, pepperId: 'p1' }));
    expect(await store.ports.passwords.history(id)).toEqual(former);
  });

  test('a re-hash takes the place of the hash it was made from, and of no newer password', async () => {
    const { passwords } = used().store.ports;
    const { people } = await settled(used().store, 'jan');
    const id = String(people[0]?.id);
    await passwords.set(password(id, 'old', { mustChange: true }), 4);
    const next = { phc: 'better', pepperId: 'p2' };
    expect(await passwords.rehash(id, { phc: 'old', pepperId: 'p1' }, next)).toBe(true);
    expect(await passwords.byAccount(id)).toEqual(password(id, 'better', { pepperId: 'p2', mustChange: true }));
    expect(await passwords.history(id)).toEqual([]);
    expect(await passwords.rehash(id, { phc: 'old', pepperId: 'p1' }, { phc: 'late', pepperId: 'p2' })).toBe(false);
    expect(await passwords.byAccount(id)).toMatchObject({ phc: 'better' });
  });

  test('of passwords that are set at once, each but the last is in the history', async () => {
    const { passwords } = used().store.ports;
    const { people } = await settled(used().store, 'jan');
    const id = String(people[0]?.id);
    await passwords.set(password(id, 'first'), 9);
    const rivals = ['a', 'b', 'c', 'd', 'e'];
    await Promise.all(rivals.map((phc, at) => passwords.set(password(id, phc, { changedAt: NOW + at + 1 }), 9)));
    const kept = [...(await passwords.history(id)), await passwords.byAccount(id)].map((one) => one?.phc);
    expect(kept.toSorted()).toEqual(['a', 'b', 'c', 'd', 'e', 'first']);
  });
}
