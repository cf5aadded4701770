import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { parse } from 'node-html-parser';
import { setClient } from '../../src/domain/administration/clients.ts';
import { setOrganisation } from '../../src/domain/administration/organisations.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { attempt, signIn } from '../kit/sign-in.ts';
import { type Answer, formOf, Visitor, wordsOf } from '../kit/visitor.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';

const WRONG = 'something else entirely';

let world: World;
let app: RelyingParty;

beforeAll(async () => {
  world = await openWorld();
  for (const portal of ['acme', 'globex', 'initech', 'voor-heen']) await world.organisation(portal, { preferredLanguage: 'en' });
  for (const portal of ['acme', 'globex']) await world.person(portal, 'Anna.Jansen', { givenName: 'Anna', familyName: 'Jansen' });
  await world.person('globex', 'Only.Globex', { password: 'zeven schapen op de dijk' });
  expect(await setOrganisation(world.app.installation.acting, 'voor-heen', { portal: 'voorheen' })).toMatchObject({ done: true });
  app = await world.relyingParty('exam');
});

beforeEach(() => world.forgetMisses());

afterAll(() => world.close());

const pathOf = ({ url }: Answer) => new URL(url).pathname;
const linksOf = (page: Answer) =>
  parse(page.text)
    .querySelectorAll('main a')
    .map((link) => link.getAttribute('href'));

/** The address of the portal, typed so. */
const at = (spelling: string) => `${world.url}/${spelling}`;

describe('S1 the address of the portal', () => {
  test.each(['acme', 'acme/', 'ACME', 'Acme/', 'www.acme', '%20acme%20', '%C2%A0acme', 'acme%E2%80%8B'])(
    'R1.1 /%s leads to the sign-in page of acme',
    async (spelling) => {
      const answer = await new Visitor().open(at(spelling));
      expect([answer.status, pathOf(answer).split('/')[1]]).toEqual([200, 'acme']);
      expect(wordsOf(answer)).toContain('Sign in to acme BV');
    },
  );

  test('R1.1 an old name leads on for ever, from each page of the portal to the same page', async () => {
    for (const rest of ['', '/help', '/forgot-password', '/privacy']) {
      const answer = await new Visitor().send(at(`voor-heen${rest}`));
      expect([answer.status, answer.headers.get('location')]).toEqual([303, `/voorheen${rest}`]);
    }
    const begun = await app.begin({ portal: 'voor-heen' });
    expect(pathOf(await new Visitor().open(begun.url))).toMatch(/^\/voorheen\/sign-in\//);
  });

  test('R1.2 who is not signed in gets the sign-in page; who is, gets the list of apps and the address to save', async () => {
    const visitor = new Visitor();
    const sheet = await visitor.open(at('acme'));
    expect(pathOf(sheet)).toMatch(/^\/acme\/sign-in\/[\w-]+\/password$/);
    const start = await visitor.submit(sheet, { username: 'Anna.Jansen', password: PASSWORD });
    expect([start.status, pathOf(start)]).toEqual([200, '/acme']);
    expect(wordsOf(start)).toContain('Welcome, Anna Jansen');
    expect(wordsOf(start)).toContain(`${world.url}/acme`);
    expect(pathOf(await visitor.open(at('acme')))).toBe('/acme');
  });

  test('R1.2, settled 3 with one app the portal leads to it, signed in or not, with iss, portal and a name that was in the link', async () => {
    const start = 'https://tests.example/start?from=portal';
    await world.relyingParty('tests', { portals: ['initech'], initiate_login_uri: start });
    const location = async (address: string) => (await new Visitor().send(at(address))).headers.get('location') ?? '';
    const sent = new URL(await location('initech'));
    expect([sent.origin + sent.pathname, ...sent.searchParams]).toEqual([
      'https://tests.example/start',
      ['from', 'portal'],
      ['iss', world.url],
      ['portal', 'initech'],
    ]);
    expect(new URL(await location('initech?login_hint=Anna')).searchParams.get('login_hint')).toBe('Anna');
  });

  test('R1.2 with several apps there is a list, each leading to its own start; a suspended app is not on it', async () => {
    for (const id of ['one', 'two', 'gone']) {
      await world.relyingParty(id, { portals: ['globex'], initiate_login_uri: `https://${id}.example/start` });
    }
    await setClient(world.app.installation.acting, 'gone', { state: 'suspended' });
    const visitor = new Visitor();
    const start = await visitor.submit(await visitor.open(at('globex')), { username: 'Anna.Jansen', password: PASSWORD });
    const apps = linksOf(start).filter((href) => href?.includes('.example/start'));
    expect(apps.map((href) => new URL(href ?? '').host)).toEqual(['one.example', 'two.example']);
  });

  test.each(['nowhere', 'nowhere/help', 'NoWhere', '%3Cscript%3Ealert(1)%3C/script%3E'])(
    'R1.3, settled 39 /%s is 404 with the finder, and no list of portals',
    async (spelling) => {
      const answer = await new Visitor().open(at(spelling));
      expect(answer.status).toBe(404);
      expect(answer.text).not.toContain('<script>alert');
      for (const name of ['acme', 'globex', 'initech', 'voorheen']) expect(answer.text).not.toContain(name);
    },
  );

  test('R1.3 the typed name stands in the box', async () => {
    expect(formOf(await new Visitor().open(at('nowhere'))).fields['portal']).toBe('nowhere');
  });

  test('R1.4 the same person’s name in two portals is two accounts with two subjects, each with its own password', async () => {
    const subjects = await Promise.all(
      ['acme', 'globex'].map(async (portal) => {
        const { begun, callback } = await signIn(app, 'Anna.Jansen', { portal });
        return (await app.exchange(callback, begun)).claims()?.sub;
      }),
    );
    expect(new Set(subjects).size).toBe(2);
    expect((await attempt(app, 'globex', { username: 'Only.Globex', password: PASSWORD })).isIn).toBe(false);
  });

  test('security 1.20 the portal of a suspended organisation is as unknown as one that never was', async () => {
    await world.organisation('closing');
    await setOrganisation(world.app.installation.acting, 'closing', { state: 'suspended' });
    expect((await new Visitor().open(at('closing'))).status).toBe(404);
  });
});

describe('S16 «you may have several accounts; mind page, user name and password of each»', () => {
  async function find(typed: string, visitor = new Visitor()): Promise<Answer> {
    return visitor.submit(await visitor.open(world.url), { portal: typed });
  }

  test.each([
    'acme',
    ' Acme ',
    'www.acme',
    'ACME/',
    'acme\u200b',
    'ORIGIN/acme',
    'ORIGIN/acme/sign-in/abc/password?x=1#login',
    'ORIGIN/authenticator/acme/authenticate.html#login',
    'voorheen',
  ])('R16.1 the portal finder understands %j', async (typed) => {
    const answer = await find(typed.replace('ORIGIN', world.url));
    expect([answer.status, pathOf(answer).split('/')[1]]).toEqual([200, typed === 'voorheen' ? 'voorheen' : 'acme']);
  });

  test('R16.1 an unknown name stays in the box, and an empty one is said to be', async () => {
    const unknown = await find('nowhere');
    expect([unknown.status, formOf(unknown).fields['portal']]).toEqual([200, 'nowhere']);
    expect(wordsOf(unknown)).toContain('There is no portal with this name.');
    expect(wordsOf(await find(' '))).toContain('Fill in the name of your portal, or its whole address.');
  });

  test('R16.1 the portal last visited stands first', async () => {
    const visitor = new Visitor();
    await visitor.open(at('globex'));
    const finder = await visitor.open(world.url);
    expect(wordsOf(finder)).toContain('Go on to globex BV');
    expect(linksOf(finder)).toContain('/globex');
  });

  test('R16.2 the sign-in page says whose it is, and beneath it asks «another organisation?»', async () => {
    const sheet = await new Visitor().open((await app.begin({ portal: 'acme' })).url);
    expect(parse(sheet.text).querySelector('header .brand')?.text.trim()).toBe('acme BV');
    expect(parse(sheet.text).querySelector('h1')?.text).toBe('Sign in to acme BV');
    expect(parse(sheet.text).querySelector('title')?.text).toBe('Sign in – acme BV');
    expect(wordsOf(sheet)).toContain('Is your account at another organisation?');
    expect(linksOf(sheet)).toContain('/');
  });

  test('R16.1, R16.2 at the wrong portal nobody gets in, and the page says whose page this is', async () => {
    const { answer, visitor } = await attempt(app, 'acme', { username: 'Only.Globex', password: 'zeven schapen op de dijk' });
    expect(wordsOf(answer)).toContain('This page is for acme BV. Do you have more accounts? Each account has its own sign-in page.');
    const right = await find('globex', visitor);
    const start = await visitor.submit(right, { username: 'Only.Globex', password: 'zeven schapen op de dijk' });
    expect(wordsOf(start)).toContain('Welcome, Only.Globex');
  });

  test('R16.3 after a failure the other portals of this browser are offered, under their present names, and no more', async () => {
    const visitor = new Visitor();
    await signIn(app, 'Anna.Jansen', { portal: 'globex' }, visitor);
    await signIn(app, 'Anna.Jansen', { portal: 'acme' }, visitor);
    const untouched = await visitor.open((await app.begin({ portal: 'acme', prompt: 'login' })).url);
    expect(wordsOf(untouched)).not.toContain('globex BV');
    const failed = await visitor.submit(untouched, { username: 'Anna.Jansen', password: WRONG });
    expect(wordsOf(failed)).toContain('This browser was used before to sign in at: globex BV');
    expect(linksOf(failed)).toContain('/globex');
    expect(linksOf(failed)).not.toContain('/acme');
    const stranger = await attempt(app, 'acme', { username: 'Anna.Jansen', password: WRONG });
    expect(wordsOf(stranger.answer)).not.toContain('This browser was used before');
  });

  test('R16.3 a portal where nobody signed in is not offered, nor one that was made up in the cookie', async () => {
    const visitor = new Visitor();
    await visitor.open(at('globex'));
    await visitor.jar.setCookie('voordeur_portals=nowhere.<b>.closing.acme; path=/', world.url);
    const { answer } = await attempt(app, 'acme', { username: 'Anna.Jansen', password: WRONG }, visitor);
    expect(wordsOf(answer)).not.toContain('This browser was used before');
  });
});
