import { describe, expect, test } from '@jest/globals';
import { newId } from '../../../src/kernel/random.ts';
import { NOW } from './builders.ts';
import { posted, recordOf } from './letters-taken.ts';
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
    expect(await report('delivered')).toBe(false);
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
