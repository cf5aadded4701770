import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { hours, minutes } from '../../src/kernel/duration.ts';
import { inLanguage } from '../kit/other-language.ts';
import { changed } from '../kit/recovery.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { setPolicy } from '../kit/renewal.ts';
import { setUpApp } from '../kit/second-step/app.ts';
import { halfway } from '../kit/second-step/halfway.ts';
import { signIn } from '../kit/sign-in.ts';
import { formOf, Visitor, wordsOf } from '../kit/visitor.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';

let world: World;
let app: RelyingParty;
let anna: { id: string };

beforeEach(async () => {
  world = await openWorld();
  await world.organisation('acme', { preferredLanguage: 'en' });
  anna = await world.person('acme', 'Anna', { givenName: 'Anna', familyName: 'Jansen' });
  app = await world.relyingParty('exam');
});

afterEach(() => world.close());

const pathOf = ({ url }: { url: string }) => new URL(url).pathname;
const account = (visitor: Visitor, place = '') => visitor.open(`${world.url}/acme/account${place}`);
const stored = () => world.app.installation.store.ports.accounts.byId(anna.id);
const signedIn = async () => (await signIn(app, 'Anna', { portal: 'acme' })).visitor;

test.each(['', '/password'])(
  'settled 58 who is not signed in is led through the portal’s sign-in, and back to the same page: account%s',
  async (place) => {
    const visitor = new Visitor();
    const sheet = await account(visitor, place);
    expect(pathOf(sheet)).toMatch(/^\/acme\/sign-in\/[^/]+\/password$/);
    const page = await visitor.submit(sheet, { username: 'Anna', password: PASSWORD });
    expect([page.status, pathOf(page)]).toEqual([200, `/acme/account${place}`]);
    expect(page.text).toMatch(new RegExp(`<a href="/acme/account${place}" aria-current="page">`));
  },
);

test('settled 6 a session that was not used for an hour opens no page of the account, and one that is used here lives on', async () => {
  const visitor = await signedIn();
  for (let at = 0; at < 3; at += 1) {
    world.clock.forward(minutes(50));
    expect(pathOf(await account(visitor))).toBe('/acme/account');
  }
  world.clock.forward(minutes(62));
  expect(pathOf(await account(visitor))).toMatch(/\/password$/);
});

test('a session of an account that was suspended since, or whose password was marked for change, opens no page of it', async () => {
  const visitor = await signedIn();
  await changed(world, anna.id, { state: 'suspended' });
  expect(pathOf(await account(visitor))).toMatch(/\/sign-in\//);
});

test('R14.1 once an app must be set up, a session from before opens no page of the account until it is', async () => {
  const visitor = await signedIn();
  await setPolicy(world, { twoStep: 'required', twoStepMethods: ['app'] });
  expect(pathOf(await account(visitor))).toMatch(/\/enrol-totp$/);
  expect(pathOf(await account(visitor, '/apps'))).toMatch(/\/enrol-totp$/);
});

test('settled 58 the bare address leads on where one portal is meant, and asks which where several are', async () => {
  const visitor = await signedIn();
  expect(pathOf(await visitor.open(`${world.url}/account`))).toBe('/acme/account');
  await world.organisation('globex', { preferredLanguage: 'en' });
  await world.person('globex', 'Anna');
  await signIn(app, 'Anna', { portal: 'globex' }, visitor);
  const which = await visitor.open(`${world.url}/account`);
  expect(wordsOf(which)).toMatch(/Which account\? .*acme BV Anna globex BV Anna/);
  expect(which.text).toContain('<a href="/globex/account">');
  const nobody = new Visitor();
  expect(pathOf(await nobody.open(`${world.url}/account`))).toBe('/');
  await nobody.open(`${world.url}/acme/help`);
  expect(pathOf(await nobody.open(`${world.url}/account`))).toMatch(/^\/acme\/sign-in\//);
});

test('ux 1.16 people change their name and language, and the user name is text', async () => {
  const visitor = await signedIn();
  const page = await account(visitor);
  expect(formOf(page).fields).toMatchObject({ 'given-name': 'Anna', 'family-name': 'Jansen' });
  expect(page.text).not.toMatch(/name="username"/);
  expect(wordsOf(page)).toContain('Only your contact person can change this: Carla, carla@acme.example.');
  const saved = await visitor.submit(page, { 'given-name': ' Ann\u200b ', 'family-name': 'de Vries', language: 'nl' });
  expect(wordsOf(saved)).toContain('Je profiel is opgeslagen.');
  expect(await stored()).toMatchObject({ givenName: 'Ann', familyName: 'de Vries', locale: 'nl', username: 'Anna' });
  const [row] = await world.app.installation.store.ports.audit.list({ account: anna.id }, 1);
  expect(row).toMatchObject({ event: 'account.changed', fields: ['givenName', 'familyName', 'locale'], actor: 'person' });
});

test('ux 1.16 a contact person is not sent to a contact person, who may be the same', async () => {
  await world.person('acme', 'Carla', { role: 'contact' });
  const half = await halfway(app, 'Carla');
  await setUpApp(world, app, half);
  const words = wordsOf(await account(half.visitor));
  expect(words).toContain('Username Carla You cannot change this here.');
  expect(words).not.toContain('Only your contact person');
});

test('a name that is too long is refused, and stays in its field; a language that the portal has not is none', async () => {
  const visitor = await signedIn();
  const refused = await visitor.submit(await account(visitor), { 'given-name': 'a'.repeat(101), language: 'xx' });
  expect(wordsOf(refused)).toContain('This name is too long. Use at most 100 characters.');
  expect(formOf(refused).fields['given-name']).toHaveLength(101);
  await visitor.submit(await account(visitor), { language: 'xx' });
  expect(await stored()).toMatchObject({ givenName: 'Anna', locale: 'en' });
});

test('an organisation keeps names to itself, and then no form changes them', async () => {
  const visitor = await signedIn();
  const open = await account(visitor);
  await setPolicy(world, { ownName: false });
  expect((await account(visitor)).text).not.toContain('name="given-name"');
  await visitor.submit(open, { 'given-name': 'Somebody', language: 'nl' });
  expect(await stored()).toMatchObject({ givenName: 'Anna', locale: 'nl' });
});

test('settled 73 the former address of the password’s page leads to it, also a form that was open there', async () => {
  const visitor = await signedIn();
  expect(pathOf(await visitor.open(`${world.url}/acme/change-password`))).toBe('/acme/account/password');
  const page = await account(visitor, '/password');
  const sent = await visitor.submit({ ...page, text: page.text.replaceAll('/acme/account/password"', '/acme/change-password"') }, {});
  expect([sent.status, pathOf(sent)]).toEqual([200, '/acme/account/password']);
});

test('the start page of the portal leads to the account', async () => {
  const visitor = new Visitor();
  const sheet = await visitor.open(`${world.url}/acme`);
  const start = await visitor.submit(sheet, { username: 'Anna', password: PASSWORD });
  expect(start.text).toContain('<a href="/acme/account">My account</a>');
});

test('security 2.5 after half a day nobody is signed in any more, however much the pages are used', async () => {
  const visitor = await signedIn();
  for (let at = 0; at < 15; at += 1) {
    world.clock.forward(minutes(50));
    if (at * minutes(50) < hours(11)) await account(visitor);
  }
  expect(pathOf(await account(visitor))).toMatch(/\/sign-in\//);
});

const TOLD = { '': /profile has been saved|profiel is opgeslagen/, '/sessions': /Logged out on all|Uitgelogd op alle/ } as const;

test.each([
  ['', { 'given-name': 'Anna', 'family-name': 'Smit', language: 'en' }],
  ['/sessions', { session: 'all' }],
] as const)(
  'what a form at account%s did is told on the page to which it led, once, in either language, and on no other',
  async (place, typed) => {
    const [visitor] = [await signedIn(), await signedIn()];
    const page = await account(visitor, place);
    const sent = await visitor.post(page, typed);
    const elsewhere = await account(visitor, '/apps');
    const shown = await visitor.follow(sent);
    const dutch = await inLanguage(visitor, shown, 'nl');
    const anew = await account(visitor, place);
    expect([elsewhere, shown, dutch, anew].map((each) => TOLD[place].test(wordsOf(each)))).toEqual([false, true, true, false]);
  },
);

test('security 1.30 nor is it told to the next person', async () => {
  const [visitor] = [await signedIn(), await signedIn()];
  await visitor.post(await account(visitor, '/sessions'), { session: 'all' });
  await world.person('acme', 'Bert');
  await visitor.submit(await visitor.open(`${world.url}/oidc/session/end`), { logout: 'yes' });
  await signIn(app, 'Bert', { portal: 'acme' }, visitor);
  expect(wordsOf(await account(visitor, '/sessions'))).not.toMatch(TOLD['/sessions']);
});
