import { expect, test } from '@jest/globals';
import { minutes } from '../../src/kernel/duration.ts';
import { pathOf } from '../kit/account.ts';
import { takeMail } from '../kit/mailbag.ts';
import { NEXT, setPolicy } from '../kit/renewal.ts';
import { halfway, wayOf } from '../kit/second-step/halfway.ts';
import { byMail, signInByMail } from '../kit/second-step/mailed.ts';
import { useUnderWay } from '../kit/under-way.ts';
import { type Visitor, wordsOf } from '../kit/visitor.ts';
import { PASSWORD } from '../kit/world.ts';

const { story, code, owner } = useUnderWay();
const PLACE = '/acme/account/password';
const typed = { 'current-password': PASSWORD, 'new-password': NEXT };
const open = (visitor: Visitor) => story().open(visitor, '/password');
const chosenAt = async (id: string) => (await story().world.app.installation.store.ports.passwords.byAccount(id))?.changedAt;

test('security 1.21 who has an app proves it anew before the form is shown, and then it works', async () => {
  const { world } = story();
  const visitor = await owner();
  world.clock.forward(minutes(10));
  const sheet = await open(visitor);
  expect(wayOf(sheet)).toBe('password');
  const second = await visitor.submit(sheet, { username: 'Anna', password: PASSWORD });
  expect(wayOf(second)).toBe('totp');
  const page = await visitor.submit(second, { code: code() });
  expect(pathOf(page)).toBe(PLACE);
  expect(wordsOf(await visitor.submit(page, typed))).toContain('Your password has been changed.');
});

test('security 1.21 a form that was left open too long changes nothing', async () => {
  const { world, anna } = story();
  const visitor = await owner();
  const page = await open(visitor);
  expect(pathOf(page)).toBe(PLACE);
  const before = await chosenAt(anna.id);
  world.clock.forward(minutes(10));
  expect(wayOf(await visitor.submit(page, typed))).toBe('password');
  expect(await chosenAt(anna.id)).toBe(before);
});

test('security 1.21 who was spared the second step in a trusted browser is asked for it, and for nothing else', async () => {
  const { world, app } = story();
  await setPolicy(world, { twoStep: 'optional', trustedBrowserDays: 30 });
  const at = await halfway(app, 'Anna');
  await at.visitor.submit(at.page, { code: code(), trust: 'yes' }, app.isCallback);
  world.clock.forward(minutes(1));
  const spared = await halfway(app, 'Anna', { prompt: 'login' }, at.visitor);
  expect(wayOf(spared.page)).toBe('callback');
  const second = await open(at.visitor);
  expect(wayOf(second)).toBe('totp');
  expect(pathOf(await at.visitor.submit(second, { code: code() }))).toBe(PLACE);
});

test('security 1.21 a mailed code is such a proof as well where one is asked', async () => {
  const { world, app } = story();
  await setPolicy(world, { twoStep: 'required', twoStepMethods: ['mail'] });
  await takeMail(world);
  const { visitor } = await signInByMail(world, app, 'Bert');
  expect(pathOf(await open(visitor))).toBe(PLACE);
  world.clock.forward(minutes(11));
  const sheet = await open(visitor);
  const page = await visitor.submit(sheet, { username: 'Bert', password: PASSWORD });
  expect(wayOf(page)).toBe('mail-code');
  expect(pathOf(await byMail(world, app, { visitor, page }))).toBe(PLACE);
});

test('who has nothing but a password types that on the page itself, however long ago the sign-in was', async () => {
  const { world, app } = story();
  const { visitor } = await halfway(app, 'Bert');
  world.clock.forward(minutes(30));
  const page = await open(visitor);
  expect(pathOf(page)).toBe(PLACE);
  expect(wordsOf(await visitor.submit(page, typed))).toContain('Your password has been changed.');
});
