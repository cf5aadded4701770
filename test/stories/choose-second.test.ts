import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { parse } from 'node-html-parser';
import { minutes } from '../../src/kernel/duration.ts';
import { codeAt } from '../kit/authenticator.ts';
import { takeMail } from '../kit/mailbag.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { enrolApp } from '../kit/second-step/app.ts';
import { halfway, typeCode } from '../kit/second-step/halfway.ts';
import { problemsOn, signInCodeIn } from '../kit/second-step/mailed.ts';
import { type Answer, wordsOf } from '../kit/visitor.ts';
import { openWorld, type World } from '../kit/world.ts';

let world: World;
let app: RelyingParty;
let secret: string;

beforeAll(async () => {
  world = await openWorld();
  const policy = { twoStep: 'required', twoStepMethods: ['app', 'mail'], twoStepMailBesideApp: true };
  await world.organisation('acme', { preferredLanguage: 'en', policy });
  await world.person('acme', 'anna', { email: 'anna@example.nl' });
  await world.person('acme', 'bert', { email: 'bert@example.nl' });
  app = await world.relyingParty('exam');
  secret = await enrolApp(world, app, 'anna');
});

afterAll(() => world.close());

beforeEach(async () => {
  world.clock.forward(minutes(200));
  await takeMail(world);
  await world.forgetMisses();
});

const ways = (page: Answer) =>
  parse(page.text)
    .querySelectorAll('button[name=way]')
    .map((button) => button.getAttribute('value'));
const besides = (page: Answer, way: string) => page.url.replace(/[\w-]+$/, way);
const sent = async () => (await takeMail(world)).filter(({ mail }) => mail.kind === 'sign-in-code').length;

test('ux 1.8 who has an app may choose a mail where the organisation allows it: one mail, sent by the choice alone', async () => {
  const half = await halfway(app, 'anna');
  expect(half.page.url).toMatch(/\/totp$/);
  expect(half.page.text).toContain(`href="${new URL(besides(half.page, 'choose-second')).pathname}"`);
  const choose = await half.visitor.open(besides(half.page, 'choose-second'));
  expect(wordsOf(choose)).toContain('How do you want to get a code?');
  expect(wordsOf(choose)).toContain('By e-mail to a•••@example.nl We send a code to this address.');
  expect(ways(choose)).toEqual(['app', 'mail', 'recovery']);
  expect(await sent()).toBe(0);
  const mailed = await half.visitor.submit(choose, { way: 'mail' });
  expect(mailed.url).toMatch(/\/mail-code$/);
  const code = await signInCodeIn(world);
  for (let again = 0; again < 3; again += 1) await half.visitor.submit(choose, { way: 'mail' });
  expect(await sent()).toBe(0);
  expect(app.isCallback((await typeCode(app, { ...half, page: mailed }, code)).url)).toBe(true);
});

test('ux 1.8 what was used last comes first from then on', async () => {
  const mailFirst = await halfway(app, 'anna');
  expect(mailFirst.page.url).toMatch(/\/mail-code$/);
  expect(await sent()).toBe(1);
  const choose = await mailFirst.visitor.open(besides(mailFirst.page, 'choose-second'));
  expect(ways(choose)).toEqual(['mail', 'app', 'recovery']);
  const totp = await mailFirst.visitor.submit(choose, { way: 'app' });
  expect(totp.url).toMatch(/\/totp$/);
  expect(app.isCallback((await typeCode(app, { ...mailFirst, page: totp }, codeAt(secret, world.clock.now()))).url)).toBe(true);
  expect((await halfway(app, 'anna')).page.url).toMatch(/\/totp$/);
});

test('a way that nobody chose: its page is there, nothing was sent, and a button sends', async () => {
  const half = await halfway(app, 'anna');
  const page = await half.visitor.open(besides(half.page, 'mail-code'));
  expect(wordsOf(page)).toContain('We have not sent a code yet. Press the button. Then we send a code to a•••@example.nl.');
  expect(await sent()).toBe(0);
  const mailed = await half.visitor.submit(page, { do: 'resend' });
  expect(app.isCallback((await typeCode(app, { ...half, page: mailed }, await signInCodeIn(world))).url)).toBe(true);
});

test.each(['', 'passkey', 'constructor', 'mail-code'])('the choice of %j is none: the page says so, and sends nothing', async (way) => {
  const half = await halfway(app, 'anna');
  const choose = await half.visitor.open(besides(half.page, 'choose-second'));
  await takeMail(world);
  const answer = await half.visitor.submit(choose, { way });
  expect([answer.url, problemsOn(answer)]).toEqual([choose.url, 'Press one of the buttons.']);
  expect(await sent()).toBe(0);
});

test('who has one way is not asked which', async () => {
  const { visitor, page } = await halfway(app, 'bert');
  expect(page.text).not.toContain('choose-second');
  expect((await visitor.open(besides(page, 'choose-second'))).url).toBe(page.url);
  expect(await sent()).toBe(1);
});

test('who cannot get a code is told whom to ask, by name (ux 1.8)', async () => {
  const { page } = await halfway(app, 'bert');
  const help = parse(page.text).querySelector('details');
  expect(help?.querySelector('summary')?.textContent).toBe('I cannot get a code');
  expect(help?.textContent).toContain('Can you not read the e-mail of b•••@example.nl any more? Ask Carla, carla@acme.example to change');
});

test('the person may leave: the application hears that nobody wanted to go on', async () => {
  const { visitor, page } = await halfway(app, 'bert');
  const left = await visitor.submit(page, { do: 'cancel' }, app.isCallback);
  expect(new URL(left.url).searchParams.get('error')).toBe('access_denied');
});
