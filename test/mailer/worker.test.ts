import { describe, expect, test } from '@jest/globals';
import { RETRY_WAITS } from '../../src/domain/mail/states.ts';
import { hours, minutes } from '../../src/kernel/duration.ts';
import { invitation } from '../kit/mail/letters.ts';
import { openDesk, useRoom } from './desk.ts';

const used = useRoom();

describe('a letter', () => {
  test('R7.3 is handed over once, and the life of the link in it begins then', async () => {
    const { worker, lives, records, post, arrivedIds } = used();
    const id = await post('anna@acme.example', { mail: invitation('l7') });
    await Promise.all([worker.round(), worker.round()]);
    await worker.round();
    expect([await arrivedIds(), lives]).toEqual([[id], ['l7']]);
    expect(await records()).toMatchObject([{ id, state: 'handed-over', attempts: 1 }]);
  });

  test('that is refused for the time being waits longer each time, and arrives when the server takes it', async () => {
    const { server, worker, clock, records, toTheEnd, post, states, arrivedIds } = used();
    await server.behave({ at: 'recipient', does: '451 4.7.1 greylisted', times: 4 });
    const [id, begun] = [await post('anna@acme.example'), clock.now()];
    await worker.round();
    expect(await records()).toMatchObject([{ state: 'retrying', reason: 'put-off', status: '451 4.7.1' }]);
    await toTheEnd();
    expect([await states(), await arrivedIds()]).toEqual([['handed-over'], [id]]);
    const waited = clock.now() - begun;
    expect(waited).toBeGreaterThanOrEqual(RETRY_WAITS.slice(0, 4).reduce((sum, wait) => sum + wait));
    expect(waited).toBeLessThan(minutes(20));
  });

  test('that is refused for two days is given up, and goes out when an operator queues it anew', async () => {
    const { store, server, worker, clock, records, toTheEnd, post, states, arrivedIds } = used();
    await server.behave({ at: 'content', does: '451 4.3.0 later' });
    const [id, begun] = [await post('anna@acme.example'), clock.now()];
    await toTheEnd();
    expect(await records()).toMatchObject([{ state: 'failed', reason: 'given-up', attempts: RETRY_WAITS.length + 1 }]);
    expect(clock.now() - begun).toBeGreaterThan(hours(47));
    await server.behave();
    expect(await store.ports.outbox.requeue(id, clock.now())).toBe(true);
    await worker.round();
    expect([await states(), await arrivedIds()]).toEqual([['handed-over'], [id]]);
  });

  test('R9.5 to an address that does not exist bounces at once, and nothing more is tried there until it is corrected', async () => {
    const { store, server, records, toTheEnd, post, states, arrived } = used();
    await server.behave({ at: 'recipient', does: '550 5.1.1 <gone@acme.example> unknown', to: 'gone@acme.example' });
    await post('gone@acme.example');
    await post('anna@acme.example');
    await toTheEnd();
    expect(await states()).toEqual(['bounced', 'handed-over']);
    const { begun } = await server.counts();
    await post('Gone@acme.example');
    await toTheEnd();
    expect([(await server.counts()).begun, (await records())[0]]).toMatchObject([begun, { state: 'failed', reason: 'address-stopped' }]);
    await server.behave();
    await store.ports.outbox.lift('gone@acme.example');
    await post('gone@acme.example');
    await toTheEnd();
    expect(await arrived()).toEqual(['anna@acme.example', 'gone@acme.example']);
  });

  test.each([
    ['552 5.2.2 quota', 'recipient', 'bounced', 'mailbox-full'],
    ['554 5.7.1 spam', 'content', 'bounced', 'refused'],
    ['550 5.7.1 not from you', 'sender', 'failed', 'sender-refused'],
  ] as const)('that is refused with %s at the %s is %s, and the address is not blamed', async (does, at, state, reason) => {
    const { store, server, records, toTheEnd, post } = used();
    await server.behave({ at, does });
    await post('anna@acme.example');
    await toTheEnd();
    expect(await records()).toMatchObject([{ state, reason, status: does.slice(0, 9), attempts: 1 }]);
    expect(await store.ports.outbox.isStopped('anna@acme.example')).toBe(false);
  });

  test('that nobody has any use for any more is not sent', async () => {
    const { server, worker, clock, records, post } = used();
    await post('anna@acme.example', { notAfter: clock.now() + minutes(10) });
    clock.forward(minutes(11));
    await worker.round();
    expect(await records()).toMatchObject([{ state: 'failed', reason: 'too-late' }]);
    expect((await server.counts()).begun).toBe(0);
  });
});

test('a letter that cannot be composed is tried again, and given up in the end; one to nobody is not sent', async () => {
  const { store, server, clock, records, post } = used();
  const broken = openDesk(store, server, {
    composer: { compose: () => Promise.reject(new Error('anna@acme.example')) },
    clock: clock,
  });
  await post('anna@acme.example');
  await broken.toTheEnd();
  await broken.worker.close();
  const nobody = openDesk(store, server, { composer: { compose: async () => undefined }, clock: clock });
  await post('bert@acme.example');
  await nobody.toTheEnd();
  await nobody.worker.close();
  expect((await records()).map(({ state, reason }) => [state, reason])).toEqual([
    ['failed', 'withdrawn'],
    ['failed', 'given-up'],
  ]);
  expect([...broken.lines, ...nobody.lines].join()).not.toContain('anna@');
});
