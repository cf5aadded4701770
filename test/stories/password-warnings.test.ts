import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { setAccount } from '../../src/domain/administration/accounts.ts';
import { days, hours } from '../../src/kernel/duration.ts';
import { returned } from '../kit/endpoints.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { isIn as cameIn, NEXT, press as pressButton, setPolicy, typePassword as type } from '../kit/renewal.ts';
import { type Answer, formOf, Visitor, wordsOf } from '../kit/visitor.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';

let world: World;
let app: RelyingParty;
let anna: { readonly id: string };

beforeEach(async () => {
  world = await openWorld();
  await world.organisation('acme', { preferredLanguage: 'en' });
  anna = await world.person('acme', 'Anna');
  app = await world.relyingParty('exam');
});

afterEach(() => world.close());

const typePassword = (visitor = new Visitor(), password = PASSWORD) => type(app, visitor, password);
const press = (visitor: Visitor, page: Answer, button: string) => pressButton(app, { visitor, page }, button);
const isIn = (answer: Answer) => cameIn(app, answer);
const heading = (answer: Answer) => /<h1[^>]*>([^<]*)/.exec(answer.text)?.[1];

test('R13.1 the end is announced 14, 7 and 1 days ahead, each once, and «Later» goes straight on to the app', async () => {
  const announced: (string | undefined)[] = [];
  for (let day = 74; day <= 89; day += 1) {
    world.clock.forward(day === 74 ? days(74) : days(1));
    const { visitor, page } = await typePassword();
    announced.push(isIn(page) ? undefined : `${day}: ${heading(page)}`);
    if (!isIn(page)) expect(isIn(await press(visitor, page, 'later'))).toBe(true);
  }
  expect(announced.filter(Boolean)).toEqual([
    '76: Your password expires in 14 days',
    '83: Your password expires in 7 days',
    '89: Your password expires in 1 day',
  ]);
});

test('R13.1 who comes for the first time after the first day of warning is warned then, with the days that are left', async () => {
  world.clock.forward(days(80));
  const { visitor, page } = await typePassword();
  expect(heading(page)).toBe('Your password expires in 10 days');
  expect(wordsOf(page)).toContain('It is valid until');
  await press(visitor, page, 'later');
  expect(isIn((await typePassword()).page)).toBe(true);
});

test('R13.1 a warning that nobody answered comes again, and one cannot be caught in it by pressing Enter', async () => {
  world.clock.forward(days(80));
  await typePassword();
  const { visitor, page } = await typePassword();
  expect(heading(page)).toBe('Your password expires in 10 days');
  const again = await visitor.submit(page, {}, app.isCallback);
  expect(wordsOf(again)).toContain('Press one of the buttons.');
});

test('R13.1 «Change it now» leads to the new password in the same sign-in, and «Later» is still there', async () => {
  world.clock.forward(days(80));
  const { visitor, page } = await typePassword();
  const form = await press(visitor, page, 'renew');
  expect(formOf(form).fields).toMatchObject({ username: 'Anna', 'new-password': '' });
  expect(form.text).toContain('value="later"');
  expect(isIn(await visitor.submit(form, { 'new-password': NEXT }, app.isCallback))).toBe(true);
  expect(isIn((await typePassword(new Visitor(), NEXT)).page)).toBe(true);
  world.clock.forward(days(80));
  const second = await typePassword(new Visitor(), NEXT);
  const postponed = await press(second.visitor, await press(second.visitor, second.page, 'renew'), 'later');
  expect(isIn(postponed)).toBe(true);
});

test('R13.1 nobody is warned in a silent request, nor where the session already stands', async () => {
  world.clock.forward(days(76) - hours(1));
  const { visitor, page } = await typePassword();
  expect(isIn(page)).toBe(true);
  world.clock.forward(hours(1));
  const silent = await visitor.open((await app.begin({ portal: 'acme', prompt: 'none' })).url, app.isCallback);
  expect(returned(silent)).toHaveProperty('code');
});

test('a second tab that is left open at the warning leads to the portal, signed in, when it was answered in the first', async () => {
  world.clock.forward(days(80));
  const { visitor, page } = await typePassword();
  expect(isIn(await press(visitor, page, 'later'))).toBe(true);
  expect(wordsOf(await press(visitor, page, 'later'))).toContain('Signed in as Anna');
});

test('a limit shorter than two weeks warns only as far ahead as there is something to warn of', async () => {
  await setPolicy(world, { passwordMaxAgeDays: 10 });
  await setAccount(world.app.installation.acting, anna.id, { password: NEXT });
  expect(isIn((await typePassword(new Visitor(), NEXT)).page)).toBe(true);
  world.clock.forward(days(3));
  expect(heading((await typePassword(new Visitor(), NEXT)).page)).toBe('Your password expires in 7 days');
});
