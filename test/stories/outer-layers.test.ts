// Layers 4 and 5 of the throttle, reached as a guesser reaches them: miss by miss, the last one on the page.
import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { setAccount } from '../../src/domain/administration/accounts.ts';
import { hours } from '../../src/kernel/duration.ts';
import { guesserIn, tryOnce, visitorFrom } from '../kit/misses.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { type Answer, type Visitor, wordsOf } from '../kit/visitor.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';

let world: World;
let app: RelyingParty;
let anna: { readonly id: string };

beforeEach(async () => {
  await world?.close();
  world = await openWorld({ VOORDEUR_TRUSTED_PROXY_HOPS: '1' });
  await world.organisation('acme', { preferredLanguage: 'en' });
  anna = await world.person('acme', 'Anna');
  app = await world.relyingParty('exam');
});

afterAll(() => world.close());

const attempt = (visitor: Visitor, username: string, password = PASSWORD): Promise<Answer> =>
  tryOnce(world, app, visitor, username, password);

/** So many misses from each of these networks, on a name of its own each time. */
async function missFrom(networks: Readonly<Record<string, number>>): Promise<void> {
  const guess = await guesserIn(world, 'acme');
  for (const [network, times] of Object.entries(networks))
    for (let at = 0; at < times; at += 1) expect(await guess({ username: `name-${network}-${at}`, network })).toBe('refused');
}

/** The page for everybody at an address: the same words for a right password and for a name that does not exist. */
async function expectWait(address: string): Promise<void> {
  const answers = [await attempt(visitorFrom(address), 'Anna'), await attempt(visitorFrom(address), 'Nobody')];
  for (const { status, headers } of answers)
    expect([status, headers.get('retry-after')]).toEqual([429, expect.stringMatching(/^3(600|5\d\d)$/)]);
  for (const answer of answers) expect(wordsOf(answer)).toContain('Too many attempts Wait 60 minutes and try again.');
}

test('security 2.4 layer 4 a hundred misses from one address end in one page for all, with the time to wait; its neighbour signs in', async () => {
  await missFrom({ '192.0.2.200': 99 });
  expect(wordsOf(await attempt(visitorFrom('192.0.2.200'), 'Anna', 'not this one'))).toContain('do not match');
  await expectWait('192.0.2.200');
  expect(app.isCallback((await attempt(visitorFrom('192.0.2.201'), 'Anna')).url)).toBe(true);
});

test.each([
  {
    range: 'a /24',
    networks: { '192.0.2.1': 100, '192.0.2.2': 100, '192.0.2.3': 99 },
    ...{ last: '192.0.2.4', inside: '192.0.2.5', outside: '192.0.3.5' },
  },
  {
    range: 'a /48',
    networks: { '2001:db8:1:1::/64': 100, '2001:db8:1:2::/64': 100, '2001:db8:1:3::/64': 99 },
    ...{ last: '2001:db8:1:4::7', inside: '2001:db8:1:5::7', outside: '2001:db8:2:5::7' },
  },
])(
  'security 2.4 layer 4 three hundred misses from $range close it to addresses that missed nothing, and not what lies outside',
  async (spread) => {
    await missFrom(spread.networks);
    expect(wordsOf(await attempt(visitorFrom(spread.last), 'Anna', 'not this one'))).toContain('do not match');
    await expectWait(spread.inside);
    expect(app.isCallback((await attempt(visitorFrom(spread.outside), 'Anna')).url)).toBe(true);
  },
);

/** A hundred misses in a row, an hour after each other so that no wait is in force; the last one on the page. */
async function missInARow(...usernames: readonly string[]): Promise<void> {
  const guess = await guesserIn(world, 'acme');
  for (let at = 0; at < 99; at += 1) {
    world.clock.forward(hours(1));
    for (const username of usernames) expect(await guess({ username, network: `10.0.${at}.9` })).toBe('refused');
  }
  world.clock.forward(hours(1));
  for (const username of usernames)
    expect(wordsOf(await attempt(visitorFrom('10.1.0.9'), username, 'not this one'))).toContain('do not match');
}

test('security 2.4 layer 5 after a hundred misses in a row strangers read the same whether or not there is such a name, and the known browser gets in', async () => {
  const owner = visitorFrom('203.0.113.1');
  expect(app.isCallback((await attempt(owner, 'Anna')).url)).toBe(true);
  await missInARow('Anna', 'Nobody');
  const [existing, missing] = [await attempt(visitorFrom('10.1.1.9'), 'Anna'), await attempt(visitorFrom('10.1.2.9'), 'Nobody')];
  expect(wordsOf(existing)).toContain('Too many attempts with this username. Ask your contact person for a new password.');
  expect([missing.status, wordsOf(missing)]).toEqual([existing.status, wordsOf(existing)]);
  expect(app.isCallback((await attempt(owner, 'Anna')).url)).toBe(true);
});

test('security 2.4 layer 5 a new password opens the door again to strangers', async () => {
  await missInARow('Anna');
  expect(wordsOf(await attempt(visitorFrom('10.1.1.9'), 'Anna'))).toContain('Ask your contact person for a new password.');
  await setAccount(world.app.installation.acting, anna.id, { password: 'een heel ander woord 12' });
  expect(app.isCallback((await attempt(visitorFrom('10.1.1.9'), 'Anna', 'een heel ander woord 12')).url)).toBe(true);
});
