import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { countersOf } from '../kit/counters.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { attempt } from '../kit/sign-in.ts';
import { Visitor, wordsOf } from '../kit/visitor.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';

const WRONG = 'something else entirely';
const HOUR = 3_600_000;

let world: World;
let app: RelyingParty;
let organisationId: string;
let people = 0;
let username: string;

beforeAll(async () => {
  // One trusted hop, so that each test can come from a network of its own.
  world = await openWorld({ VOORDEUR_TRUSTED_PROXY_HOPS: '1' });
  organisationId = (await world.organisation('acme')).id;
  app = await world.relyingParty('exam');
});

beforeEach(async () => {
  people += 1;
  username = `Person${people}`;
  await world.person('acme', username);
});

afterAll(() => world.close());

const visitorFrom = (network: string) => new Visitor({ 'x-forwarded-for': network, 'x-forwarded-proto': 'http' });

async function counts(name: string, visitor: Visitor, network: string): Promise<number[]> {
  const browser = (await visitor.cookies(world.url))['voordeur_browser'] ?? '';
  return world.app.installation.store.ports.counters.read(countersOf(organisationId, name, browser, network), world.clock.now());
}

test('R8.1 a miss counts for the name, the browser and the network, whether or not the name exists', async () => {
  for (const name of [username, 'Nobody']) {
    const network = name === 'Nobody' ? '192.0.2.2' : '192.0.2.1';
    const visitor = visitorFrom(network);
    for (const _time of [1, 2]) await attempt(app, 'acme', { username: name, password: WRONG }, visitor);
    expect(await counts(name, visitor, network)).toEqual([2, 2, 2]);
  }
});

test('security 1.5 of twenty wrong passwords at once three are looked at and counted, and the others ask for a challenge', async () => {
  const visitor = visitorFrom('192.0.2.3');
  // Each in a tab of its own, so that each has a page of its own to say what became of it.
  const tabs = [];
  for (let at = 0; at < 20; at += 1) tabs.push(await visitor.open((await app.begin({ portal: 'acme' })).url));
  const words = (await Promise.all(tabs.map((tab) => visitor.submit(tab, { username, password: WRONG })))).map(wordsOf);
  expect(words.filter((said) => said.includes('do not match'))).toHaveLength(3);
  const asked = words.filter((said) => !said.includes('do not match'));
  for (const said of asked) expect(said).toMatch(/An extra check is needed first\. Fill in your password once more\..*Extra check/);
  expect(asked).toHaveLength(17);
  expect(await counts(username, visitor, '192.0.2.3')).toEqual([3, 3, 3]);
});

test('settled 15 a full sign-in forgets the misses of the name and of the browser, and gives its own attempt back to the network', async () => {
  const visitor = visitorFrom('192.0.2.4');
  for (const _time of [1, 2]) await attempt(app, 'acme', { username, password: WRONG }, visitor);
  expect((await attempt(app, 'acme', { username, password: PASSWORD }, visitor)).isIn).toBe(true);
  expect(await counts(username, visitor, '192.0.2.4')).toEqual([0, 0, 2]);
});

test('settled 15 misses from elsewhere are remembered for 24 hours, those of a network for 15 minutes', async () => {
  const visitor = visitorFrom('192.0.2.5');
  await attempt(app, 'acme', { username, password: WRONG }, visitor);
  world.clock.forward(HOUR / 4 + 1000);
  expect(await counts(username, visitor, '192.0.2.5')).toEqual([1, 1, 0]);
  world.clock.forward(24 * HOUR);
  expect(await counts(username, visitor, '192.0.2.5')).toEqual([0, 0, 0]);
  world.clock.release();
});

test('security 1.17 who writes a network of his own into the request is counted on the one that the trusted hop saw', async () => {
  const visitor = visitorFrom('203.0.113.9, 192.0.2.6');
  await attempt(app, 'acme', { username, password: WRONG }, visitor);
  expect(await counts(username, visitor, '192.0.2.6')).toEqual([1, 1, 1]);
  expect(await counts(username, visitor, '203.0.113.9')).toEqual([1, 1, 0]);
});

test('security 2.4 all addresses of one IPv6 subscriber are one network', async () => {
  for (const address of ['2001:db8:1:2::1', '2001:db8:1:2:ffff::9'])
    await attempt(app, 'acme', { username, password: WRONG }, visitorFrom(address));
  expect((await counts(username, visitorFrom(''), '2001:db8:1:2::/64'))[2]).toBe(2);
});

test('ux 1.1 an empty field is no attempt', async () => {
  const visitor = visitorFrom('192.0.2.7');
  await attempt(app, 'acme', { username, password: '' }, visitor);
  await attempt(app, 'acme', { username: '', password: WRONG }, visitor);
  expect(await counts(username, visitor, '192.0.2.7')).toEqual([0, 0, 0]);
});
