import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { takeMail, takeOne } from '../kit/mailbag.ts';
import { CHOSEN, changed, chooseAt, invited, openRecovery, type RecoveryStory } from '../kit/recovery.ts';
import { signIn } from '../kit/sign-in.ts';
import { PASSWORD } from '../kit/world.ts';

let story: RecoveryStory;

beforeEach(async () => {
  story = await openRecovery();
});
afterEach(() => story.world.close());

test('security 1.19 who changes a password of free will is told by mail, with browser and system', async () => {
  const { world, app } = story;
  const { visitor } = await signIn(app, 'Bert', { portal: 'acme' });
  const page = await visitor.open(`${world.url}/acme/account/password`);
  await visitor.submit(page, { 'current-password': PASSWORD, 'new-password': CHOSEN });
  const { to, mail } = await takeOne(world, 'password-changed');
  expect([to, mail]).toEqual(['bert@people.example', { kind: 'password-changed', changed: { at: expect.any(Number), device: {} } }]);
});

test('security 1.19 a refused password tells nobody; one that the operator sets tells the owner', async () => {
  const { world, app, people } = story;
  const { visitor } = await signIn(app, 'Bert', { portal: 'acme' });
  const page = await visitor.open(`${world.url}/acme/account/password`);
  await visitor.submit(page, { 'current-password': 'not this one', 'new-password': CHOSEN });
  expect(await takeMail(world)).toEqual([]);
  await changed(world, people.Bert, { password: CHOSEN });
  expect((await takeOne(world, 'password-changed')).to).toBe('bert@people.example');
});

test('R7.1 a first password is no change, and nobody is told of one', async () => {
  const { world, people } = story;
  await chooseAt((await invited(world, people.Anna)).address);
  expect(await takeMail(world)).toEqual([]);
});
