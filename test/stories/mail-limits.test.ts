import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { hours, minutes } from '../../src/kernel/duration.ts';
import { takeMail } from '../kit/mailbag.ts';
import { askFor, openRecovery, type RecoveryStory } from '../kit/recovery.ts';
import { wordsOf } from '../kit/visitor.ts';

let story: RecoveryStory;

// Here requests count for the network they come from too.
beforeEach(async () => {
  story = await openRecovery({ VOORDEUR_UNCOUNTED_NETWORKS: '' });
});
afterEach(() => story.world.close());

test('settled 37 from one network twenty mails an hour go out, whoever they are for; the pages say the same', async () => {
  const { world } = story;
  const names = Array.from({ length: 23 }, (_, at) => `Person-${at}`);
  for (const name of names) await world.person('acme', name, { email: `${name}@people.example` });
  const said = new Set<string>();
  for (const name of names) said.add(wordsOf((await askFor(world, 'forgot-password', { username: name })).page).replace(name, 'NAME'));
  expect([said.size, (await takeMail(world)).length]).toEqual([1, 20]);
  world.clock.forward(hours(1) + minutes(1));
  await askFor(world, 'forgot-password', { username: 'Person-22' });
  expect(await takeMail(world)).toHaveLength(1);
});

test('settled 37 an address gets five mails an hour over all its accounts', async () => {
  const { world } = story;
  for (let at = 0; at < 7; at += 1) await world.person('acme', `Shared-${at}`, { email: 'shared@people.example' });
  for (let at = 0; at < 7; at += 1) await askFor(world, 'forgot-password', { username: `Shared-${at}` });
  expect(await takeMail(world)).toHaveLength(5);
});

test('settled 31 from one network twenty wrong codes an hour are looked at, whoever they are for', async () => {
  const { world } = story;
  const enter = async (at: number) => (await askFor(world, 'code', { username: `Nobody-${at}`, code: '0000-0000' })).page;
  const statuses: number[] = [];
  for (let at = 0; at < 22; at += 1) statuses.push((await enter(at)).status);
  expect(statuses).toEqual([...Array(20).fill(200), 429, 429]);
  expect((await enter(23)).headers.get('retry-after')).toBe('3600');
});
