import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { setAccount } from '../../src/domain/administration/accounts.ts';
import { resetTwoStep } from '../../src/domain/administration/two-step.ts';
import { days, minutes } from '../../src/kernel/duration.ts';
import { takeMail } from '../kit/mailbag.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { setPolicy } from '../kit/renewal.ts';
import { setUpApp } from '../kit/second-step/app.ts';
import { ask, halfway, told, wayOf } from '../kit/second-step/halfway.ts';
import { byMail } from '../kit/second-step/mailed.ts';
import { signIn } from '../kit/sign-in.ts';
import { wordsOf } from '../kit/visitor.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';

let world: World;
let app: RelyingParty;
let anna: { readonly id: string };

beforeEach(async () => {
  world = await openWorld();
  await world.organisation('acme', { preferredLanguage: 'en' });
  anna = await world.person('acme', 'Anna', { email: 'anna@people.example' });
  app = await world.relyingParty('exam');
});
afterEach(() => world.close());

const wayAfterPassword = async (username = 'Anna', client = app) => wayOf((await halfway(client, username)).page);
const graceUsed = async () => (await world.app.installation.store.ports.signInRecords.factsOf(anna.id))?.twoStep.graceUsed;

test('R14.1 an organisation asks nothing, or of all a second step, and of candidates something else than of everybody', async () => {
  expect(await wayAfterPassword()).toBe('callback');
  await setPolicy(world, { twoStep: 'required' });
  expect(await wayAfterPassword()).toBe('mail-code');
  await setPolicy(world, { twoStepCandidates: 'off' });
  expect(await wayAfterPassword()).toBe('callback');
});

test('security 1.11 a contact person is always asked, and by no mailbox', async () => {
  await world.person('acme', 'Carla', { role: 'contact', email: 'carla@people.example' });
  expect(await wayAfterPassword('Carla')).toBe('enrol-totp');
  await setPolicy(world, { twoStepMethods: ['mail'], trustedBrowserDays: 30 });
  const at = await halfway(app, 'Carla');
  expect(wayOf(at.page)).toBe('enrol-totp');
  const { end } = await setUpApp(world, app, at);
  expect(await told(app, { callback: end.url, begun: at.begun })).toMatchObject({ acr: 'urn:voordeur:acr:2' });
  const again = await halfway(app, 'Carla');
  expect(wayOf(again.page)).toBe('totp');
  expect(again.page.text).not.toContain('name="trust"');
});

test('R14.1 a session of one step does not open an application with a stricter rule, and every other one as before', async () => {
  const exam = await world.relyingParty('secret-exam');
  await setPolicy(world, { twoStepApps: ['secret-exam'] });
  const { visitor } = await signIn(app, 'Anna', { portal: 'acme' });
  expect((await ask(exam, visitor, { prompt: 'none' })).error).toBe('login_required');
  expect((await ask(app, visitor, { prompt: 'none' })).error).toBeUndefined();
  const asked = await ask(exam, visitor);
  expect(asked.way).toBe('mail-code');
  const end = await byMail(world, exam, asked);
  expect(await told(exam, { callback: end.url, begun: asked.begun })).toMatchObject({ amr: ['pwd', 'otp', 'mfa'] });
  for (const each of [app, exam]) expect((await ask(each, visitor, { prompt: 'none' })).error).toBeUndefined();
});

test('R14.1 a policy that became stricter holds for who is signed in; tokens that are there live on', async () => {
  const { visitor, callback, begun } = await signIn(app, 'Anna', { portal: 'acme' });
  const tokens = await app.exchange(callback, begun);
  await setPolicy(world, { twoStep: 'required' });
  expect((await ask(app, visitor, { prompt: 'none' })).error).toBe('login_required');
  expect((await ask(app, visitor)).way).toBe('mail-code');
  const userinfo = await fetch(String(app.config.serverMetadata().userinfo_endpoint), {
    headers: { authorization: `Bearer ${tokens.access_token}` },
  });
  expect(userinfo.status).toBe(200);
});

test('R14.1 so many sign-ins are let through, each counted once, of many at once no more, and then one must set up', async () => {
  await setPolicy(world, { twoStep: 'required', twoStepMethods: ['app'], twoStepGraceSignIns: 3 });
  const first = await halfway(app, 'Anna');
  expect(wayOf(first.page)).toBe('enrol-totp');
  expect(wayOf(await first.visitor.submit(first.page, { do: 'later' }, app.isCallback))).toBe('callback');
  expect(await graceUsed()).toBe(1);
  // The session is as good as any, for as long as somebody is let through at all.
  const waiting = await Promise.all(Array.from({ length: 5 }, () => halfway(app, 'Anna')));
  const ends = await Promise.all(waiting.map(({ visitor, page }) => visitor.submit(page, { do: 'later' }, app.isCallback)));
  expect(ends.map((end) => wayOf(end)).sort()).toEqual(['callback', 'callback', 'enrol-totp', 'enrol-totp', 'enrol-totp']);
  expect(await graceUsed()).toBe(3);
  expect((await ask(app, first.visitor, { prompt: 'none' })).error).toBeUndefined();
  const last = await halfway(app, 'Anna');
  expect(wordsOf(last.page)).not.toContain('Later');
  expect(wayOf(await last.visitor.submit(last.page, { do: 'later' }, app.isCallback))).toBe('enrol-totp');
  await setPolicy(world, { twoStepGraceSignIns: 0 });
  expect((await ask(app, first.visitor, { prompt: 'none' })).error).toBe('login_required');
});

test('R14.1 until the day that was set one can go on without, uncounted; a session from before that day is not disturbed', async () => {
  const from = new Date(world.clock.now() + days(2)).toISOString().slice(0, 10);
  await setPolicy(world, { twoStep: 'required', twoStepMethods: ['app'], twoStepFrom: from });
  const at = await halfway(app, 'Anna');
  expect(wayOf(await at.visitor.submit(at.page, { do: 'later' }, app.isCallback))).toBe('callback');
  expect(await graceUsed()).toBe(0);
  world.clock.forward(Date.parse(from) - world.clock.now() - minutes(10));
  const late = await halfway(app, 'Anna');
  expect(wayOf(await late.visitor.submit(late.page, { do: 'later' }, app.isCallback))).toBe('callback');
  world.clock.forward(minutes(20));
  expect((await ask(app, late.visitor, { prompt: 'none' })).error).toBeUndefined();
  const after = await halfway(app, 'Anna');
  expect(wayOf(await after.visitor.submit(after.page, { do: 'later' }, app.isCallback))).toBe('enrol-totp');
});

test('ux 1.8 who can have no second step is told whom to ask, goes on once that was done, and the application hears why not', async () => {
  await setPolicy(world, { twoStep: 'required', twoStepMethods: ['mail'] });
  const bert = await world.person('acme', 'Bert');
  const at = await halfway(app, 'Bert');
  expect(wordsOf(at.page)).toContain('acme BV asks for an extra code when you sign in');
  expect(wordsOf(at.page)).toContain('Carla');
  const refused = await at.visitor.submit(at.page, { do: 'cancel' }, app.isCallback);
  expect(new URL(refused.url).searchParams.get('error')).toBe('access_denied');
  const asked = await halfway(app, 'Bert', { acr_values: 'urn:voordeur:acr:2-mail' });
  expect(wordsOf(asked.page)).toContain('App exam asks for an extra code');
  const unmet = await asked.visitor.submit(asked.page, { do: 'cancel' }, app.isCallback);
  expect(new URL(unmet.url).searchParams.get('error')).toBe('unmet_authentication_requirements');
  const helped = await halfway(app, 'Bert');
  await setAccount(world.app.installation.acting, bert.id, { email: 'bert@people.example' });
  const again = await helped.visitor.submit(helped.page, { do: 'submit' }, app.isCallback);
  expect(wordsOf(again)).toContain('Something about your account has changed');
  expect(wayOf(await helped.visitor.submit(again, { username: 'Bert', password: PASSWORD }, app.isCallback))).toBe('mail-code');
});

test('the operator takes all second factors away: sessions end, the person is told, and what is asked is asked anew', async () => {
  await setPolicy(world, { twoStep: 'required', twoStepMethods: ['app'] });
  const at = await halfway(app, 'Anna');
  await setUpApp(world, app, at);
  expect(await wayAfterPassword()).toBe('totp');
  const { acting, store } = world.app.installation;
  await takeMail(world);
  expect((await resetTwoStep(acting, anna.id)).done).toBe(true);
  expect((await takeMail(world)).map(({ mail }) => mail)).toMatchObject([{ kind: 'two-step', change: 'off' }]);
  expect((await ask(app, at.visitor, { prompt: 'none' })).error).toBe('login_required');
  expect(await wayAfterPassword()).toBe('enrol-totp');
  expect((await store.ports.audit.list({ account: anna.id }, 50)).map(({ event }) => event)).toContain('two-step.reset');
  expect((await resetTwoStep(acting, 'nobody')).done).toBe(false);
});

test('security 1.19 a sign-in that is finished but not taken up is none once its app was taken away', async () => {
  await setPolicy(world, { twoStep: 'required', twoStepMethods: ['app'] });
  const before = await halfway(app, 'Anna');
  const { end } = await setUpApp(world, app, before);
  expect(wayOf(end)).toBe('callback');
  // A session is there, so the library's own address takes the answer up (`take-up.ts`).
  const again = await halfway(app, 'Anna', { prompt: 'login' }, before.visitor);
  expect(wayOf(again.page)).toBe('totp');
  const { store } = world.app.installation;
  await store.ports.twoSteps.clear(anna.id);
  expect((await ask(app, before.visitor, { prompt: 'none' })).error).toBe('login_required');
  expect(wayOf(await again.visitor.open(again.page.url, app.isCallback))).toBe('enrol-totp');
});
