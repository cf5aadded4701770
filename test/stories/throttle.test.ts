import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { setAccount } from '../../src/domain/administration/accounts.ts';
import { minutes, seconds } from '../../src/kernel/duration.ts';
import { codeOn } from '../kit/challenge.ts';
import { tryOnce as tryOnPage } from '../kit/misses.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { type Answer, formOf, Visitor, wordsOf } from '../kit/visitor.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';

let world: World;
let app: RelyingParty;
let anna: { readonly id: string };
let address = 0;

beforeEach(async () => {
  await world?.close();
  world = await openWorld({ VOORDEUR_TRUSTED_PROXY_HOPS: '1' });
  await world.organisation('acme', { preferredLanguage: 'en' });
  anna = await world.person('acme', 'Anna');
  app = await world.relyingParty('exam');
});

afterAll(() => world.close());

/** A stranger: another browser at another address each time, in another /24 each. */
function stranger(): Visitor {
  address += 1;
  return new Visitor({ 'x-forwarded-for': `10.${address >> 8}.${address & 255}.7` });
}

const tryOnce = (visitor: Visitor, username: string, password: string): Promise<Answer> =>
  tryOnPage(world, app, visitor, username, password);

async function misses(username: string, times: number): Promise<Answer> {
  let last = await tryOnce(stranger(), username, 'not this one');
  for (let at = 1; at < times; at += 1) last = await tryOnce(stranger(), username, 'not this one');
  return last;
}

test.each(['Anna', 'Nobody'])('settled 17 ten misses of strangers on %s slow the next ones down, with the wait said', async (username) => {
  world.clock.hold();
  expect(wordsOf(await misses(username, 10))).toContain('do not match');
  expect(wordsOf(await tryOnce(stranger(), username, PASSWORD))).toMatch(
    /Too many attempts with this username\. Wait 30 seconds or set a new password\./,
  );
  world.clock.forward(seconds(30));
  expect(wordsOf(await tryOnce(stranger(), username, 'not this one'))).toContain('do not match');
  expect(wordsOf(await tryOnce(stranger(), username, PASSWORD))).toMatch(/Wait 60 seconds/);
  for (let wait = 60; wait < 3600; wait *= 2) {
    world.clock.forward(seconds(wait));
    await tryOnce(stranger(), username, 'not this one');
  }
  expect(wordsOf(await tryOnce(stranger(), username, PASSWORD))).toContain('Wait 60 minutes');
});

test('settled 17 a wait is told however often one looks, as long as it lasts and no longer', async () => {
  world.clock.hold();
  await misses('Dirk', 10);
  const visitor = stranger();
  const { url } = await tryOnce(visitor, 'Dirk', PASSWORD);
  const looked = async () => wordsOf(await visitor.open(url)).match(/Too many attempts with this username\. Wait \d+ seconds?/)?.[0];
  expect(await looked()).toMatch(/Wait 30 seconds/);
  world.clock.forward(seconds(29));
  expect(await looked()).toMatch(/Wait 1 second/);
  world.clock.forward(seconds(1));
  expect(await looked()).toBeUndefined();
});

test('security 1.7 the owner gets in from a browser that is known, while strangers must wait', async () => {
  const owner = stranger();
  expect(app.isCallback((await tryOnce(owner, 'Anna', PASSWORD)).url)).toBe(true);
  await misses('Anna', 10);
  expect(wordsOf(await tryOnce(stranger(), 'Anna', PASSWORD))).toContain('Too many attempts');
  const elsewhere = new Visitor({ 'x-forwarded-for': '203.0.113.4' });
  for (const cookie of await owner.jar.getCookies(world.url))
    if (cookie.key === 'voordeur_browser') await elsewhere.jar.setCookie(cookie, world.url);
  const page = await elsewhere.open((await app.begin({ portal: 'acme' })).url);
  expect(formOf(page).fields['challenge']).toBeUndefined();
  expect(app.isCallback((await elsewhere.submit(page, { username: 'Anna', password: PASSWORD }, app.isCallback)).url)).toBe(true);
});

test('security 2.4 layer 3 a known browser that misses ten times in an hour is a stranger from then on', async () => {
  const owner = stranger();
  await tryOnce(owner, 'Anna', PASSWORD);
  await misses('Anna', 10);
  for (let at = 0; at < 10; at += 1) {
    const fresh = await owner.open((await app.begin({ portal: 'acme', prompt: 'login' })).url, app.isCallback);
    const challenged = formOf(fresh).fields['challenge'] !== undefined;
    const captcha = challenged ? { captcha: await codeOn(world.app.installation.keyring, fresh, owner) } : {};
    expect(wordsOf(await owner.submit(fresh, { username: 'Anna', password: 'not this one', ...captcha }))).toContain('do not match');
  }
  const page = await owner.open((await app.begin({ portal: 'acme', prompt: 'login' })).url, app.isCallback);
  const captcha = await codeOn(world.app.installation.keyring, page, owner);
  expect(wordsOf(await owner.submit(page, { username: 'Anna', password: PASSWORD, captcha }, app.isCallback))).toContain(
    'Too many attempts',
  );
});

test('security 2.4 a right password gives the attempt back, and a new one opens the door again', async () => {
  await misses('Anna', 10);
  await setAccount(world.app.installation.acting, anna.id, { password: 'een heel ander woord 12' });
  const arrived = await tryOnce(stranger(), 'Anna', 'een heel ander woord 12');
  expect(app.isCallback(arrived.url)).toBe(true);
});

test('settled 25c when far more fails than usual, strangers meet the challenge at once and known browsers do not', async () => {
  const owner = stranger();
  await tryOnce(owner, 'Anna', PASSWORD);
  const { counters } = world.app.installation.store.ports;
  world.clock.forward(minutes(6));
  const slot = Math.floor(world.clock.now() / minutes(5));
  for (let at = 0; at < 60; at += 1) await counters.reserve([{ key: `all|${slot}`, remember: minutes(60) }], world.clock.now());
  const page = await stranger().open((await app.begin({ portal: 'acme' })).url);
  expect(formOf(page).fields['challenge']).toBeDefined();
  const own = await owner.open((await app.begin({ portal: 'acme', prompt: 'login', login_hint: 'Anna' })).url);
  expect(formOf(own).fields['challenge']).toBeUndefined();
});
