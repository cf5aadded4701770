import { afterEach, expect, test } from '@jest/globals';
import type { RunningIdentityProvider } from '../../demo/identity-provider/start.ts';
import { seed } from '../../demo/seed.ts';
import { COLLEAGUES, openWorkplace } from '../../demo/workplace.ts';
import { findAccount, setAccount } from '../../src/domain/administration/accounts.ts';
import { findConnection, removeConnection, setConnection } from '../../src/domain/administration/connections.ts';
import { linkAccount } from '../../src/domain/administration/identities.ts';
import { setOrganisation } from '../../src/domain/administration/organisations.ts';
import { mustUseSingleSignOn } from '../../src/domain/organisations/organisation.ts';
import { made, useWorld } from '../domain/administration/world.ts';
import { freePort } from '../kit/world.ts';

const PORTAL = 'noordhaven';
const world = useWorld();
const running: RunningIdentityProvider[] = [];

afterEach(async () => {
  for (const opened of running.splice(0)) await opened.close();
});

/** What `npm start` does. */
async function start(port: number): Promise<RunningIdentityProvider> {
  const { store, acting } = world();
  await seed({ store, acting, clientId: 'demo-assessment' });
  const opened = await openWorkplace({ store, acting, product: 'http://localhost:3000' }, port);
  running.push(opened);
  return opened;
}

async function accountOf(username: string) {
  const account = await findAccount(world().store.ports, PORTAL, username);
  if (!account) throw new Error(`${username} is not in the demo`);
  return account;
}

async function connected() {
  return made(await findConnection(world().store.ports, PORTAL));
}

test('R17.1 the demo’s workplace must be used by who has an address of it, and neither by its contact person nor from outside', async () => {
  const { issuer } = await start(0);
  const { connection, organisation } = await connected();
  expect(connection).toMatchObject({ issuer, state: 'on', links: 'by-email', newPeople: 'refused' });
  const must = async (username: string) => mustUseSingleSignOn(organisation, await accountOf(username));
  expect([await must('Marijke.deWit'), await must('Willem.Prins'), await must('Eva.Koster')]).toEqual([true, false, false]);
});

test('R17.4 of its colleagues one is known here, one has no account and one is suspended, and none has a password', async () => {
  await start(0);
  const { ports } = world().store;
  const found = await Promise.all(COLLEAGUES.map(({ username }) => findAccount(ports, PORTAL, username)));
  expect(found.map((account) => account?.state)).toEqual(['invited', undefined, 'suspended']);
  for (const account of found) expect(account && (await ports.passwords.byAccount(account.id))).toBeUndefined();
});

test('whatever was done to the workplace, the next start puts it back, and keeps who has signed in', async () => {
  const port = await freePort();
  const first = await start(port);
  const { acting } = world();
  const [marijke, tim] = [await accountOf('Marijke.deWit'), await accountOf('Tim.Vos')];
  made(await linkAccount(acting, marijke.id, 'noordhaven-Marijke.deWit'));
  made(await setAccount(acting, marijke.id, { state: 'active' }));
  made(await setAccount(acting, tim.id, { state: 'invited' }));
  made(await setOrganisation(acting, PORTAL, { policy: { singleSignOn: 'off' } }));
  made(await setConnection(acting, PORTAL, { state: 'off', links: 'by-hand' }));
  await first.close();
  await start(port);
  const { connection, organisation, people } = await connected();
  expect([connection.state, connection.links, organisation.policy.singleSignOn, people]).toEqual(['on', 'by-email', 'required', 1]);
  expect([(await accountOf('Marijke.deWit')).state, (await accountOf('Tim.Vos')).state]).toEqual(['active', 'suspended']);
});

test('at another port, or taken away, it is connected anew', async () => {
  const first = await start(0);
  const before = await connected();
  made(await linkAccount(world().acting, (await accountOf('Marijke.deWit')).id, 'noordhaven-Marijke.deWit'));
  await start(0);
  const moved = await connected();
  expect([moved.connection.issuer === first.issuer, moved.people, before.connection.issuer]).toEqual([false, 0, first.issuer]);
  made(await setOrganisation(world().acting, PORTAL, { policy: { singleSignOn: 'off' } }));
  made(await removeConnection(world().acting, PORTAL));
  await start(0);
  expect((await connected()).organisation.policy.singleSignOn).toBe('required');
});

test('a port that is taken is said with its number', async () => {
  const { issuer } = await start(0);
  const port = Number(new URL(issuer).port);
  await expect(start(port)).rejects.toMatchObject({ code: 'EADDRINUSE', port });
});
