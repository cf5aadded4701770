import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openApp } from '../../src/app.ts';
import { setAccount } from '../../src/domain/administration/accounts.ts';
import { days, hours } from '../../src/kernel/duration.ts';
import { takeMail } from '../kit/mailbag.ts';
import { changed } from '../kit/recovery.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { NEXT, press, setPolicy, typePassword } from '../kit/renewal.ts';
import { openWorld, type World } from '../kit/world.ts';

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

/** What a round of the worker mails now: to whom, and how many days ahead. */
async function mailed(): Promise<string[]> {
  await world.app.announceExpiry();
  return (await takeMail(world)).flatMap(({ to, mail }) => (mail.kind === 'password-expires' ? [`${to} ${mail.days}`] : []));
}

/** The same from the first of these days to the last, a round every six hours. */
async function mailedOver(from: number, to: number): Promise<string[]> {
  const found: string[] = [];
  for (let day = from + 0.25; day <= to; day += 0.25) {
    world.clock.forward(hours(6));
    found.push(...(await mailed()).map((mail) => `${Math.floor(day)}: ${mail}`));
  }
  return found;
}

test('R13.1 who does not come is told by mail 14, 7 and 1 days ahead, each once, and nothing after the end', async () => {
  expect(await mailed()).toEqual([]);
  world.clock.forward(days(74));
  expect(await mailedOver(74, 92)).toEqual(['76: anna@people.example 14', '83: anna@people.example 7', '89: anna@people.example 1']);
});

test('R13.1 a worker that was away for a week says the nearest step alone', async () => {
  world.clock.forward(days(84));
  expect([await mailed(), await mailed()]).toEqual([['anna@people.example 6'], []]);
});

test('R13.1 who has read it at a sign-in gets no mail of that step, and of the next one does', async () => {
  await mailed();
  world.clock.forward(days(76));
  await press(app, await typePassword(app), 'later');
  expect(await mailedOver(76, 84)).toEqual(['83: anna@people.example 7']);
});

test('R13.1 a new password begins anew', async () => {
  world.clock.forward(days(77));
  expect(await mailed()).toEqual(['anna@people.example 13']);
  await setAccount(world.app.installation.acting, anna.id, { password: NEXT });
  expect(await mailed()).toEqual([]);
  world.clock.forward(days(77));
  expect(await mailed()).toEqual(['anna@people.example 13']);
});

test('R13.1 nobody is told who is suspended, has no address, or whose organisation sets no limit; who is resumed is', async () => {
  await world.organisation('globex', { policy: { passwordMaxAgeDays: 0 } });
  await world.person('globex', 'Carl', { email: 'carl@people.example' });
  await world.person('acme', 'Dirk', { email: undefined });
  await changed(world, anna.id, { state: 'suspended' });
  world.clock.forward(days(77));
  expect(await mailed()).toEqual([]);
  await changed(world, anna.id, { state: 'active' });
  expect(await mailedOver(77, 84)).toEqual([expect.stringMatching(/: anna@people\.example [67]$/)]);
});

test('R13.2 a limit that is set later is found within the week, and announced in time', async () => {
  await setPolicy(world, { passwordMaxAgeDays: 0 });
  world.clock.forward(days(200));
  expect(await mailed()).toEqual([]);
  await setPolicy(world, { passwordMaxAgeDays: 30 });
  const told = await mailedOver(0, 46);
  expect(told.map((mail) => mail.split(' ').at(-1))).toEqual(['14', '7', '1']);
});

test('two servers that look at once announce it once', async () => {
  const quiet = () => undefined;
  const second = await openApp(world.environment, { clock: world.clock, log: { info: quiet, warn: quiet, error: quiet } });
  for (let at = 0; at < 30; at += 1) await world.person('acme', `person-${at}`, { email: `person-${at}@people.example` });
  world.clock.forward(days(77));
  await Promise.all([world.app.announceExpiry(), second.announceExpiry(), world.app.announceExpiry()]);
  await second.close();
  const letters = (await takeMail(world)).map(({ to }) => to);
  expect([letters.length, new Set(letters).size]).toEqual([31, 31]);
});
