import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { days, hours, minutes, seconds } from '../../src/kernel/duration.ts';
import { takeMail, takeOne } from '../kit/mailbag.ts';
import { guesserIn, tryOnce, visitorFrom } from '../kit/misses.ts';
import { changed } from '../kit/recovery.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { chooseNew, isIn, NEXT, setPolicy, typePassword } from '../kit/renewal.ts';
import { Visitor, wordsOf } from '../kit/visitor.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';

const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0';
const DEVICE = { browser: 'Firefox', system: 'Windows' };

let world: World;
let app: RelyingParty;
let anna: { readonly id: string };

beforeEach(async () => {
  await world?.close();
  world = await openWorld({ VOORDEUR_TRUSTED_PROXY_HOPS: '1' });
  await world.organisation('acme', { preferredLanguage: 'en' });
  anna = await world.person('acme', 'Anna', { email: 'anna@people.example', locale: 'nl' });
  app = await world.relyingParty('exam');
});

afterAll(() => world.close());

const firefox = () => new Visitor({ 'user-agent': FIREFOX });

/** Misses on a name, with the waits between them where there are any: each from a network of its own. */
async function missesOn(username: string) {
  const guess = await guesserIn(world, 'acme');
  let networks = 0;
  return async (times: number, wait = 0) => {
    for (let at = 0; at < times; at += 1) {
      world.clock.forward(wait);
      networks += 1;
      const network = `10.${networks >> 8}.${networks & 255}.7`;
      expect(await guess({ username, network })).toBe('refused');
    }
  };
}

const kinds = async () => (await takeMail(world)).map(({ mail }) => mail.kind);

test('R8.6, settled 18 the second wait brings "was it you?", one an hour and at most three a day', async () => {
  const miss = await missesOn('anna');
  await miss(10);
  expect(await kinds()).toEqual([]);
  await miss(1, seconds(30));
  const letter = await takeOne(world, 'attempts-slowed');
  expect([letter.to, letter.locale, letter.account]).toEqual(['anna@people.example', 'nl', anna.id]);
  await miss(5, minutes(20));
  expect(await kinds()).toEqual(['attempts-slowed']);
  await miss(4, minutes(61));
  expect(await kinds()).toEqual(['attempts-slowed']);
  // The next day begins anew, with its first ten misses.
  world.clock.forward(days(1));
  await miss(10);
  expect(await kinds()).toEqual([]);
  await miss(1, seconds(30));
  expect(await kinds()).toEqual(['attempts-slowed']);
});

test.each(['nobody', 'dirk'])(
  'security 1.4 for %s, who does not exist or is suspended, as much is written and nothing is mailed',
  async (name) => {
    const dirk = await world.person('acme', 'Dirk', { email: 'dirk@people.example' });
    await changed(world, dirk.id, { state: 'suspended' });
    const miss = await missesOn(name);
    await miss(10);
    await miss(1, seconds(30));
    const { counters } = world.app.installation.store.ports;
    expect(await counters.countUnder('mail|nobody|', 10, world.clock.now())).toBe(1);
    expect(await kinds()).toEqual([]);
  },
);

test('R8.6 on the page too, with what the request leaves; a right password at that moment asks nobody', async () => {
  const miss = await missesOn('anna');
  await miss(10);
  world.clock.forward(seconds(30));
  await tryOnce(world, app, visitorFrom('203.0.113.4'), 'Anna', 'not this one');
  expect(await kinds()).toEqual(['attempts-slowed']);
  world.clock.forward(minutes(90));
  expect(app.isCallback((await tryOnce(world, app, visitorFrom('203.0.113.5'), 'Anna', PASSWORD)).url)).toBe(true);
  expect(await kinds()).toEqual([]);
});

test('R4.5 who changes a password of free will is told by mail, with the browser it was done in', async () => {
  const { visitor } = await typePassword(app, firefox());
  const form = await visitor.open(`${world.url}/acme/account/password`);
  const wrong = await visitor.submit(form, { 'current-password': PASSWORD, 'new-password': 'short', 'new-password-again': 'short' });
  expect(await kinds()).toEqual([]);
  await visitor.submit(wrong, { 'current-password': PASSWORD, 'new-password': NEXT, 'new-password-again': NEXT });
  const letter = await takeOne(world, 'password-changed');
  expect([letter.to, letter.mail.changed.device]).toEqual(['anna@people.example', DEVICE]);
  expect(JSON.stringify(letter)).not.toContain(NEXT);
});

test('security 1.7 the browser in which a password was changed of free will stays known: strangers keep its owner out of others alone', async () => {
  await setPolicy(world, { newBrowserMail: true });
  const [own, another] = [visitorFrom('203.0.113.4'), visitorFrom('203.0.113.5')];
  for (const visitor of [own, another]) expect(isIn(app, (await typePassword(app, visitor)).page)).toBe(true);
  const form = await own.open(`${world.url}/acme/account/password`);
  await own.submit(form, { 'current-password': PASSWORD, 'new-password': NEXT, 'new-password-again': NEXT });
  expect((await kinds()).toSorted()).toEqual(['new-browser', 'new-browser', 'password-changed']);
  // Both sessions are over by then.
  world.clock.forward(hours(13));
  await (await missesOn('anna'))(10);
  const [kept, forgotten] = [await tryOnce(world, app, own, 'Anna', NEXT), await tryOnce(world, app, another, 'Anna', NEXT)];
  expect([isIn(app, kept), isIn(app, forgotten)]).toEqual([true, false]);
  expect(wordsOf(forgotten)).toContain('Too many attempts');
  expect(await kinds()).toEqual([]);
});

test('R13.3, R4.5 so is who had to renew one, and of the browser it was renewed in nothing more is said', async () => {
  await setPolicy(world, { newBrowserMail: true });
  world.clock.forward(days(91));
  const arrived = await typePassword(app, firefox());
  expect(isIn(app, await chooseNew(app, arrived, NEXT, { 'new-password-again': NEXT }))).toBe(true);
  expect((await takeOne(world, 'password-changed')).mail.changed.device).toEqual(DEVICE);
});

test('a sign-in from a browser that is not known is told by mail where the organisation wants it, once a browser', async () => {
  expect(isIn(app, (await typePassword(app)).page)).toBe(true);
  expect(await kinds()).toEqual([]);
  await setPolicy(world, { newBrowserMail: true });
  const { visitor, page } = await typePassword(app, firefox());
  expect(isIn(app, page)).toBe(true);
  const letter = await takeOne(world, 'new-browser');
  expect([letter.to, letter.mail.signedIn.device]).toEqual(['anna@people.example', DEVICE]);
  const again = await visitor.open((await app.begin({ portal: 'acme', prompt: 'login' })).url);
  expect(isIn(app, await visitor.submit(again, { username: 'Anna', password: PASSWORD }, app.isCallback))).toBe(true);
  await tryOnce(world, app, new Visitor(), 'Anna', 'not this one');
  expect(await kinds()).toEqual([]);
});
