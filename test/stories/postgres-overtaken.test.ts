// What is changed in a sign-in while its account is changed elsewhere at the very same moment (security.md 1.19): the request has seen
// the account as it was, and its transaction meets it as it is.
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { buildAuthorizationUrlWithPAR } from 'openid-client';
import { days } from '../../src/kernel/duration.ts';
import { openDatabase } from '../../src/store/store.ts';
import { codeAt, secretOn } from '../kit/authenticator.ts';
import { newDevice } from '../kit/authenticator-device.ts';
import { makePasskey } from '../kit/passkeys.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { NEXT, setPolicy } from '../kit/renewal.ts';
import { ask, type Halfway, halfway, told, wayOf } from '../kit/second-step/halfway.ts';
import { WHY } from '../kit/under-way.ts';
import { type Answer, Visitor, wordsOf } from '../kit/visitor.ts';
import { openPostgresWorld, PASSWORD, type World } from '../kit/world.ts';

let world: World;
let app: RelyingParty;
let anna: { readonly id: string };

beforeEach(async () => {
  world = await openPostgresWorld(4);
  await world.organisation('acme', { preferredLanguage: 'en' });
  anna = await world.person('acme', 'Anna', { email: 'anna@people.example' });
  app = await world.relyingParty('exam');
});
afterEach(() => world.close());

/** Raises the account's stamp in a transaction that ends once somebody waits for it; `send` is under way meanwhile. */
async function meanwhile(send: () => Promise<Answer>): Promise<Answer> {
  const database = await openDatabase({ url: world.environment['VOORDEUR_DATABASE'] ?? '', pool: 1 });
  const isWaitedFor = () =>
    database.one(`select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`);
  const until = performance.now() + 10_000;
  try {
    return await world.app.installation.store
      .work(async ({ accounts }) => {
        await accounts.raiseStamp(anna.id);
        const sent = send();
        while (!(await isWaitedFor())) if (performance.now() > until) throw new Error('nobody waited for the account');
        return { sent };
      })
      .then(({ sent }) => sent);
  } finally {
    await database.close();
  }
}

const factors = async () => (await world.app.installation.store.ports.signInRecords.factsOf(anna.id))?.twoStep;

function expectAnew(answer: Answer): void {
  expect([wayOf(answer), wordsOf(answer).includes(WHY)]).toEqual(['password', true]);
}

async function enrolling(method: 'app' | 'passkey'): Promise<Halfway> {
  await setPolicy(world, { twoStep: 'required', twoStepMethods: [method] });
  const at = await halfway(app, 'Anna');
  expect(wayOf(at.page)).toBe(method === 'app' ? 'enrol-totp' : 'enrol-passkey');
  return at;
}

test('security 1.19 no app is set up in a sign-in whose account is changed in that moment: it begins anew', async () => {
  const { visitor, page } = await enrolling('app');
  expectAnew(await meanwhile(() => visitor.submit(page, { code: codeAt(secretOn(page), world.clock.now()) }, app.isCallback)));
  expect(await factors()).toMatchObject({ apps: [] });
});

test('security 1.19 nor is a passkey added in one', async () => {
  const { visitor, page } = await enrolling('passkey');
  const device = newDevice({ origin: world.url, accountId: anna.id });
  expectAnew(await meanwhile(() => makePasskey(app, visitor, page, device)));
  expect(await factors()).toMatchObject({ passkeys: [] });
});

test('security 1.19 nor is a password renewed in one', async () => {
  await setPolicy(world, { passwordMaxAgeDays: 90 });
  const before = await world.app.installation.store.ports.passwords.byAccount(anna.id);
  world.clock.forward(days(91));
  const { visitor, page } = await halfway(app, 'Anna');
  expect(wayOf(page)).toBe('new-password');
  expectAnew(await meanwhile(() => visitor.submit(page, { 'new-password': NEXT }, app.isCallback)));
  expect(await world.app.installation.store.ports.passwords.byAccount(anna.id)).toEqual(before);
});

test('security 1.19 where a session is there, a sign-in that is overtaken at its very end is begun anew for the application that asked', async () => {
  const { visitor } = await halfway(app, 'Anna');
  const again = await ask(app, visitor, { prompt: 'login' });
  const finished = await visitor.post(again.page, { username: 'Anna', password: PASSWORD });
  const resumed = new URL(finished.headers.get('location') ?? '', world.url);
  expect(resumed.pathname).toMatch(/^\/oidc\/auth\//);
  const anew = await meanwhile(() => visitor.open(resumed.href, app.isCallback));
  expect(anew.url).toBe(again.page.url);
  const arrived = await visitor.submit(anew, { username: 'Anna', password: PASSWORD }, app.isCallback);
  expect(await told(app, { callback: arrived.url, begun: again.begun })).toMatchObject({ sub: anna.id });
});

test.each(['plain', 'pushed'] as const)('security 1.19 nor is any other sign-in lost to the application (%s request)', async (kind) => {
  const visitor = new Visitor();
  const begun = await app.begin({ portal: 'acme' });
  const pushed = async () => (await buildAuthorizationUrlWithPAR(app.config, new URL(begun.url).searchParams)).href;
  const sheet = await visitor.open(kind === 'plain' ? begun.url : await pushed());
  const typed = { username: 'Anna', password: PASSWORD };
  const anew = await meanwhile(() => visitor.submit(sheet, typed, app.isCallback));
  expect(anew.url).toBe(sheet.url);
  const arrived = await visitor.submit(anew, typed, app.isCallback);
  expect(await told(app, { callback: arrived.url, begun })).toMatchObject({ sub: anna.id });
});

test('security 1.19 nor does somebody who is signed in change a password or an app while all is ended elsewhere', async () => {
  await setPolicy(world, { twoStep: 'optional', twoStepMethods: ['app'] });
  const { visitor } = await halfway(app, 'Anna');
  const { passwords } = world.app.installation.store.ports;
  const before = await passwords.byAccount(anna.id);
  const password = await visitor.open(`${world.url}/acme/account/password`);
  const typed = { 'current-password': PASSWORD, 'new-password': NEXT };
  expect(wayOf(await meanwhile(() => visitor.submit(password, typed)))).toBe('password');
  expect(await passwords.byAccount(anna.id)).toEqual(before);
  const adding = await visitor.open(`${world.url}/acme/account/two-step/app`);
  await meanwhile(() => visitor.submit(adding, { code: codeAt(secretOn(adding), world.clock.now()), name: 'phone' }));
  expect(await factors()).toMatchObject({ apps: [] });
});
