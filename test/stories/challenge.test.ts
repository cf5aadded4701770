import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { minutes } from '../../src/kernel/duration.ts';
import { codeOf, codeOn } from '../kit/challenge.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { type Answer, formOf, Visitor, wordsOf } from '../kit/visitor.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';

/** What is said to who should have solved a challenge. */
const UNSOLVED = 'An extra check is needed first. Fill in your password once more.';

let world: World;
let app: RelyingParty;

beforeEach(async () => {
  await world?.close();
  // Addresses of tests come from the one trusted hop, so that each story chooses its own.
  world = await openWorld({ VOORDEUR_TRUSTED_PROXY_HOPS: '1' });
  await world.organisation('acme', { preferredLanguage: 'en' });
  await world.organisation('globex', { preferredLanguage: 'en', policy: { networks: ['198.51.100.0/24'] } });
  for (const portal of ['acme', 'globex']) await world.person(portal, 'Anna');
  app = await world.relyingParty('exam');
});

afterAll(() => world.close());

/** Somebody at an address (RFC 5737) in a browser of their own. */
const from = (address: string) => new Visitor({ 'x-forwarded-for': address });

async function sheet(visitor: Visitor, portal = 'acme'): Promise<Answer> {
  return visitor.open((await app.begin({ portal })).url, app.isCallback);
}

async function wrong(visitor: Visitor, username: string, times: number, portal = 'acme'): Promise<Answer> {
  let page = await sheet(visitor, portal);
  for (let at = 0; at < times; at += 1) page = await visitor.submit(page, { username, password: 'not this one' }, app.isCallback);
  return page;
}

const code = (page: Answer, visitor: Visitor) => codeOn(world.app.installation.keyring, page, visitor);
const isChallenged = (page: Answer) => formOf(page).fields['challenge'] !== undefined;

test.each(['Anna', 'Nobody'])('R8.1 the third miss brings the picture, whether or not there is a %s', async (username) => {
  const visitor = from('192.0.2.1');
  expect(isChallenged(await wrong(visitor, username, 2))).toBe(false);
  const page = await visitor.submit(await sheet(visitor), { username, password: 'not this one' });
  expect(isChallenged(page)).toBe(true);
  expect(wordsOf(page)).toContain('Extra check');
});

test('R8.2 with the right code and the right password the person is in, and nothing is left of the misses for anybody who types the name', async () => {
  const visitor = from('192.0.2.1');
  const page = await wrong(visitor, 'Anna', 3);
  const named = async (other: Visitor) => isChallenged(await other.submit(await sheet(other), { username: 'Anna', password: '' }));
  expect(await named(from('192.0.2.7'))).toBe(true);
  const arrived = await visitor.submit(page, { username: 'Anna', password: PASSWORD, captcha: await code(page, visitor) }, app.isCallback);
  expect(app.isCallback(arrived.url)).toBe(true);
  expect(await named(from('192.0.2.8'))).toBe(false);
});

test('R8.1 three different names missed in one browser: the fourth meets the challenge, and goes on with a right one', async () => {
  const visitor = from('192.0.2.1');
  for (const [at, username] of ['Bert', 'Carla', 'Dirk'].entries()) {
    const page = await sheet(visitor);
    expect(isChallenged(page)).toBe(false);
    const missed = await visitor.submit(page, { username, password: 'not this one' });
    expect([wordsOf(missed).includes('do not match'), isChallenged(missed)]).toEqual([true, at === 2]);
  }
  const asked = await visitor.submit(await sheet(visitor), { username: 'Anna', password: PASSWORD, challenge: '' }, app.isCallback);
  expect(wordsOf(asked)).toContain(UNSOLVED);
  expect(isChallenged(await sheet(from('192.0.2.1')))).toBe(false);
  const arrived = await visitor.submit(
    asked,
    { username: 'Anna', password: PASSWORD, captcha: await code(asked, visitor) },
    app.isCallback,
  );
  expect(app.isCallback(arrived.url)).toBe(true);
});

test('security 1.5 misses outlive a restart of the server: even the right password is asked for the challenge', async () => {
  await wrong(from('192.0.2.1'), 'Anna', 3);
  await world.restart();
  const other = from('192.0.2.9');
  const asked = await other.submit(await sheet(other), { username: 'Anna', password: PASSWORD }, app.isCallback);
  expect([wordsOf(asked).includes(UNSOLVED), isChallenged(asked)]).toEqual([true, true]);
  const arrived = await other.submit(asked, { username: 'Anna', password: PASSWORD, captcha: await code(asked, other) }, app.isCallback);
  expect(app.isCallback(arrived.url)).toBe(true);
});

test('R8.2, R8.4 a wrong code does not look at the password, says so, and keeps the name', async () => {
  const visitor = from('192.0.2.1');
  const page = await wrong(visitor, 'Anna', 3);
  const again = await visitor.submit(page, { username: 'Anna', password: PASSWORD, captcha: 'XXXXXX' }, app.isCallback);
  expect(wordsOf(again)).toContain('The code is not right. Look at the new picture and try again.');
  expect(wordsOf(again)).not.toContain('do not match');
  expect(formOf(again).fields['username']).toBe('Anna');
  expect(formOf(again).fields['challenge']).not.toBe(formOf(page).fields['challenge']);
});

test('R8.2 a wrong password with a right code asks for another code', async () => {
  const visitor = from('192.0.2.1');
  const page = await wrong(visitor, 'Anna', 3);
  const used = await code(page, visitor);
  const again = await visitor.submit(page, { username: 'Anna', password: 'not this one', captcha: used });
  expect(wordsOf(again)).toContain('do not match');
  const id = String(formOf(page).fields['challenge']);
  const reused = await visitor.submit(again, { username: 'Anna', password: PASSWORD, challenge: id, captcha: used }, app.isCallback);
  expect(wordsOf(reused)).toContain('This picture was too old. Here is a new one.');
});

test('security 2.4 without an answer the right password does not help, and nothing is counted', async () => {
  const visitor = from('192.0.2.1');
  const page = await wrong(visitor, 'Anna', 3);
  for (let at = 0; at < 5; at += 1) {
    const refused = await visitor.submit(page, { username: 'Anna', password: PASSWORD, challenge: '', captcha: '' }, app.isCallback);
    expect(wordsOf(refused)).toContain(UNSOLVED);
  }
  const arrived = await visitor.submit(page, { username: 'Anna', password: PASSWORD, captcha: await code(page, visitor) }, app.isCallback);
  expect(app.isCallback(arrived.url)).toBe(true);
});

test('ux 1.2 a new picture comes without losing the name, and the picture is for this browser alone', async () => {
  const visitor = from('192.0.2.1');
  const page = await wrong(visitor, 'Anna', 3);
  const fresh = await visitor.submit(page, { username: 'Anna B', do: 'new-captcha' });
  expect([formOf(fresh).fields['username'], isChallenged(fresh)]).toEqual(['Anna B', true]);
  const picture = new URL(/src="([^"]+\.png)"/.exec(fresh.text)?.[1] ?? '', fresh.url).href;
  const shown = await visitor.send(picture);
  expect([shown.status, shown.headers.get('content-type'), shown.headers.get('cache-control')]).toEqual([200, 'image/png', 'no-store']);
  expect((await from('192.0.2.1').send(picture)).status).toBe(404);
  world.clock.forward(minutes(10));
  expect((await visitor.send(picture)).status).toBe(404);
});

test('ux 1.2 another challenge for the script is of this browser and purpose, and good once', async () => {
  const visitor = from('192.0.2.1');
  const page = await wrong(visitor, 'Anna', 3);
  const asked = async (purpose: string, who = visitor): Promise<string> =>
    JSON.parse((await who.send(`${world.url}/acme/captcha/${purpose}.json`)).text).id;
  const answer = async (challenge: string, captcha: string, password = PASSWORD) =>
    visitor.submit(page, { username: 'Anna', password, challenge, captcha }, app.isCallback);
  const others = [await asked('sign-in', from('192.0.2.1')), await asked('change-password')];
  for (const id of others) expect(wordsOf(await answer(id, 'AAAAAA'))).toContain('This picture was too old.');
  const id = await asked('sign-in');
  const shown = await visitor.send(`${world.url}/acme/captcha/sign-in/${id}.png`);
  expect([shown.status, shown.headers.get('content-type')]).toEqual([200, 'image/png']);
  const read = await codeOf(world.app.installation.keyring, id, visitor, page.url);
  expect(wordsOf(await answer(id, read, 'not this one'))).toContain('do not match');
  expect(wordsOf(await answer(id, read))).toContain('This picture was too old.');
  const fresh = await asked('sign-in');
  const arrived = await answer(fresh, await codeOf(world.app.installation.keyring, fresh, visitor, page.url));
  expect(app.isCallback(arrived.url)).toBe(true);
});

test('security 1.5 no new session, spelling of the portal, language, app, forged address or other way to write the name resets the count', async () => {
  const other = await world.relyingParty('other');
  const tries: readonly [string, (visitor: Visitor) => Promise<Answer>, Record<string, string>][] = [
    ['anna', (visitor) => sheet(visitor, 'Acme'), {}],
    ['A\u200bnna', async (visitor) => visitor.open((await other.begin({ portal: 'ACME' })).url), { 'accept-language': 'nl' }],
    // By hand, in the address bar: the portal's own sign-in.
    ['\uff21\uff2e\uff2e\uff21', (visitor) => visitor.open(`${world.url}/aCME`), { 'x-forwarded-for': '203.0.113.9, 192.0.2.1' }],
  ];
  for (const [username, arrive, headers] of tries) {
    const visitor = new Visitor({ 'x-forwarded-for': '192.0.2.1', ...headers });
    const missed = await visitor.submit(await arrive(visitor), { username, password: 'not this one' });
    expect(wordsOf(missed)).toMatch(/do not match|horen niet bij elkaar/);
  }
  const fourth = from('203.0.113.77');
  const refused = await fourth.submit(await sheet(fourth), { username: ' Anna', password: PASSWORD }, app.isCallback);
  expect(wordsOf(refused)).toContain(UNSOLVED);
});

test('security 2.4 of three hundred names sprayed from one address the first ten are looked at, every later one meets the challenge', async () => {
  const spray = async (at: number) => {
    const visitor = from('192.0.2.50');
    return wordsOf(await visitor.submit(await sheet(visitor), { username: `name-${at}`, password: 'not this one', challenge: '' }));
  };
  for (let at = 0; at < 10; at += 1) expect(await spray(at)).toContain('do not match');
  for (let at = 10; at < 300; at += 29) {
    const told = await Promise.all(Array.from({ length: 29 }, (_, more) => spray(at + more)));
    for (const words of told) expect([words.includes(UNSOLVED), words.includes('do not match')]).toEqual([true, false]);
  }
  expect(isChallenged(await sheet(from('192.0.2.50')))).toBe(true);
  expect(isChallenged(await sheet(from('192.0.2.51')))).toBe(false);
});

test('R8.7 in the organisation’s own networks misses do not count for the network', async () => {
  for (let at = 0; at < 12; at += 1) {
    const visitor = from('198.51.100.4');
    await visitor.submit(await sheet(visitor, 'globex'), { username: `name-${at}`, password: 'not this one' });
  }
  expect(isChallenged(await sheet(from('198.51.100.4'), 'globex'))).toBe(false);
});
