import { describe, expect, test } from '@jest/globals';
import { newId } from '../../../src/kernel/random.ts';
import { letter } from '../../kit/mail/letters.ts';
import { NOW } from './builders.ts';
import { LEASE, posted, recordOf, takeAll } from './letters-taken.ts';
import { type MakePlace, useStore } from './place.ts';

/** What mail providers report, and addresses to which nothing goes any more. */
export function mailReportsContract(makePlace: MakePlace): void {
  describe('outbox: what the provider reports, and stopped addresses', () => reporting(makePlace));
}

function reporting(makePlace: MakePlace): void {
  const used = useStore(makePlace);

  test('R9.2 reports come in any order and more than once, and only what goes further is believed', async () => {
    const { store } = used();
    const { outbox } = store.ports;
    const held = await posted(store, 'a@acme.example');
    const report = (kind: 'delivered' | 'deferred' | 'complained') => outbox.report(held.id, { kind }, NOW);
    const untried = await outbox.post(letter('b@acme.example'), NOW);
    expect(await outbox.report(untried, { kind: 'delivered' }, NOW)).toBe(false);
    await outbox.handedOver(held, NOW);
    expect([await report('deferred'), await report('deferred'), await report('delivered'), await report('deferred')]).toEqual([
      true,
      false,
      true,
      false,
    ]);
    const bounce = { kind: 'bounced', reason: 'mailbox-full', stop: false, status: '552 5.2.2' } as const;
    expect([await outbox.report(held.id, bounce, NOW + 7), await report('complained')]).toEqual([true, false]);
    expect(await recordOf(store, held.id)).toMatchObject({
      state: 'bounced',
      reason: 'mailbox-full',
      status: '552 5.2.2',
      changedAt: NOW + 7,
    });
    expect([await outbox.report(newId(), bounce, NOW), await outbox.isStopped('a@acme.example')]).toEqual([false, false]);
  });

  test('a letter of which nobody heard whether the server took it is not handed over again once its provider reports on it', async () => {
    const { store } = used();
    const { outbox } = store.ports;
    const [inHand, brokenOff] = [await posted(store, 'a@acme.example'), await posted(store, 'b@acme.example')];
    await outbox.notHandedOver(brokenOff, { state: 'retrying', at: NOW + 1, reason: 'no-answer' }, NOW);
    for (const { id } of [inHand, brokenOff]) {
      expect(await outbox.report(id, { kind: 'delivered' }, NOW + 2)).toBe(true);
      expect(await recordOf(store, id)).toMatchObject({ state: 'delivered', handedOverAt: NOW + 2, dueAt: undefined });
    }
    expect(await outbox.notHandedOver(inHand, { state: 'retrying', at: NOW + 1, reason: 'no-answer' }, NOW + 3)).toBe(false);
    expect((await takeAll(store, NOW + 2 * LEASE)).map(({ id }) => id)).not.toEqual(expect.arrayContaining([inHand.id]));
    expect([(await recordOf(store, inHand.id)).state, (await recordOf(store, brokenOff.id)).state]).toEqual(['delivered', 'delivered']);
  });

  test('R9.5 a bounce for good stops the address, however it is written, until it is lifted or the letter queued anew', async () => {
    const { store } = used();
    const { outbox } = store.ports;
    const held = await posted(store, 'Gone@acme.example');
    await outbox.notHandedOver(held, { state: 'bounced', stop: true, reason: 'no-such-address' }, NOW);
    expect([await outbox.isStopped('gone@ACME.example'), await outbox.isStopped('other@acme.example')]).toEqual([true, false]);
    expect((await posted(store, 'gone@acme.example')).stopped).toBe(true);
    await outbox.lift('GONE@acme.example');
    expect((await posted(store, 'gone@acme.example')).stopped).toBe(false);
    const second = await posted(store, 'gone@acme.example');
    await outbox.handedOver(second, NOW);
    await outbox.report(second.id, { kind: 'bounced', reason: 'no-such-address', stop: true }, NOW);
    expect(await outbox.isStopped('gone@acme.example')).toBe(true);
    expect([await outbox.requeue(held.id, NOW), await outbox.isStopped('gone@acme.example')]).toEqual([true, false]);
  });
}
