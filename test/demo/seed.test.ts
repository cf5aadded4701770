import { expect, test } from '@jest/globals';
import { PEOPLE } from '../../demo/people.ts';
import { seed } from '../../demo/seed.ts';
import { challenges } from '../../src/crypto/challenges.ts';
import { generateKeyring } from '../../src/crypto/keyring.ts';
import { findAccount, setAccount } from '../../src/domain/administration/accounts.ts';
import { setOrganisation } from '../../src/domain/administration/organisations.ts';
import { verifyPassword } from '../../src/domain/journeys/verify-password.ts';
import { countCodeTry } from '../../src/domain/throttle/code-tries.ts';
import { accountKey, COUNTER_KEYS } from '../../src/domain/throttle/limits.ts';
import { underWay } from '../../src/domain/throttle/under-way.ts';
import { days, minutes } from '../../src/kernel/duration.ts';
import { made, useWorld } from '../domain/administration/world.ts';
import { readPicture } from '../kit/challenge.ts';

const world = useWorld();

function needs() {
  const { store, acting } = world();
  return { store, acting, clientId: 'demo-assessment' };
}

/** Everything of the demo's people and organisations, ids and times included. */
async function state() {
  const { ports } = world().store;
  const organisations = await ports.organisations.list(1000);
  const people = await Promise.all(
    (await Promise.all(organisations.map(({ id }) => ports.accounts.list(id, 1000)))).flat().map(async (account) => ({
      account,
      password: await ports.passwords.byAccount(account.id),
      misses: await missesOf(account.organisationId, account.usernameKey),
    })),
  );
  return { organisations, people };
}

async function missesOf(organisationId: string, key: string): Promise<number> {
  const [misses] = await world().store.ports.counters.read(
    [COUNTER_KEYS.account({ account: accountKey(organisationId, key) })],
    world().acting.clock.now(),
  );
  return misses ?? 0;
}

async function demoPerson(portal: string, username: string) {
  const account = await findAccount(world().store.ports, portal, username);
  const wanted = PEOPLE.find((person) => person.portal === portal && person.username === username);
  if (!account || !wanted) throw new Error(`${username} is not in the demo`);
  return { account, wanted };
}

async function signsIn(portal: string, username: string, password: string): Promise<boolean> {
  const { store, acting } = world();
  const organisation = await store.ports.organisations.byPortal(portal);
  if (!organisation) throw new Error(`${portal} is not an organisation`);
  const [keyring, now, browserId] = [generateKeyring(), acting.clock.now(), 'a-browser'];
  const from = { clientId: 'demo-assessment', browserId, network: '192.0.2.9', counted: undefined, trace: 'test', now };
  const check = {
    ...store.ports,
    together: store.together,
    afterwards: (step: () => void) => step(),
    later: () => undefined,
    hasher: acting.hasher,
    challenges: challenges(keyring, { iterations: 1000, tries: 150 }),
    surge: async () => false,
    underWay: underWay(),
  };
  // Who has missed three times needs the picture.
  const challenge = readPicture(keyring, 'sign-in', browserId, now);
  const verdict = await verifyPassword(check, { organisation, username, password, purpose: 'sign-in', challenge, ...from });
  return verdict.kind === 'right';
}

test('every password that the demo prints is accepted by the rules and opens its account, unless that is suspended', async () => {
  await seed(needs());
  for (const { portal, username, password, state: wanted } of PEOPLE) {
    expect([username, await signsIn(portal, username, password)]).toEqual([username, wanted === 'active']);
  }
});

test('the demo has a person in each state: fresh, expired, missed, suspended, contact, and two on one address', async () => {
  await seed(needs());
  const { people } = await state();
  const now = world().acting.clock.now();
  const ages = people.map(({ password }) => Math.round((now - (password?.changedAt ?? 0)) / days(1)));
  expect(new Set(ages)).toEqual(new Set([0, 83, 91]));
  expect(people.map(({ misses }) => misses).filter((misses) => misses > 0)).toEqual([3]);
  expect(people.filter(({ account }) => account.state === 'suspended')).toHaveLength(1);
  expect(people.filter(({ account }) => account.role === 'contact')).toHaveLength(2);
  const shared = Map.groupBy(people, ({ account }) => `${account.organisationId} ${account.emailKey}`);
  expect([...shared.values()].map((sharing) => sharing.length).filter((length) => length > 1)).toEqual([2]);
});

test('the same person in two organisations is two accounts, each with a password of its own', async () => {
  await seed(needs());
  const [here, there] = [await demoPerson('voorbeeld', 'Anna.Smit'), await demoPerson('sample', 'Anna.Smit')];
  expect(here.account.id).not.toBe(there.account.id);
  expect(here.account.email).toBe(there.account.email);
  expect(await signsIn('sample', 'Anna.Smit', here.wanted.password)).toBe(false);
});

test('starting the demo twice leaves everything as it was, ids and times too', async () => {
  await seed(needs());
  const before = await state();
  world().wind(days(1));
  await seed(needs());
  expect(await state()).toEqual(before);
});

test('whatever was done to the demo, the next start puts it back', async () => {
  await seed(needs());
  world().wind(minutes(1));
  const { acting } = world();
  const { account: sanne } = await demoPerson('voorbeeld', 'Sanne.Bakker');
  const { account: pieter } = await demoPerson('voorbeeld', 'Pieter.Jansen');
  made(await setAccount(acting, sanne.id, { password: 'iets-heel-nieuws-1', familyName: 'Anders', state: 'suspended' }));
  made(await setAccount(acting, pieter.id, { password: 'vernieuwd-en-wel-2' }));
  made(await setOrganisation(acting, 'sample', { name: 'Renamed Ltd', colour: '#111111', state: 'suspended', policy: { twoStep: 'off' } }));
  await countCodeTry(world().store.ports.counters, sanne.id, acting.clock.now());
  await signsIn('voorbeeld', 'Sanne.Bakker', 'wrong');
  await seed(needs());
  const after = await demoPerson('voorbeeld', 'Sanne.Bakker');
  expect(after.account).toMatchObject({ id: sanne.id, familyName: 'Bakker', state: 'active' });
  expect(await missesOf(sanne.organisationId, sanne.usernameKey)).toBe(0);
  expect(await signsIn('voorbeeld', 'Sanne.Bakker', after.wanted.password)).toBe(true);
  const expired = await world().store.ports.passwords.byAccount(pieter.id);
  expect(expired?.changedAt).toBe(acting.clock.now() - days(91));
  expect(await world().store.ports.organisations.byPortal('sample')).toMatchObject({
    name: 'Sample Assessments Ltd',
    state: 'active',
    policy: { twoStep: 'optional' },
  });
  expect(await countCodeTry(world().store.ports.counters, sanne.id, acting.clock.now())).toEqual({ kind: 'open', tries: 1 });
});

test('a demo database of months ago still has fresh passwords for who should have them', async () => {
  await seed(needs());
  world().wind(days(120));
  await seed(needs());
  const { account, wanted } = await demoPerson('sample', 'James.Carter');
  expect((await world().store.ports.passwords.byAccount(account.id))?.changedAt).toBe(world().acting.clock.now());
  expect(await signsIn('sample', 'James.Carter', wanted.password)).toBe(true);
});
