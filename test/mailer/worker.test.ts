import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { RETRY_WAITS } from '../../src/domain/mail/states.ts';
import type { Store } from '../../src/domain/ports.ts';
import { hours, minutes, seconds } from '../../src/kernel/duration.ts';
import { openStore } from '../../src/store/store.ts';
import { invitation, letter, SEALS } from '../kit/mail/letters.ts';
import { type MailServer, openMailServer } from '../kit/mail/mail-server.ts';
import { plainComposer } from '../kit/mail/plain-composer.ts';
import { type Desk, openDesk } from './desk.ts';

let folder: string;
let store: Store;
let server: MailServer;
let desk: Desk;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'voordeur-mail-'));
  store = await openStore({ url: `sqlite:${join(folder, 'v.sqlite')}` }, SEALS);
  server = await openMailServer();
  desk = openDesk(store, server);
});

afterEach(async () => {
  desk.clock.release();
  await desk.worker.close();
  await server.close();
  await store.close();
  await rm(folder, { recursive: true });
});

const post = (to: string, more: Parameters<typeof letter>[1] = {}) => store.ports.outbox.post(letter(to, more), desk.clock.now());
const states = async () => (await desk.records()).map(({ state }) => state).sort();
const arrived = async () => (await server.received()).map(({ to }) => to).sort();
/** Ids of the letters that arrived, by what their Message-ID says. */
const arrivedIds = async () => (await server.received()).map(({ raw }) => /^Message-ID: <([^@]+)@/m.exec(raw)?.[1]);

describe('a letter', () => {
  test('R7.3 is handed over once, and the life of the link in it begins then', async () => {
    const id = await post('anna@acme.example', { mail: invitation('l7') });
    await Promise.all([desk.worker.round(), desk.worker.round()]);
    await desk.worker.round();
    expect([await arrivedIds(), desk.lives]).toEqual([[id], ['l7']]);
    expect(await desk.records()).toMatchObject([{ id, state: 'handed-over', attempts: 1 }]);
  });

  test('that is refused for the time being waits longer each time, and arrives when the server takes it', async () => {
    await server.behave({ at: 'recipient', does: '451 4.7.1 greylisted', times: 4 });
    const [id, begun] = [await post('anna@acme.example'), desk.clock.now()];
    await desk.worker.round();
    expect(await desk.records()).toMatchObject([{ state: 'retrying', reason: 'put-off', status: '451 4.7.1' }]);
    await desk.toTheEnd();
    expect([await states(), await arrivedIds()]).toEqual([['handed-over'], [id]]);
    const waited = desk.clock.now() - begun;
    expect(waited).toBeGreaterThanOrEqual(RETRY_WAITS.slice(0, 4).reduce((sum, wait) => sum + wait));
    expect(waited).toBeLessThan(minutes(20));
  });

  test('that is refused for two days is given up, and goes out when an operator queues it anew', async () => {
    await server.behave({ at: 'content', does: '451 4.3.0 later' });
    const [id, begun] = [await post('anna@acme.example'), desk.clock.now()];
    await desk.toTheEnd();
    expect(await desk.records()).toMatchObject([{ state: 'failed', reason: 'given-up', attempts: RETRY_WAITS.length + 1 }]);
    expect(desk.clock.now() - begun).toBeGreaterThan(hours(47));
    await server.behave();
    expect(await store.ports.outbox.requeue(id, desk.clock.now())).toBe(true);
    await desk.worker.round();
    expect([await states(), await arrivedIds()]).toEqual([['handed-over'], [id]]);
  });

  test('R9.5 to an address that does not exist bounces at once, and nothing more is tried there until it is corrected', async () => {
    await server.behave({ at: 'recipient', does: '550 5.1.1 <gone@acme.example> unknown', to: 'gone@acme.example' });
    await post('gone@acme.example');
    await post('anna@acme.example');
    await desk.toTheEnd();
    expect(await states()).toEqual(['bounced', 'handed-over']);
    const { begun } = await server.counts();
    await post('Gone@acme.example');
    await desk.toTheEnd();
    expect([(await server.counts()).begun, (await desk.records())[0]]).toMatchObject([
      begun,
      { state: 'failed', reason: 'address-stopped' },
    ]);
    await server.behave();
    await store.ports.outbox.lift('gone@acme.example');
    await post('gone@acme.example');
    await desk.toTheEnd();
    expect(await arrived()).toEqual(['anna@acme.example', 'gone@acme.example']);
  });

  test.each([
    ['552 5.2.2 quota', 'recipient', 'bounced', 'mailbox-full'],
    ['554 5.7.1 spam', 'content', 'bounced', 'refused'],
    ['550 5.7.1 not from you', 'sender', 'failed', 'sender-refused'],
  ] as const)('that is refused with %s at the %s is %s, and the address is not blamed', async (does, at, state, reason) => {
    await server.behave({ at, does });
    await post('anna@acme.example');
    await desk.toTheEnd();
    expect(await desk.records()).toMatchObject([{ state, reason, status: does.slice(0, 9), attempts: 1 }]);
    expect(await store.ports.outbox.isStopped('anna@acme.example')).toBe(false);
  });

  test('that nobody has any use for any more is not sent', async () => {
    await post('anna@acme.example', { notAfter: desk.clock.now() + minutes(10) });
    desk.clock.forward(minutes(11));
    await desk.worker.round();
    expect(await desk.records()).toMatchObject([{ state: 'failed', reason: 'too-late' }]);
    expect((await server.counts()).begun).toBe(0);
  });
});

describe('a mail server that fails', () => {
  test('in the middle of one mail: it goes out again under the same Message-ID, and the others are not held up', async () => {
    const to = 'anna@acme.example';
    await server.behave(
      { at: 'content', does: 'keep-and-drop', to, times: 1 },
      { at: 'recipient', does: 'hang', to: 'bert@acme.example', times: 1 },
    );
    const id = await post(to);
    for (const other of ['bert@acme.example', 'cees@acme.example', 'dora@acme.example', 'eva@acme.example']) await post(other);
    await desk.worker.round();
    expect(await states()).toEqual(['handed-over', 'handed-over', 'handed-over', 'retrying', 'retrying']);
    await desk.toTheEnd();
    expect(await states()).toEqual(Array(5).fill('handed-over'));
    // It had kept what it never confirmed: nobody can know, so this one mail and no other comes twice.
    expect(await arrived()).toEqual([to, to, 'bert@acme.example', 'cees@acme.example', 'dora@acme.example', 'eva@acme.example']);
    expect((await arrivedIds()).filter((one) => one === id)).toHaveLength(2);
  });

  test('for ten minutes: nothing is lost, nothing comes twice, no letter loses an attempt, and all is out half a minute after', async () => {
    await server.down();
    for (let at = 0; at < 12; at += 1) await post(`p${at}@acme.example`);
    const began = desk.clock.now();
    while (desk.clock.now() < began + minutes(10)) {
      await desk.worker.round();
      desk.clock.forward(seconds(1));
    }
    expect(await states()).toEqual(Array(12).fill('queued'));
    expect((await desk.records()).map(({ attempts }) => attempts)).toEqual(Array(12).fill(0));
    expect(desk.lines.filter((line) => line.includes('takes nothing'))).toHaveLength(1);
    await server.up();
    for (let second = 0; second <= 30; second += 1) {
      await desk.worker.round();
      desk.clock.forward(seconds(1));
    }
    expect(await states()).toEqual(Array(12).fill('handed-over'));
    expect(new Set(await arrivedIds()).size).toBe(12);
    expect(await server.received()).toHaveLength(12);
    expect((await desk.records()).map(({ attempts }) => attempts)).toEqual(Array(12).fill(1));
  });

  test('by closing connections that were kept: the next mail goes over a new one, at once and once', async () => {
    await post('anna@acme.example');
    await desk.worker.round();
    await server.down();
    await server.up();
    await post('bert@acme.example');
    await desk.worker.round();
    expect([await states(), await arrived()]).toEqual([
      ['handed-over', 'handed-over'],
      ['anna@acme.example', 'bert@acme.example'],
    ]);
  });
});

test('the database is away for a moment after the server took a mail: it is written down when it is back, and the mail goes out once', async () => {
  let refusals = 3;
  const own = openDesk(store, server, {
    work: async (step) => {
      refusals -= 1;
      if (refusals >= 0) throw new Error('the database is away');
      return store.work(({ outbox }) => step({ outbox, links: undefined }));
    },
  });
  await post('anna@acme.example');
  await own.worker.round();
  await own.worker.round();
  await own.worker.close();
  expect([refusals, await states(), await arrived()]).toEqual([-1, ['handed-over'], ['anna@acme.example']]);
});

test('a letter that cannot be composed is tried again, and given up in the end; one to nobody is not sent', async () => {
  const broken = openDesk(store, server, {
    composer: { compose: () => Promise.reject(new Error('anna@acme.example')) },
    clock: desk.clock,
  });
  await post('anna@acme.example');
  await broken.toTheEnd();
  await broken.worker.close();
  const nobody = openDesk(store, server, { composer: { compose: async () => undefined }, clock: desk.clock });
  await post('bert@acme.example');
  await nobody.toTheEnd();
  await nobody.worker.close();
  expect((await desk.records()).map(({ state, reason }) => [state, reason])).toEqual([
    ['failed', 'withdrawn'],
    ['failed', 'given-up'],
  ]);
  expect([...broken.lines, ...nobody.lines].join()).not.toContain('anna@');
});

test('a worker that is closed ends what it has in hand and takes no more', async () => {
  await server.behave({ at: 'content', does: 'hang', times: 1 });
  for (let at = 0; at < 8; at += 1) await post(`p${at}@acme.example`);
  const round = desk.worker.round();
  while ((await server.counts()).begun === 0) await new Promise(setImmediate);
  await desk.worker.close();
  await round;
  const after = await states();
  expect(after.filter((state) => state === 'handing-over')).toEqual([]);
  expect(after.filter((state) => state === 'queued').length).toBeGreaterThan(0);
  expect((await server.received()).length).toBe(after.filter((state) => state === 'handed-over').length);
});

test('security 2.9 no address, code, link or word of the other server stands in a line of the log', async () => {
  await server.behave(
    { at: 'recipient', does: '550 5.1.1 <gone@acme.example> unknown', to: 'gone@acme.example' },
    { at: 'recipient', does: '451 4.7.1 <slow@acme.example> later', to: 'slow@acme.example', times: 2 },
    { at: 'content', does: 'drop', to: 'lost@acme.example', times: 1 },
  );
  for (const name of ['gone', 'slow', 'lost', 'anna']) await post(`${name}@acme.example`);
  await post('link@acme.example', { mail: invitation() });
  await desk.toTheEnd();
  await post('gone@acme.example');
  await server.down();
  await post('down@acme.example');
  await desk.worker.round();
  const said = desk.lines.join('\n');
  for (const message of ['handed over', 'bounced', 'put off', 'given up', 'takes nothing']) expect(said).toContain(message);
  expect(said).not.toMatch(/@|acme|unknown|later|secret-token|ABCD|271828|drop/);
});

test('security 1.18 no name, subject or address can begin a header or reach a second person', async () => {
  const nasty = 'Anna\r\nBcc: evil@evil.example\r\n\r\n<script>\u2028\u0000"<x@y.example>, other@evil.example';
  const from = { name: nasty, address: 'inloggen@voordeur.example' };
  const composers = [
    plainComposer({ from, subject: nasty, replyTo: { name: nasty, address: 'carla@acme.example' }, headers: { 'X-Note': nasty } }),
    plainComposer({ to: { name: nasty, address: 'anna@acme.example' } }),
    plainComposer({ to: { address: 'anna@acme.example\r\nRCPT TO:<evil@evil.example>' } }),
    plainComposer({ to: { address: 'anna@acme.example, evil@evil.example' } }),
    plainComposer({ from: { address: 'a@b.example> SIZE=1\r\nRSET' } }),
    plainComposer({ headers: { Bcc: 'evil@evil.example' } }),
    plainComposer({ headers: { 'X-A\r\nBcc': 'evil@evil.example' } }),
  ];
  for (const composer of composers) {
    const own = openDesk(store, server, { composer, clock: desk.clock });
    await post('anna@acme.example');
    await own.worker.round();
    await own.worker.close();
  }
  const mails = await server.received();
  expect(mails.map(({ to }) => to)).toEqual(['anna@acme.example', 'anna@acme.example']);
  for (const { raw } of mails) {
    const head = raw.slice(0, raw.indexOf('\r\n\r\n'));
    const names = head
      .replace(/\r\n[ \t]/g, ' ')
      .split('\r\n')
      .map((field) => field.slice(0, field.indexOf(':')));
    expect(
      names.filter((name) => !/^(?:From|To|Reply-To|Subject|Date|Message-ID|MIME-Version|Content-Type|X-Note|Auto-Submitted)$/.test(name)),
    ).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
  }
  expect(await states()).toEqual([...Array(5).fill('failed'), 'handed-over', 'handed-over']);
});
