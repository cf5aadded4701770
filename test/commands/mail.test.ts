import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Installation, openInstallation } from '../../src/commands/installation.ts';
import { generateKeyring } from '../../src/crypto/keyring.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { letter } from '../kit/mail/letters.ts';
import { useInstallation } from './in-process.ts';

const keyring = { VOORDEUR_KEYRING: JSON.stringify(generateKeyring()) };
const folder = mkdtemp(join(tmpdir(), 'voordeur-mail-'));
const database = { VOORDEUR_DATABASE: `sqlite:${join(await folder, 'v.sqlite')}` };
const say = useInstallation({ ...keyring, ...database });
/** A quarter of a second goes by whenever somebody looks. */
const slow = {
  ahead: 0,
  now: () => {
    slow.ahead += 250;
    return systemClock.now() + slow.ahead;
  },
};
const saySlowly = useInstallation({ ...keyring, ...database }, slow);
let failed: string;
let waiting: string;

/** A letter that was tried often enough. */
async function giveUp({ ports: { outbox } }: Installation['store']): Promise<string> {
  const now = systemClock.now();
  const id = await outbox.post(letter('geheim@acme.example'), now - 1000);
  const held = await outbox.take(now, 1000);
  if (held) await outbox.notHandedOver(held, { state: 'failed', reason: 'given-up', status: '451 4.3.0' }, now);
  return id;
}

beforeAll(async () => {
  const { store, close } = await openInstallation({ ...keyring, ...database });
  failed = await giveUp(store);
  waiting = await store.ports.outbox.post(letter('geheim@acme.example'), systemClock.now());
  await close();
});
afterAll(async () => rm(await folder, { recursive: true }));

test('mail list says what became of each, and neither what it says nor where it went', async () => {
  const listed = await say(['mail', 'list', '--json']);
  expect(listed).toMatchObject({ code: 0, err: '' });
  expect(JSON.parse(listed.out)).toMatchObject([
    { id: waiting, kind: 'challenge-code', state: 'queued', attempts: 0 },
    { id: failed, state: 'failed', reason: 'given-up', status: '451 4.3.0', attempts: 1 },
  ]);
  expect(listed.out).not.toMatch(/geheim|271828|sealed/);
  const plain = await say(['mail', 'list', '--state', 'failed']);
  expect(plain.out).toMatch(
    /^ID +KIND +STATE +REASON +STATUS +ATTEMPTS +POSTED AT +DUE AT\n\S+ +challenge-code +failed +given-up +451 4\.3\.0 +1 /,
  );
  expect(plain.out.trim().split('\n')).toHaveLength(2);
});

test('mail retry queues one anew, or all that were given up', async () => {
  expect(await say(['mail', 'retry', waiting])).toMatchObject({ code: 1, err: expect.stringMatching(/^MAIL .*\(conflict\)\n$/) });
  expect(await say(['mail', 'retry', failed])).toMatchObject({ code: 0, out: `Queued mail ${failed} anew.\n` });
  expect(await say(['mail', 'retry', 'failed'])).toMatchObject({ code: 0, out: 'Queued 0 mails anew.\n' });
});

test('who has many queued anew hears every five seconds how many are, and is told in the end', async () => {
  const { store, close } = await openInstallation({ ...keyring, ...database });
  for (let at = 0; at < 45; at += 1) await giveUp(store);
  await close();
  const { code, out, err } = await saySlowly(['mail', 'retry', 'failed']);
  expect([code, out]).toEqual([0, 'Queued 45 mails anew.\n']);
  expect(err).toMatch(/^(?:\d+ mails queued anew\n){2,}$/);
  const told = [...err.matchAll(/^\d+/gm)].map(([count]) => Number(count));
  expect(told).toEqual([...new Set(told)].sort((one, other) => one - other));
});
