import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { minutes } from '../../src/kernel/duration.ts';
import { takeMail } from '../kit/mailbag.ts';
import { openWorld, type World } from '../kit/world.ts';
import { guessCodes, lookedAt, resendAll } from './code-guesses.ts';

let world: World;

beforeAll(async () => {
  world = await openWorld();
  await world.organisation('acme', { preferredLanguage: 'en', policy: { twoStep: 'required', twoStepMethods: ['mail'] } });
});
afterAll(() => world.close());

test('settled.md 21: of a thousand guesses at a code, over tabs, browsers and resends, at most ten an hour are looked at', async () => {
  const { id } = await world.person('acme', 'anna', { email: 'anna@example.nl' });
  const app = await world.relyingParty('exam');
  const { ports } = world.app.installation.store;
  const between = async (halves: Parameters<typeof resendAll>[0]) => {
    world.clock.forward(minutes(3));
    await resendAll(halves);
  };
  const answers = await guessCodes({ app, username: 'anna', between });
  expect(answers).toHaveLength(1000);
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([303]));
  expect(answers.filter(({ headers }) => app.isCallback(headers.get('location') ?? ''))).toEqual([]);
  expect(await lookedAt(ports, id)).toBe(10);
  // Each of them was one try of a code at most, and no more codes were mailed than a person is.
  const kinds = (await takeMail(world)).map(({ mail }) => mail.kind);
  expect(kinds.filter((kind) => kind === 'sign-in-code')).toHaveLength(6);
  expect(kinds.filter((kind) => kind !== 'sign-in-code')).toEqual(['codes-guessed']);

  // Whoever goes on gets one more an hour, of however many.
  for (let hour = 1; hour <= 3; hour += 1) {
    world.clock.forward(minutes(61));
    await guessCodes({ app, username: 'anna', guesses: 40 });
    expect(await lookedAt(ports, id)).toBe(10 + hour);
  }
}, 120_000);
