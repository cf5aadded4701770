import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { generateKeyring, type Keyring } from '../../src/crypto/keyring.ts';
import { redeem, refresh } from '../kit/endpoints.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { attempt } from '../kit/sign-in.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';

const STRONGER = { VOORDEUR_ARGON2_MEMORY_KIB: '32768', VOORDEUR_ARGON2_TIME: '3' };

let folder: string;
let world: World | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'voordeur-hashes-'));
});

afterEach(async () => {
  await world?.close();
  world = undefined;
  await rm(folder, { recursive: true });
});

/** (Re)starts the installation of this test with other settings; database and address stay. */
async function restart(settings: Record<string, string> = {}): Promise<World> {
  const address = world && { VOORDEUR_ISSUER: world.url, VOORDEUR_PORT: world.environment['VOORDEUR_PORT'] ?? '' };
  await world?.close();
  world = await openWorld({ VOORDEUR_DATABASE: `sqlite:${join(folder, 'v.sqlite')}`, ...address, ...settings });
  return world;
}

/** An installation with people and an application. */
async function furnished(settings: Record<string, string> = {}, people = ['Anna']) {
  const first = await restart(settings);
  await first.organisation('acme');
  for (const username of people) await first.person('acme', username);
  return first.relyingParty('exam');
}

async function stored(username: string) {
  const { ports } = (world as World).app.installation.store;
  const organisation = await ports.organisations.byPortal('acme');
  const found = await ports.signInRecords.byUsername(organisation?.id ?? '', username.toLowerCase());
  if (!found?.password) throw new Error(`${username} has no password`);
  return found.password;
}

const signs = async (app: RelyingParty, username: string, password = PASSWORD) => (await attempt(app, 'acme', { username, password })).isIn;

test('security 2.1 a hash with weaker parameters than the present ones is made anew at the sign-in, and only then', async () => {
  const app = await furnished();
  const { answer, begun } = await attempt(app, 'acme', { username: 'Anna', password: PASSWORD });
  const { body } = await redeem(app, { callback: answer.url, begun });
  const before = await stored('Anna');
  expect(before.phc).toContain('$m=19456,t=2,p=1$');
  await restart(STRONGER);
  expect(await signs(app, 'Anna', 'something else entirely')).toBe(false);
  expect(await stored('Anna')).toEqual(before);
  expect(await signs(app, 'Anna')).toBe(true);
  const after = await stored('Anna');
  expect(after.phc).toContain('$m=32768,t=3,p=1$');
  // The password is no newer for it, and nobody is signed out.
  expect(after.changedAt).toBe(before.changedAt);
  expect(await refresh(app, body['refresh_token'])).toMatchObject({ status: 200 });
  expect(await signs(app, 'Anna')).toBe(true);
  expect(await stored('Anna')).toEqual(after);
});

test('security 2.1 parameters that were lowered do not make a hash weaker', async () => {
  const app = await furnished(STRONGER);
  const before = await stored('Anna');
  await restart();
  expect(await signs(app, 'Anna')).toBe(true);
  expect(await stored('Anna')).toEqual(before);
});

test('R3.13 a password typed with a blank after it gets in, and its hash waits for a sign-in without', async () => {
  const app = await furnished();
  await restart(STRONGER);
  expect(await signs(app, 'Anna', `${PASSWORD} `)).toBe(true);
  expect((await stored('Anna')).phc).toContain('$m=19456,');
  expect(await signs(app, 'Anna')).toBe(true);
  expect((await stored('Anna')).phc).toContain('$m=32768,');
});

test('settled 64 a new pepper takes over person by person; once all have signed in, the old one may leave', async () => {
  const old = generateKeyring();
  const app = await furnished({ VOORDEUR_KEYRING: JSON.stringify(old) }, ['Anna', 'Bram']);
  const peppers = async () => [(await stored('Anna')).pepperId, (await stored('Bram')).pepperId];
  const [former] = old.peppers;
  expect(await peppers()).toEqual([former.id, former.id]);
  const [newest] = generateKeyring().peppers;
  const both: Keyring = { ...old, peppers: [newest, former] };
  await restart({ VOORDEUR_KEYRING: JSON.stringify(both) });
  expect(await signs(app, 'Anna')).toBe(true);
  expect(await peppers()).toEqual([newest.id, former.id]);
  expect(await signs(app, 'Bram')).toBe(true);
  expect(await peppers()).toEqual([newest.id, newest.id]);
  await restart({ VOORDEUR_KEYRING: JSON.stringify({ ...old, peppers: [newest] }) });
  expect(await signs(app, 'Anna')).toBe(true);
  expect(await signs(app, 'Bram', 'something else entirely')).toBe(false);
});
