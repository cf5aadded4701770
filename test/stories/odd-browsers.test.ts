import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'node-html-parser';
import { type FrontDoor, isSheet, openFrontDoor, REFERENCE, WORDS } from '../kit/front-door.ts';
import { inLanguage } from '../kit/other-language.ts';
import { type Answer, Visitor, wordsOf } from '../kit/visitor.ts';

let door: FrontDoor;

beforeAll(async () => {
  door = await openFrontDoor();
});

afterAll(() => door.world.close());

/** A browser that lets go of some cookies as soon as they are set. */
class Forgetful extends Visitor {
  readonly #forgets: (cookie: string) => boolean;

  constructor(forgets: (cookie: string) => boolean, headers?: Record<string, string>) {
    super(headers);
    this.#forgets = forgets;
  }

  override async send(url: string, init?: RequestInit): Promise<Answer> {
    const answer = await super.send(url, init);
    const { cookies = [] } = (await this.jar.serialize()) ?? {};
    for (const { key = '', domain = '', path = '/' } of cookies) {
      if (this.#forgets(key)) await this.jar.store.removeCookie(String(domain), String(path), key);
    }
    return answer;
  }
}

describe('a browser that takes no cookies', () => {
  test.each(WORDS)('is told so within a few steps, whatever it opens, and never goes round ($language)', async ({ language }) => {
    const addresses = ['/acme', '/globex', '/acme/sign-in/never-was/password', '/acme/sign-in', '/authenticator/acme/authenticate.html'];
    for (const address of addresses) {
      const answer = await door.open(new Forgetful(() => true, { 'accept-language': language }), address);
      expect([address, answer.status]).toEqual([address, 400]);
      expect(wordsOf(answer)).toContain(language === 'nl' ? 'Je browser accepteert geen cookies' : 'Your browser does not accept cookies');
      expect(wordsOf(answer)).toContain(new URL(door.world.url).host);
      expect(wordsOf(answer)).toMatch(REFERENCE);
    }
  });

  test.each([
    ['the page that says so', '/acme/sign-in/never-was', 400],
    ['the help page', '/acme/help', 200],
    ['a page that is not there', '/acme/nothing/here', 404],
  ])('ux G10 has %s in the other language by its link, and in the first by the next', async (_what, address, status) => {
    const visitor = new Forgetful(() => true, { 'accept-language': 'nl' });
    const page = await door.open(visitor, address);
    const english = await inLanguage(visitor, page, 'en');
    const dutch = await inLanguage(visitor, english, 'nl');
    const told = [page, english, dutch].map((each) => [each.status, parse(each.text).querySelector('html')?.getAttribute('lang')]);
    expect(told).toEqual(['nl', 'en', 'nl'].map((language) => [status, language]));
  });

  test('a reload goes on as soon as it takes them', async () => {
    const told = await door.open(new Forgetful(() => true), '/acme/sign-in/never-was');
    const visitor = new Visitor();
    expect((await visitor.send(told.url)).status).toBe(400);
    expect(isSheet(await door.open(visitor, told.url))).toBe(true);
  });
});

test('R12.3 a browser that loses the cookie of each sign-in, and no other, is stopped with words and an error number', async () => {
  const stopped = await door.open(new Forgetful((cookie) => cookie.startsWith('voordeur_interaction')), '/acme');
  expect([stopped.status, wordsOf(stopped)]).toEqual([400, expect.stringContaining('This page is too old')]);
  expect(wordsOf(stopped)).toMatch(REFERENCE);
});

test('a jar full of cookies of sign-ins that are over, and some that were never ours, keeps nobody out', async () => {
  const visitor = new Visitor();
  for (let time = 0; time < 60; time += 1) await door.sheet(visitor);
  for (const name of [
    'voordeur_interaction',
    'voordeur_resume',
    'voordeur_restart',
    'voordeur_app',
    'voordeur_from',
    'voordeur_portal',
    'voordeur_notes',
  ])
    for (const path of ['/', '/oidc', '/globex']) await visitor.jar.setCookie(`${name}=%stale%; path=${path}`, door.world.url);
  expect(await door.letsIn(visitor, await door.sheet(visitor))).toBe(true);
  expect(door.isIn(await door.open(visitor, '/acme/sign-in/never-was/password'))).toBe(true);
});

describe('every address has a way on', () => {
  const wayOn = /<a class="button full" href="\/(acme)?">/;

  test.each(['/acme/nothing/here', '/nowhere/nothing/here', '/oidc/nothing', '/assets/nothing.css'])(
    '404 in words where there is no page: %s',
    async (address) => {
      const answer = await door.open(new Visitor(), address);
      expect([answer.status, wordsOf(answer)]).toEqual([404, expect.stringContaining('This page does not exist')]);
      expect(answer.text).toMatch(wayOn);
    },
  );

  test.each([
    ['POST', '/acme/help'],
    ['POST', '/acme'],
    ['PUT', '/acme/sign-in/never-was/password'],
    ['DELETE', '/'],
    ['PROPFIND', '/acme'],
  ])('405 or 501 in words where the method does not fit: %s %s', async (method, address) => {
    const answer = await new Visitor().send(door.world.url + address, { method });
    expect([405, 501]).toContain(answer.status);
    expect(wordsOf(answer)).toContain('That is not possible here');
    expect(answer.text).toMatch(wayOn);
  });

  test('in JSON for who asks for that', async () => {
    const answer = await new Visitor({ accept: 'application/json' }).send(`${door.world.url}/acme/nothing/here`);
    expect(JSON.parse(answer.text)).toEqual({ error: 'not-found', reference: expect.stringMatching(REFERENCE) });
  });
});

test('R12.3 no address of ours leads to another host, whatever stands in it', async () => {
  const evil = encodeURIComponent('https://evil.example/');
  const addresses = [
    `//evil.example/?lang=nl`,
    `/%5cevil.example/?lang=nl`,
    `/acme?login_hint=${evil}&portal=${evil}&iss=${evil}&redirect_uri=${evil}`,
    `/acme/sign-in?app=${evil}&again=${evil}`,
    `/acme/sign-in/never-was?to=${evil}`,
    `/sign-in/done?state=${evil}&code=x`,
    `/sign-in/done?state=%2fevil.example`,
    `/?pending=${Buffer.from('client_id=exam&redirect_uri=https://evil.example/').toString('base64url')}`,
    `/authenticator/${evil}/authenticate.html`,
    `/authenticator/acme/authenticate.html?service=${evil}`,
    `/ACME//evil.example`,
  ];
  for (const address of addresses) {
    const visitor = new Visitor();
    const answer = await visitor.send(door.world.url + address);
    const next = new URL(answer.headers.get('location') ?? '/', door.world.url);
    expect([address, [door.world.url, 'http://localhost:9'].includes(next.origin)]).toEqual([address, true]);
    const last = await visitor.follow(answer, (url) => !url.startsWith(door.world.url));
    expect([address, new URL(last.url).hostname]).toEqual([address, 'localhost']);
  }
});

test.each(['//acme', '///acme'])('R1.1 slashes too many before the name are a slip: %s', async (address) => {
  expect(isSheet(await door.open(new Visitor(), door.world.url + address))).toBe(true);
});

test.each([
  ['/acme//', '/acme/'],
  ['/acme//help', '/acme/help'],
  ['//acme///help//', '/acme/help/'],
  ['/acme//help?next=https://a//b', '/acme/help?next=https://a//b'],
  ['/acme//evil.example/', '/acme/evil.example/'],
])('R1.1 and so are those after it: %s', async (address, straight) => {
  const { host, origin } = new URL(door.world.url);
  expect(await askedAs(host, address)).toEqual([301, origin + straight]);
});

test('R1.1 slashes in what comes after the question mark are left as they are', async () => {
  const { host } = new URL(door.world.url);
  expect(await askedAs(host, '/acme/help?next=https://a//b')).toEqual([200, undefined]);
});

test('R1.1 www. before our own host leads to the configured origin, and any other host is not served', async () => {
  const { host, origin } = new URL(door.world.url);
  expect(await askedAs(`www.${host}`, '/acme?x=1')).toEqual([301, `${origin}/acme?x=1`]);
  expect(await askedAs(`www.${host}`, '//acme/help')).toEqual([301, `${origin}/acme/help`]);
  for (const path of ['//evil.example/acme', '/\\evil.example', '//evil:80/', 'http://evil.example/acme'])
    for (const name of [host, `www.${host}`]) expect([path, ...(await askedAs(name, path))]).toEqual([path, 421, undefined]);
  expect(await askedAs(`www.evil.example`, '/acme')).toEqual([421, undefined]);
  expect(await askedAs(`www.www.${host}`, '/acme')).toEqual([421, undefined]);
});

/** Status and destination of a request that names a host. */
function askedAs(host: string, path: string): Promise<[number | undefined, string | undefined]> {
  const { hostname, port } = new URL(door.world.url);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, headers: { host } }, (answer) => {
      answer.resume();
      resolve([answer.statusCode, answer.headers.location]);
    });
    sent.on('error', reject).end();
  });
}

test('R12.4 pages are kept by nobody, name the portal’s own address, and have a title fit for a bookmark', async () => {
  const page = await door.sheet();
  expect(page.headers.get('cache-control')).toBe('no-store');
  expect(page.text).toContain(`<link rel="canonical" href="${door.world.url}/acme">`);
  expect(page.text).toContain('<title>Sign in – acme BV</title>');
  for (const path of ['/acme/help', '/acme/forgot-password', '/acme/nothing/here']) {
    const answer = await door.open(new Visitor(), path);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.text).toContain(`<link rel="canonical" href="${door.world.url}/acme">`);
    expect(answer.text).toMatch(/<title>[^<]+ – acme BV<\/title>/);
  }
});
