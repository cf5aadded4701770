import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openInstallation } from '../../src/commands/installation.ts';
import { generateKeyring } from '../../src/crypto/keyring.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { letter } from '../kit/mail/letters.ts';
import { useInstallation } from './in-process.ts';

const keyring = { VOORDEUR_KEYRING: JSON.stringify(generateKeyring()) };
const folder = mkdtemp(join(tmpdir(), 'voordeur-mail-'));
const database = { VOORDEUR_DATABASE: `sqlite:${join(await folder, 'v.sqlite')}` };
const say = useInstallation({ ...keyring, ...database });
let failed: string;
let waiting: string;

beforeAll(async () => {
  const { store, close } = await openInstallation({ ...keyring, ...database });
  failed = await store.ports.outbox.post(letter('geheim@acme.example'), systemClock.now() - 1000);
  const held = await store.ports.outbox.take(systemClock.now(), 1000);
  if (held) await store.ports.outbox.notHandedOver(held, { state: 'failed', reason: 'given-up', status: '451 4.3.0' }, systemClock.now());
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
