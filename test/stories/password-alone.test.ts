// Must show of two-step verification: whoever has only the right password gets nothing, at no address. The addresses are read
// from what answers them, so that a new one cannot be forgotten.

import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { minutes } from '../../src/kernel/duration.ts';
import { codeAt } from '../kit/authenticator.ts';
import { type Device, newDevice } from '../kit/authenticator-device.ts';
import { makePasskey, usePasskey } from '../kit/passkeys.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { otherRoutes, pageRoutes } from '../kit/routes.ts';
import { enrolApp, setUpApp } from '../kit/second-step/app.ts';
import { ask, type Halfway, halfway, typeCode, wayOf } from '../kit/second-step/halfway.ts';
import { byMail } from '../kit/second-step/mailed.ts';
import { type Answer, formOf } from '../kit/visitor.ts';
import { openWorld, type World } from '../kit/world.ts';

/** Where the sign-in stands after the password, by what is asked. */
const STATES = {
  'mail-code': { methods: ['mail'], email: 'willemijn@people.example' },
  'enrol-totp': { methods: ['app'], email: 'willemijn@people.example' },
  'no-second': { methods: ['mail'], email: undefined },
  totp: { methods: ['app'], email: 'willemijn@people.example' },
  passkey: { methods: ['app', 'passkey'], email: 'willemijn@people.example' },
} as const;
/** Every button that leads on from some screen. */
const PRESSED = ['submit', 'later', 'allow', 'renew', 'resend'];
/** What nobody may learn of the person before the second step. */
const PERSONAL = ['Willemijn', 'Zonderling', 'willemijn@people.example'];

let world: World;
let app: RelyingParty;
let other: RelyingParty;
/** Of Anna’s second step where she has one, and since when she is on her way. */
let secret: string;
let device: Device;
let since: number;

beforeEach(async () => {
  world = await openWorld();
  app = await world.relyingParty('exam');
  other = await world.relyingParty('practice', { initiate_login_uri: 'http://localhost:9/practice/start' });
});
afterEach(() => world.close());

/** Anna makes a passkey where one must be, and saves the recovery codes that come with it. */
async function withPasskey(accountId: string) {
  const { visitor, page } = await halfway(app, 'Anna');
  const enrolment = await visitor.open(page.url.replace(/enrol-totp$/, 'enrol-passkey'));
  const made = newDevice({ origin: world.url, accountId });
  const next = await makePasskey(app, visitor, enrolment, made);
  const end = wayOf(next) === 'recovery-codes' ? await visitor.submit(next, { saved: 'yes' }, app.isCallback) : next;
  expect(wayOf(end)).toBe('callback');
  return { device: made };
}

async function stopped(way: keyof typeof STATES): Promise<Halfway> {
  const { methods, email } = STATES[way];
  await world.organisation('acme', { preferredLanguage: 'en', policy: { twoStep: 'required', twoStepMethods: methods } });
  const names = { givenName: 'Willemijn', familyName: 'Zonderling' };
  const anna = await world.person('acme', 'Anna', { ...names, ...(email && { email }) });
  if (way === 'totp') secret = await enrolApp(world, app, 'Anna');
  if (way === 'passkey') device = (await withPasskey(anna.id)).device;
  // What came before is none of the sign-in with the password alone.
  world.clock.forward(minutes(2));
  since = world.clock.now();
  const at = await halfway(app, 'Anna');
  expect(wayOf(at.page)).toBe(way);
  return at;
}

/** Every address of the product with every method that it answers, filled in as the person in this sign-in would. */
function everywhere(flow: string): { readonly method: string; readonly path: string }[] {
  const filled = (path: string) =>
    path.replaceAll(':portal', 'acme').replaceAll(':uid', flow).replaceAll('*way', 'totp').replace(/:\w+/g, 'x');
  const pages = pageRoutes().flatMap(({ path, methods }) => methods.map((method) => ({ method, path: filled(path) })));
  const others = otherRoutes().flatMap((path) => ['GET', 'POST'].map((method) => ({ method, path: filled(path) })));
  return [...pages, ...others].filter(({ method }) => method === 'GET' || method === 'POST');
}

async function gaveNothing({ url, headers, text }: Answer): Promise<void> {
  const { artifacts } = world.app.installation.store.ports;
  // The page for signing out has a session too, of nobody.
  const sessions = headers.getSetCookie().flatMap((line) => /^voordeur_session_\w+=([^;]+)/.exec(line)?.[1] ?? []);
  const people = (await Promise.all(sessions.map((id) => artifacts.find('Session', id)))).filter((session) => session?.['accountId']);
  const location = new URL(headers.get('location') ?? '/', url);
  const told = PERSONAL.filter((secret) => text.includes(secret) || location.href.includes(encodeURIComponent(secret)));
  const tokens = ['access_token', 'id_token', 'refresh_token'].filter((name) => text.includes(`"${name}":`));
  const got = { url, people, code: location.searchParams.get('code'), told, tokens };
  expect(got).toEqual({ url, people: [], code: null, told: [], tokens: [] });
}

async function tryEverything({ visitor, page }: Halfway): Promise<void> {
  const flow = new URL(page.url).pathname.split('/')[3] ?? '';
  const csrf = formOf(page).fields['csrf'] ?? '';
  const headers = { origin: world.url, 'sec-fetch-site': 'same-origin' };
  const query = new URLSearchParams(new URL((await app.begin({ portal: 'acme' })).url).search);
  for (const { method, path } of everywhere(flow)) {
    // Before the library's own addresses, one of which begins the sign-in anew: all the time it was alive.
    if (path === otherRoutes()[0]) expect((await visitor.open(page.url)).url).toBe(page.url);
    const url = `${world.url}${path}`;
    if (method === 'GET') {
      await gaveNothing(await visitor.send(url));
      await gaveNothing(await visitor.send(`${url}?${query}&prompt=none`));
      continue;
    }
    // Signing out and starting over end what is looked at, and are no way in.
    if (path.includes('/session/end') || path === '/acme') continue;
    for (const pressed of PRESSED)
      await gaveNothing(
        await visitor.send(url, { method, body: new URLSearchParams({ csrf, do: pressed, trust: 'yes', acr: 'phr' }), headers }),
      );
  }
}

async function tryAround({ visitor }: Halfway): Promise<void> {
  for (const each of [app, other]) {
    expect((await ask(each, visitor, { prompt: 'none' })).error).toBe('login_required');
    expect((await ask(each, visitor)).way).toBe('password');
  }
  const account = pageRoutes().filter(({ path }) => /^\/:portal\/account(\/[\w-]+)*$/.test(path));
  expect(account.length).toBeGreaterThan(1);
  for (const { path } of account) expect(wayOf(await visitor.open(`${world.url}${path.replace(':portal', 'acme')}`))).toBe('password');
}

test.each(Object.keys(STATES) as (keyof typeof STATES)[])(
  'R14.1, security 1.1: after the right password alone, at %s, no address gives a session, a code, a token or a word about the person',
  async (way) => {
    const at = await stopped(way);
    const { store } = world.app.installation;
    await tryEverything(at);
    await tryAround(at);
    const again = await halfway(app, 'Anna', {}, at.visitor);
    await world.restart();
    await tryEverything(again);
    await tryAround(again);
    const events = await world.app.installation.store.ports.audit.list({}, 1000);
    const gone = events.filter(({ at: when, event }) => when >= since && (event === 'sign-in.succeeded' || event === 'grant.issued'));
    expect(gone).toEqual([]);
    expect(store).not.toBe(world.app.installation.store);
    // What was sent in vain as an answer of a passkey keeps the browser waiting.
    await world.forgetMisses();
    // And yet nothing is out of order: with what was missing the same person gets in.
    const now = await halfway(app, 'Anna', {}, at.visitor);
    expect(wayOf(now.page)).toBe(way);
    if (way === 'mail-code') expect(wayOf(await byMail(world, app, now))).toBe('callback');
    if (way === 'totp') expect(wayOf(await typeCode(app, now, codeAt(secret, world.clock.now())))).toBe('callback');
    if (way === 'passkey') expect(wayOf(await usePasskey(app, now.visitor, now.page, device))).toBe('callback');
    if (way === 'enrol-totp') expect(wayOf((await setUpApp(world, app, now)).end)).toBe('callback');
  },
  120_000,
);
