import { describe, expect, test } from '@jest/globals';
import { minutes, seconds } from '../../src/kernel/duration.ts';
import { openDesk, useRoom } from './desk.ts';

const used = useRoom();

describe('a mail server that fails', () => {
  test('in the middle of one mail: it goes out again under the same Message-ID, and the others are not held up', async () => {
    const { server, worker, toTheEnd, post, states, arrived, arrivedIds } = used();
    const to = 'anna@acme.example';
    await server.behave(
      { at: 'content', does: 'keep-and-drop', to, times: 1 },
      { at: 'recipient', does: 'hang', to: 'bert@acme.example', times: 1 },
    );
    const id = await post(to);
    for (const other of ['bert@acme.example', 'cees@acme.example', 'dora@acme.example', 'eva@acme.example']) await post(other);
    await worker.round();
    expect(await states()).toEqual(['handed-over', 'handed-over', 'handed-over', 'retrying', 'retrying']);
    await toTheEnd();
    expect(await states()).toEqual(Array(5).fill('handed-over'));
    // It had kept what it never confirmed: nobody can know, so this one mail and no other comes twice.
    expect(await arrived()).toEqual([to, to, 'bert@acme.example', 'cees@acme.example', 'dora@acme.example', 'eva@acme.example']);
    expect((await arrivedIds()).filter((one) => one === id)).toHaveLength(2);
  });

  test('for ten minutes: nothing is lost, nothing comes twice, no letter loses an attempt, and all is out half a minute after', async () => {
    const { server, worker, clock, lines, records, post, states, arrivedIds } = used();
    await server.down();
    for (let at = 0; at < 12; at += 1) await post(`p${at}@acme.example`);
    const began = clock.now();
    while (clock.now() < began + minutes(10)) {
      await worker.round();
      clock.forward(seconds(1));
    }
    expect(await states()).toEqual(Array(12).fill('queued'));
    expect((await records()).map(({ attempts }) => attempts)).toEqual(Array(12).fill(0));
    expect(lines.filter((line) => line.includes('takes nothing'))).toHaveLength(1);
    await server.up();
    for (let second = 0; second <= 30; second += 1) {
      await worker.round();
      clock.forward(seconds(1));
    }
    expect(await states()).toEqual(Array(12).fill('handed-over'));
    expect(new Set(await arrivedIds()).size).toBe(12);
    expect(await server.received()).toHaveLength(12);
    expect((await records()).map(({ attempts }) => attempts)).toEqual(Array(12).fill(1));
  });

  test('by closing connections that were kept: the next mail goes over a new one, at once and once', async () => {
    const { server, worker, post, states, arrived } = used();
    await post('anna@acme.example');
    await worker.round();
    await server.down();
    await server.up();
    await post('bert@acme.example');
    await worker.round();
    expect([await states(), await arrived()]).toEqual([
      ['handed-over', 'handed-over'],
      ['anna@acme.example', 'bert@acme.example'],
    ]);
  });
});

test('the database is away for a moment after the server took a mail: it is written down when it is back, and the mail goes out once', async () => {
  const { store, server, post, states, arrived } = used();
  let refusals = 3;
  const own = openDesk(store, server, {
    work: async (step) => {
      refusals -= 1;
      if (refusals >= 0) throw new Error('the database is away');
      return store.work(({ outbox }) => step({ outbox, links: undefined, signInCodes: undefined }));
    },
  });
  await post('anna@acme.example');
  await own.worker.round();
  await own.worker.round();
  await own.worker.close();
  expect([refusals, await states(), await arrived()]).toEqual([-1, ['handed-over'], ['anna@acme.example']]);
});

test('a worker that is closed ends what it has in hand and takes no more', async () => {
  const { server, worker, post, states } = used();
  await server.behave({ at: 'content', does: 'hang', times: 1 });
  for (let at = 0; at < 8; at += 1) await post(`p${at}@acme.example`);
  const round = worker.round();
  while ((await server.counts()).begun === 0) await new Promise(setImmediate);
  await worker.close();
  await round;
  const after = await states();
  expect(after.filter((state) => state === 'handing-over')).toEqual([]);
  expect(after.filter((state) => state === 'queued').length).toBeGreaterThan(0);
  expect((await server.received()).length).toBe(after.filter((state) => state === 'handed-over').length);
});
