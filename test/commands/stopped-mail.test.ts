import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openInstallation } from '../../src/commands/installation.ts';
import { generateKeyring } from '../../src/crypto/keyring.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { letter } from '../kit/mail/letters.ts';
import { useInstallation } from './in-process.ts';

const GONE = 'gone@people.example';
const keyring = { VOORDEUR_KEYRING: JSON.stringify(generateKeyring()) };
const folder = mkdtemp(join(tmpdir(), 'voordeur-stopped-'));
const database = { VOORDEUR_DATABASE: `sqlite:${join(await folder, 'v.sqlite')}` };
const say = useInstallation({ ...keyring, ...database });

beforeAll(async () => {
  const { store, close } = await openInstallation({ ...keyring, ...database });
  const { outbox } = store.ports;
  await outbox.post(letter(GONE), systemClock.now() - 1000);
  const held = await outbox.take(systemClock.now(), 1000);
  if (!held) throw new Error('there is a letter');
  await outbox.notHandedOver(held, { state: 'bounced', stop: true, reason: 'no-such-address' }, systemClock.now());
  await close();
});
afterAll(async () => rm(await folder, { recursive: true }));

test('R9.5 of a mail to an address that bounced for good it is said that nothing goes there, until the address is corrected', async () => {
  const done = async (...line: readonly string[]) => {
    const said = await say(line);
    expect(said).toMatchObject({ code: 0, err: '' });
    return said.out;
  };
  await done('organisation', 'add', 'acme', '--name', 'Acme');
  await done('account', 'add', 'acme', 'Gerda', '--email', GONE);
  const said = 'Not sent to Gerda: mail to this address is stopped, since one bounced for good.';
  expect(await done('account', 'invite', 'acme', 'Gerda')).toContain(said);
  expect(await done('account', 'resend', 'acme', 'Gerda')).toContain(said);
  await done('account', 'set', 'acme', 'Gerda', '--email', GONE);
  expect(await done('account', 'resend', 'acme', 'Gerda')).toBe('Queued the invitation of Gerda.\n');
});
