import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { parse } from 'node-html-parser';
import { minutes } from '../../src/kernel/duration.ts';
import { codeAt } from '../kit/authenticator.ts';
import { takeMail } from '../kit/mailbag.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { setPolicy } from '../kit/renewal.ts';
import { enrolApp } from '../kit/second-step/app.ts';
import { halfway, typeCode } from '../kit/second-step/halfway.ts';
import { signInCodeIn } from '../kit/second-step/mailed.ts';
import { signIn } from '../kit/sign-in.ts';
import { type Answer, Visitor, wordsOf } from '../kit/visitor.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';

let world: World;
let app: RelyingParty;

beforeAll(async () => {
  world = await openWorld();
  await world.organisation('acme', { preferredLanguage: 'en' });
  app = await world.relyingParty('exam');
});

afterAll(() => world.close());

beforeEach(async () => {
  world.clock.forward(minutes(120));
  await setPolicy(world, { twoStep: 'optional', twoStepMethods: ['app', 'mail'] });
  await takeMail(world);
});

const DECIDED = 'Your organisation decides how you sign in. There is nothing for you to set up here now.';
let people = 0;
const person = async (more: Record<string, string | undefined> = {}) => {
  people += 1;
  const username = `anna-${people}`;
  const { id } = await world.person('acme', username, { email: `${username}@example.nl`, ...more });
  return { id, username };
};
const open = (visitor: Visitor) => visitor.open(`${world.url}/acme/account/two-step`);
const switchesOn = (page: Answer) => parse(page.text).querySelector('#mail button')?.getAttribute('value');
const kinds = async () => (await takeMail(world)).map(({ mail }) => (mail.kind === 'two-step' ? `two-step ${mail.change}` : mail.kind));

test('settled.md 27: codes by mail are switched on and off by the person; each ends other sessions, is told by mail and is in the history', async () => {
  const { username } = await person();
  const elsewhere = (await signIn(app, username, { portal: 'acme' })).visitor;
  const { visitor } = await signIn(app, username, { portal: 'acme' });
  const off = await open(visitor);
  expect(wordsOf(off)).toContain('Two-step verification is off. How you show that it is you You have not set up anything yet.');
  expect(switchesOn(off)).toBe('on');
  const on = await visitor.submit(off, { mail: 'on' });
  expect(wordsOf(on)).toContain('Two-step verification is on. We mail you a code when you sign in.');
  expect(wordsOf(on)).toContain(`Codes by e-mail We send them to ${username}@example.nl.`);
  expect(await kinds()).toEqual(['two-step on']);
  expect((await open(elsewhere)).url).toMatch(/\/sign-in\//);

  const half = await halfway(app, username);
  expect(half.page.url).toMatch(/\/mail-code$/);
  const code = await signInCodeIn(world);
  expect(app.isCallback((await typeCode(app, half, code)).url)).toBe(true);

  const again = await half.visitor.submit(await open(half.visitor), { mail: 'off' });
  expect(wordsOf(again)).toContain('Codes by e-mail have been switched off.');
  expect(wordsOf(again)).toContain('Two-step verification is off.');
  expect(await kinds()).toEqual(['two-step off']);
  const history = wordsOf(await half.visitor.open(`${world.url}/acme/account/history`));
  for (const entry of ['Codes by e-mail switched on', 'Codes by e-mail switched off']) expect(history).toContain(entry);
  expect(app.isCallback((await halfway(app, username)).page.url)).toBe(true);
});

test('security.md 1.21: a change wants a sign-in of the last ten minutes, as strong as the account has; then the person is back', async () => {
  const { id, username } = await person();
  const { visitor } = await signIn(app, username, { portal: 'acme' });
  world.clock.forward(minutes(11));
  const page = await open(visitor);
  expect(wordsOf(page)).toContain('We first ask you to sign in once more. Then we know it is you. After that, press the button again.');
  const sheet = await visitor.submit(page, { mail: 'on' });
  expect(sheet.url).toMatch(/\/password$/);
  const facts = async () => (await world.app.installation.store.ports.signInRecords.factsOf(id))?.twoStep;
  expect((await facts())?.byMailSince).toBeUndefined();
  const back = await visitor.submit(sheet, { username, password: PASSWORD });
  expect(new URL(back.url).pathname).toBe('/acme/account/two-step');
  expect(wordsOf(await visitor.submit(back, { mail: 'on' }))).toContain('Two-step verification is on.');

  // From now on the account has more than a password: a password alone is not enough for the next change.
  world.clock.forward(minutes(11));
  await takeMail(world);
  const stale = await visitor.submit(await open(visitor), { mail: 'off' });
  const second = await visitor.submit(stale, { username, password: PASSWORD });
  expect(second.url).toMatch(/\/mail-code$/);
  const returned = await visitor.submit(second, { code: await signInCodeIn(world) });
  expect(new URL(returned.url).pathname).toBe('/acme/account/two-step');
  expect((await facts())?.byMailSince).toBeDefined();
  await visitor.submit(returned, { mail: 'off' });
  expect((await facts())?.byMailSince).toBeUndefined();
});

test.each([
  ['the organisation has switched two-step verification off', { twoStep: 'off' }],
  ['it is required', { twoStep: 'required' }],
  ['the organisation wants no codes by mail', { twoStepMethods: ['app'] }],
])('where %s there is nothing to switch, and a form that says so all the same changes nothing', async (_when, policy) => {
  const { id, username } = await person();
  const { visitor } = await signIn(app, username, { portal: 'acme' });
  const page = await open(visitor);
  await setPolicy(world, { twoStep: 'optional', twoStepMethods: ['app', 'mail'], ...policy });
  expect(switchesOn(await open(visitor))).toBeUndefined();
  await visitor.submit(page, { mail: 'on' });
  expect((await world.app.installation.store.ports.signInRecords.factsOf(id))?.twoStep.byMailSince).toBeUndefined();
  expect(await takeMail(world)).toEqual([]);
});

test('who must is told why it cannot be switched off, and who has an app sees it with its dates', async () => {
  const { username } = await person();
  const secret = await enrolApp(world, app, username);
  await setPolicy(world, { twoStep: 'required' });
  world.clock.forward(minutes(2));
  const half = await halfway(app, username);
  expect(app.isCallback((await typeCode(app, half, codeAt(secret, world.clock.now()))).url)).toBe(true);
  const words = wordsOf(await open(half.visitor));
  expect(words).toContain('Two-step verification is on. Your organisation requires this. That is why you cannot switch it off.');
  expect(words).toMatch(/Authenticator app Since .+ Last used .+/);
  expect(words).not.toContain('Codes by e-mail');
});

test('who has no address cannot have codes mailed', async () => {
  const { username } = await person({ email: undefined });
  const { visitor } = await signIn(app, username, { portal: 'acme' });
  const page = await open(visitor);
  expect([switchesOn(page), wordsOf(page).includes(DECIDED)]).toEqual([undefined, false]);
  await setPolicy(world, { twoStepMethods: ['mail'] });
  expect(wordsOf(await open(visitor))).toContain(DECIDED);
});

test('where there is no two-step verification the page says who decides, instead of being empty; what somebody has stays in their hands', async () => {
  const { username } = await person();
  const { visitor } = await signIn(app, username, { portal: 'acme' });
  await setPolicy(world, { twoStep: 'off' });
  const words = wordsOf(await open(visitor));
  expect(words).toContain(`Two-step verification is off. ${DECIDED} Do you want two-step verification? Ask Carla, carla@acme.example.`);
  expect(words).not.toContain('How you show that it is you');
  await enrolApp(world, app, username);
  expect(wordsOf(await open(visitor))).not.toContain(DECIDED);
});

test('who is not signed in is led through the portal’s sign-in, and back here', async () => {
  const { username } = await person();
  const visitor = new Visitor();
  const sheet = await open(visitor);
  expect(sheet.url).toMatch(/\/sign-in\//);
  expect(new URL((await visitor.submit(sheet, { username, password: PASSWORD })).url).pathname).toBe('/acme/account/two-step');
});
