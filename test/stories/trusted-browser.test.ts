import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { setAccount } from '../../src/domain/administration/accounts.ts';
import { revokeTrust } from '../../src/domain/journeys/trusted-browsers.ts';
import { days } from '../../src/kernel/duration.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { setPolicy } from '../kit/renewal.ts';
import { ask, halfway, told, wayOf } from '../kit/second-step/halfway.ts';
import { signInByMail } from '../kit/second-step/mailed.ts';
import { signIn } from '../kit/sign-in.ts';
import { Visitor } from '../kit/visitor.ts';
import { openWorld, type World } from '../kit/world.ts';

const TRUSTING = { twoStep: 'required', twoStepMethods: ['mail'], trustedBrowserDays: 30 };

let world: World;
let app: RelyingParty;
let anna: { readonly id: string };

beforeEach(async () => {
  world = await openWorld();
  await world.organisation('acme', { preferredLanguage: 'en', policy: TRUSTING });
  anna = await world.person('acme', 'Anna', { email: 'anna@people.example' });
  await world.person('acme', 'Bram', { email: 'bram@people.example' });
  app = await world.relyingParty('exam');
});
afterEach(() => world.close());

/** A visitor whose browser Anna trusts, without any session. */
async function trusted(username = 'Anna', visitor = new Visitor()): Promise<Visitor> {
  await signInByMail(world, app, username, { prompt: 'login' }, { visitor, more: { trust: 'yes' } });
  return visitor;
}
const wayIn = async (visitor: Visitor, username = 'Anna', request: Record<string, string> = {}) =>
  wayOf((await halfway(app, username, { prompt: 'login', ...request }, visitor)).page);
/** The same browser after everybody signed out. */
async function signedOut(visitor: Visitor): Promise<Visitor> {
  const other = await visitor.cutOff();
  const sessions = (await other.jar.getCookies(world.url)).filter(({ key }) => key.startsWith('voordeur_session_'));
  for (const { domain, path, key } of sessions) await other.jar.store.removeCookie(domain ?? '', path ?? '/', key);
  return other;
}

const browsers = () => world.app.installation.store.ports.trustedBrowsers.of(anna.id, world.clock.now());
const events = async () => (await world.app.installation.store.ports.audit.list({ account: anna.id }, 100)).toReversed();

test('R14.6 where the box is ticked, the next sign-in is spared the second step, and says so truthfully', async () => {
  const visitor = await trusted();
  const { callback, begun } = await signIn(app, 'Anna', { portal: 'acme', prompt: 'login' }, visitor);
  expect(await told(app, { callback, begun })).toMatchObject({ acr: 'urn:voordeur:acr:1', amr: ['pwd'] });
  expect((await ask(app, visitor, { prompt: 'none' })).error).toBeUndefined();
  const [browser] = await browsers();
  expect((await events()).filter(({ event }) => /^(sign-in|trusted)/.test(event))).toMatchObject([
    { event: 'trusted-browser.added', browser: browser?.id },
    { event: 'sign-in.succeeded', acr: 'urn:voordeur:acr:2-mail' },
    { event: 'sign-in.succeeded', acr: 'urn:voordeur:acr:1', trusted: browser?.id },
  ]);
});

test('security 2.2 the cookie holds 256 random bits for the browser alone, and the database nothing that opens anything', async () => {
  const visitor = await trusted();
  const all = await visitor.jar.getCookies(world.url);
  const cookie = all.find(({ key }) => key.startsWith('voordeur_trusted_'));
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'lax', path: '/', value: expect.stringMatching(/^[\w-]{43}$/) });
  expect(JSON.stringify(await browsers())).not.toContain(String(cookie?.value));
});

test('R14.6 it is not offered by itself, not without the policy, and nothing is given to who did not prove', async () => {
  const at = await halfway(app, 'Anna');
  expect(at.page.text).toContain('name="trust"');
  expect(at.page.text).not.toMatch(/name="trust"[^>]*checked/);
  await at.visitor.submit(at.page, { code: 'AB-000000', trust: 'yes' });
  expect(await browsers()).toEqual([]);
  await signInByMail(world, app, 'Anna');
  expect(await browsers()).toEqual([]);
  await setPolicy(world, { trustedBrowserDays: 0 });
  const visitor = new Visitor();
  await signInByMail(world, app, 'Anna', {}, { visitor, more: { trust: 'yes' } });
  expect(await browsers()).toEqual([]);
  expect(Object.keys(await visitor.cookies(world.url)).filter((name) => name.includes('trusted'))).toEqual([]);
});

test('R14.6 it is of one person in one browser; a second person here has a trust of their own', async () => {
  const visitor = await trusted();
  expect(await wayIn(new Visitor())).toBe('mail-code');
  expect(await wayIn(visitor, 'Bram')).toBe('mail-code');
  const shared = await trusted('Bram', await signedOut(visitor));
  for (const username of ['Anna', 'Bram']) expect(await wayIn(await signedOut(shared), username)).toBe('callback');
});

test('settled 71: an application that asks for two steps gets them, from a trusted browser too', async () => {
  const visitor = await trusted();
  expect(await wayIn(visitor, 'Anna', { acr_values: 'urn:voordeur:acr:2-mail' })).toBe('mail-code');
});

test('R14.6 it ends after its days, and earlier where the policy was made stricter', async () => {
  const visitor = await trusted();
  world.clock.forward(days(30) - 1000 * 60);
  expect(await wayIn(visitor)).toBe('callback');
  world.clock.forward(1000 * 60);
  expect(await wayIn(visitor)).toBe('mail-code');
  const again = await trusted();
  world.clock.forward(days(8));
  expect(await wayIn(again)).toBe('callback');
  await setPolicy(world, { trustedBrowserDays: 7 });
  expect(await wayIn(again)).toBe('mail-code');
});

test('R14.6 a browser whose trust was taken back, or that came before a new password, is asked again', async () => {
  const visitor = await trusted();
  const [browser] = await browsers();
  const { store } = world.app.installation;
  const account = await store.ports.accounts.byId(anna.id);
  if (!account || !browser) throw new Error('nothing to take back');
  const revoking = { account, browser: browser.id, audit: {}, now: world.clock.now() };
  expect(await revokeTrust(store, { ...revoking, browser: 'another' })).toBe(false);
  expect(await revokeTrust(store, revoking)).toBe(true);
  expect((await events()).filter(({ event }) => event === 'trusted-browser.revoked')).toMatchObject([{ browser: browser.id }]);
  expect(await wayIn(visitor)).toBe('mail-code');
  const other = await trusted();
  expect(await browsers()).toHaveLength(1);
  await setAccount(world.app.installation.acting, anna.id, { mustChangePassword: true });
  expect(await browsers()).toEqual([]);
  expect(Object.keys(await other.cookies(world.url)).some((name) => name.includes('trusted'))).toBe(true);
});

test('a policy that trusts no browser any more holds for who was spared the second step', async () => {
  const visitor = await trusted();
  expect(await wayIn(visitor)).toBe('callback');
  expect((await ask(app, visitor, { prompt: 'none' })).error).toBeUndefined();
  await setPolicy(world, { trustedBrowserDays: 0 });
  expect((await ask(app, visitor, { prompt: 'none' })).error).toBe('login_required');
  expect((await ask(app, visitor)).way).toBe('mail-code');
});
