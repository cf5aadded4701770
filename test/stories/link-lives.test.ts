import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { inviteAccount } from '../../src/domain/administration/invitations.ts';
import { days, minutes } from '../../src/kernel/duration.ts';
import { sweepOnce } from '../../src/store/sweeper.ts';
import { linkIn, takeOne } from '../kit/mailbag.ts';
import { askFor, openRecovery, pageAt, type RecoveryStory } from '../kit/recovery.ts';
import { Visitor } from '../kit/visitor.ts';

let story: RecoveryStory;

beforeEach(async () => {
  story = await openRecovery();
});
afterEach(() => story.world.close());

test('R7.3 where only the provider says that a mail was delivered, the life of its link begins then', async () => {
  const { world } = story;
  const { outbox } = world.app.installation.store.ports;
  await askFor(world, 'forgot-password', { username: 'Bert' });
  world.clock.forward(minutes(50));
  const held = await outbox.take(world.clock.now(), minutes(5));
  if (!held?.letter) throw new Error('there is a letter');
  expect(await outbox.report(held.id, { kind: 'delivered' }, world.clock.now())).toBe(true);
  const { address } = linkIn(held.letter);
  world.clock.forward(minutes(59));
  expect(pageAt(await new Visitor().open(address))).toBe('reset/*');
  // A later report begins no second life.
  await outbox.report(held.id, { kind: 'complained' }, world.clock.now());
  world.clock.forward(minutes(2));
  expect(pageAt(await new Visitor().open(address))).toBe('reset/*/dead');
});

test('R18.1 an invitation for later than a link is remembered opens when it arrives', async () => {
  const { world, people } = story;
  const { acting, store } = world.app.installation;
  await inviteAccount(acting, people.Anna, { notBefore: world.clock.now() + days(90) });
  world.clock.forward(days(89));
  await sweepOnce({ store, clock: world.clock });
  world.clock.forward(days(1));
  const letter = await takeOne(world, 'activation');
  world.clock.forward(days(13));
  await sweepOnce({ store, clock: world.clock });
  expect(pageAt(await new Visitor().open(linkIn(letter).address))).toBe('activate/*');
});
