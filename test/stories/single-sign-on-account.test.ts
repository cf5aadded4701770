import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { parse } from 'node-html-parser';
import { addConnection } from '../../src/domain/administration/connections.ts';
import { days } from '../../src/kernel/duration.ts';
import { pathOf } from '../kit/account.ts';
import { colleague, type IdentityProvider, openIdentityProvider, WORK_PASSWORD } from '../kit/identity-provider.ts';
import { takeMail } from '../kit/mailbag.ts';
import { changed } from '../kit/recovery.ts';
import { attempt } from '../kit/sign-in.ts';
import { endSingleSignOn, requireSingleSignOn } from '../kit/single-sign-on.ts';
import { type Answer, formOf, Visitor, wordsOf } from '../kit/visitor.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';

let world: World;
let provider: IdentityProvider;
let wim: { readonly id: string };

beforeEach(async () => {
  world = await openWorld();
  await world.organisation('acme', { preferredLanguage: 'en' });
  wim = await world.person('acme', 'Wim', { email: 'wim@work.example', givenName: 'Wim' });
  provider = await openIdentityProvider(`${world.url}/sso/callback`, [colleague('Wim'), colleague('Inge')]);
  const { issuer, clientId, clientSecret } = provider;
  const connection = { name: 'Noordhaven ID', issuer, clientId, clientSecret, links: 'by-email' };
  expect(await addConnection(world.app.installation.acting, 'acme', connection)).toMatchObject({ done: true });
});
afterEach(async () => {
  await provider.close();
  await world.close();
});

/** From a page of the sign-in by the button to the provider, through its sheet, and back to the end. */
async function through(visitor: Visitor, page: Answer, until?: (url: string) => boolean, username = 'Wim'): Promise<Answer> {
  const [, flow = ''] = /^(.*\/sign-in\/[\w-]+)/.exec(page.url) ?? [];
  const handOff = await visitor.open(`${flow}/sso/go`);
  const sheet = await visitor.open(parse(handOff.text).querySelector(`a[href^="${provider.issuer}"]`)?.getAttribute('href') ?? '');
  return visitor.submit(sheet, { username, password: WORK_PASSWORD }, until);
}

const opened = (visitor: Visitor, place = '') => visitor.open(`${world.url}/acme/account${place}`);

test('R17.2 the account of who must use single sign-on has no page about a password, and keeps the address that it is found by', async () => {
  await requireSingleSignOn(world);
  const visitor = new Visitor();
  const page = await through(visitor, await opened(visitor));
  expect(pathOf(page)).toBe('/acme/account');
  expect(page.text).not.toContain('/acme/account/password');
  expect(page.text).not.toContain('/acme/account/email');
  expect(wordsOf(page)).toContain('wim@work.example');
  for (const place of ['/password', '/email']) expect(pathOf(await opened(visitor, place))).toBe('/acme/account');
  const other = await visitor.open(`${world.url}/acme/change-password`);
  expect(pathOf(other)).toBe('/acme/account');
  await endSingleSignOn(world);
  const after = await opened(visitor);
  expect(after.text).toContain('/acme/account/password');
});

test('R17.2 nothing there speaks of a password of theirs, and the history says that they came', async () => {
  await world.person('acme', 'Inge', { email: 'inge@work.example', password: undefined });
  await requireSingleSignOn(world);
  const visitor = new Visitor();
  expect(pathOf(await through(visitor, await opened(visitor), undefined, 'Inge'))).toBe('/acme/account');
  const places = ['/sessions', '/history', '/two-step'];
  const words = await Promise.all(places.map(async (place) => wordsOf(await opened(visitor, place))));
  expect(words.filter((each) => /your password/i.test(each))).toEqual([]);
  expect(words[1]).toContain('Account activated');
  expect(words[1]).not.toContain('Your organisation changed your account');
  await endSingleSignOn(world);
  expect(wordsOf(await opened(visitor, '/sessions'))).toContain('Log out there and change your password');
});

test('R13.7 a password of theirs that is too old or marked keeps nobody from signing in, nor from what they were in', async () => {
  await changed(world, wim.id, { mustChangePassword: true });
  await requireSingleSignOn(world);
  const visitor = new Visitor();
  const app = await world.relyingParty('exam');
  const { url } = await app.begin({ portal: 'acme' });
  expect(app.isCallback((await through(visitor, await visitor.open(url), app.isCallback)).url)).toBe(true);
  const silent = await visitor.open((await app.begin({ portal: 'acme', prompt: 'none' })).url, app.isCallback);
  expect(new URL(silent.url).searchParams.get('error')).toBeNull();
  expect(pathOf(await opened(visitor))).toBe('/acme/account');
});

test('R13.7 nor does one that a session was begun by, before single sign-on was required', async () => {
  const app = await world.relyingParty('exam');
  const { visitor, isIn } = await attempt(app, 'acme', { username: 'Wim', password: PASSWORD });
  expect(isIn).toBe(true);
  const { sessions, passwords } = world.app.installation.store.ports;
  await passwords.mark(wim.id);
  await requireSingleSignOn(world);
  const page = await visitor.open((await app.begin({ portal: 'acme' })).url, app.isCallback);
  expect(app.isCallback(page.url)).toBe(false);
  const came = await through(visitor, page, app.isCallback);
  expect(app.isCallback(came.url)).toBe(true);
  expect((await sessions.live(wim.id, world.clock.now())).flatMap(({ proofs }) => proofs.map(({ method }) => method))).toContain('fed');
  const silent = await visitor.open((await app.begin({ portal: 'acme', prompt: 'none' })).url, app.isCallback);
  expect(new URL(silent.url).searchParams.get('error')).toBeNull();
});

test('R17.1 a change of address that waited for its two mailboxes is over once single sign-on is required', async () => {
  const visitor = new Visitor();
  await visitor.submit(await opened(visitor), { username: 'Wim', password: PASSWORD });
  const page = await opened(visitor, '/email');
  await visitor.submit(page, { email: 'wim@home.example' });
  const [first, second] = (await takeMail(world)).map(({ mail }) => ('address' in mail ? mail.address : ''));
  await requireSingleSignOn(world);
  for (const address of [first ?? '', second ?? '']) {
    const dead = await new Visitor().open(address);
    expect(() => formOf(dead)).toThrow('no form');
  }
  expect((await world.app.installation.store.ports.accounts.byId(wim.id))?.email).toBe('wim@work.example');
});

test('R13.1 nothing about its end is mailed or shown, however old it is', async () => {
  world.clock.forward(days(80));
  await requireSingleSignOn(world);
  await world.app.announceExpiry();
  expect(await takeMail(world)).toEqual([]);
});
