import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { setClient } from '../../src/domain/administration/clients.ts';
import { setOrganisation } from '../../src/domain/administration/organisations.ts';
import { ANNA, type FrontDoor, isSheet, openFrontDoor } from '../kit/front-door.ts';
import { type Answer, formOf, Visitor, wordsOf } from '../kit/visitor.ts';

let door: FrontDoor;

beforeAll(async () => {
  door = await openFrontDoor();
});

afterAll(() => door.world.close());

const NAMES = {
  'Internet Explorer': 'Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko',
  'Safari 13': 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/13.1 Safari/605.1.15',
  'Chrome 134': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/134.0.0.0 Safari/537.36',
};

const called = (name: string) => new Visitor({ 'user-agent': name, 'accept-language': 'en-US' });

/** A page without what differs from one sign-in to the next. */
const bare = (page: Answer) =>
  page.text.replaceAll(/name="csrf" value="[^"]*"|data-passkey="[^"]*"/g, '').replaceAll(/sign-in\/[\w-]+/g, '');

test('R15.1 every browser gets the same page, whatever it calls itself', async () => {
  const pages = await Promise.all(Object.values(NAMES).map(async (name) => bare(await door.sheet(called(name)))));
  expect(new Set(pages).size).toBe(1);
  expect(pages[0]).toContain('Your browser is out of date');
});

test('oidc-provider §10.10 an old scripted browser that calls itself Chrome 134 signs in by the form alone', async () => {
  const visitor = called(NAMES['Chrome 134']);
  const page = await door.open(visitor, '/acme');
  expect(isSheet(page)).toBe(true);
  const { fields } = formOf(page);
  expect(Object.keys(fields).toSorted()).toEqual(['csrf', 'password', 'username']);
  expect(wordsOf(page)).toContain('Sign in to acme BV');
  expect(door.isIn(await door.submit(visitor, page, ANNA))).toBe(true);
});

test('R15.1, R15.2 an old browser that says nothing of where a form comes from signs in too', async () => {
  const visitor = called(NAMES['Internet Explorer']);
  const page = await door.sheet(visitor);
  const { action, fields } = formOf(page);
  const sent = await visitor.send(action, { method: 'POST', body: new URLSearchParams({ ...fields, ...ANNA }) });
  expect(door.isIn(await visitor.follow(sent, door.app.isCallback))).toBe(true);
});

test('R15.2 an organisation chooses the level, or none; what is no level is refused', async () => {
  const { acting } = door.world.app.installation;
  const noticeAt = async (browsers: string) => {
    expect((await setOrganisation(acting, 'acme', { policy: { browsers } })).done).toBe(true);
    // Each process remembers an organisation for five seconds.
    door.world.clock.forward(6_000);
    return /<div class="note warn ([\w-]+)">/.exec((await door.sheet()).text)?.[1];
  };
  expect(await noticeAt('any')).toBeUndefined();
  expect(await noticeAt('baseline-2023')).toBe('baseline-2023');
  expect(await noticeAt('baseline-2021')).toBe('old');
  const refused = await setOrganisation(acting, 'acme', { policy: { browsers: 'Safari 14' } });
  expect(refused).toMatchObject({ done: false, faults: [{ field: 'policy.browsers', code: 'invalid' }] });
});

test('R15.3 an application’s own minimum is registered with it, counts where it is the higher, and is named as its own', async () => {
  const { acting } = door.world.app.installation;
  const register = (browser_baseline: string | null) => setClient(acting, 'exam', { registration: { browser_baseline } });
  expect((await register('baseline-2024')).done).toBe(true);
  door.world.clock.forward(6_000);
  const page = await door.sheet();
  expect(page.text).toContain('<div class="note warn baseline-2024">');
  expect(wordsOf(page)).toContain('Your browser is too old for App exam');
  expect((await register('baseline-2021')).done).toBe(true);
  door.world.clock.forward(6_000);
  expect(wordsOf(await door.sheet())).toContain('Your browser is out of date');
  expect(await register('Safari 14')).toMatchObject({ done: false, faults: [{ field: 'browser_baseline', code: 'invalid' }] });
  expect((await register(null)).done).toBe(true);
});
