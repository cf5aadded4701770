import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { minutes, seconds } from '../../src/kernel/duration.ts';
import { takeMail } from '../kit/mailbag.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { halfway, typeCode } from '../kit/second-step/halfway.ts';
import { askAgain, problemsOn, signInCodeIn } from '../kit/second-step/mailed.ts';
import { wordsOf } from '../kit/visitor.ts';
import { openWorld, type World } from '../kit/world.ts';

let world: World;
let app: RelyingParty;

beforeAll(async () => {
  world = await openWorld();
  // What is looked at to the second must not depend on how busy the machine is.
  world.clock.hold();
  await world.organisation('acme', { preferredLanguage: 'en', policy: { twoStep: 'required', twoStepMethods: ['mail'] } });
  await world.person('acme', 'anna', { email: 'anna@example.nl' });
  await world.person('acme', 'bert', { email: 'bert@example.nl' });
  app = await world.relyingParty('exam');
});

afterAll(() => world.close());

beforeEach(async () => {
  world.clock.forward(minutes(200));
  await takeMail(world);
  await world.forgetMisses();
});

const atCode = (username = 'anna') => halfway(app, username);

test('R14.3 can be sent after 30, 60 and 120 seconds, and the page says from when', async () => {
  const half = await atCode();
  for (const wait of [30, 60, 120, 120]) {
    await takeMail(world);
    world.clock.forward(seconds(wait - 1));
    expect(problemsOn(await askAgain(half, half.page))).toMatch(/^You can send a new code at \d\d:\d\d\.$/);
    expect(await takeMail(world)).toEqual([]);
    world.clock.forward(seconds(1));
    const page = await askAgain(half, half.page);
    expect(problemsOn(page)).toBe('');
    const code = await signInCodeIn(world);
    expect(wordsOf(page)).toContain(`A new code has been sent. It starts with ${code.slice(0, 2)}.`);
  }
});

test('settled.md 26: the one before works for two minutes beside it', async () => {
  for (const [after, works] of [
    [minutes(2) - seconds(1), true],
    [minutes(2), false],
  ] as const) {
    const half = await atCode();
    const older = await signInCodeIn(world);
    world.clock.forward(seconds(30));
    const page = await askAgain(half, half.page);
    const newer = await signInCodeIn(world);
    world.clock.forward(after);
    const answer = await typeCode(app, { ...half, page: page }, older);
    expect(app.isCallback(answer.url)).toBe(works);
    if (works) continue;
    expect(problemsOn(answer)).toBe(`This code is from another e-mail. Use the code that starts with ${newer.slice(0, 2)}.`);
    expect(app.isCallback((await typeCode(app, { ...half, page: page }, newer)).url)).toBe(true);
  }
});

test('security.md 2.2: the first and five more an hour, over all sign-ins of a person; beyond it the page says when', async () => {
  for (let sent = 0; sent < 6; sent += 1) await atCode();
  expect(await takeMail(world)).toHaveLength(6);
  const { page, visitor } = await atCode();
  expect(await takeMail(world)).toEqual([]);
  expect(wordsOf(page)).toContain('We have not sent a code yet.');
  expect(wordsOf(page)).toMatch(/You can send a new code at \d\d:\d\d\./);
  expect(problemsOn(await askAgain({ visitor }, page))).toMatch(/^You can send a new code at \d\d:\d\d\.$/);
  expect(await takeMail(world)).toEqual([]);
  // Another person is not kept by it, and neither is this one an hour later.
  await atCode('bert');
  world.clock.forward(minutes(60));
  await atCode();
  expect(await takeMail(world)).toHaveLength(2);
});

test('a right code forgets how many were sent: who signs in often is never kept waiting', async () => {
  for (let signIn = 0; signIn < 8; signIn += 1) {
    const half = await atCode('bert');
    expect(app.isCallback((await typeCode(app, half, await signInCodeIn(world))).url)).toBe(true);
  }
});

test('a letter that waits while a newer code is asked for is not handed over any more', async () => {
  const half = await atCode();
  world.clock.forward(seconds(31));
  await askAgain(half, half.page);
  const letters = await takeMail(world);
  const { signInCodes } = world.app.installation.store.ports;
  const meant = await Promise.all(letters.map(({ mail }) => mail.kind === 'sign-in-code' && signInCodes.isMeant(mail.id)));
  expect(meant).toEqual([false, true]);
});
