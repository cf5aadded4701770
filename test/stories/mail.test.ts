import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type App, openApp } from '../../src/app.ts';
import { newId } from '../../src/kernel/random.ts';
import { furnishing } from '../kit/furnish.ts';
import { HandClock } from '../kit/hand-clock.ts';
import { invitation } from '../kit/mail/letters.ts';
import { type MailServer, openMailServer } from '../kit/mail/mail-server.ts';
import { surroundingsIn } from '../kit/world.ts';

const clock = new HandClock();
const lines: string[] = [];
let folder: string;
let environment: Record<string, string>;
let server: MailServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'voordeur-mail-story-'));
  environment = await surroundingsIn(folder);
  server = await openMailServer();
});
afterAll(async () => {
  clock.release();
  await server.close();
  await rm(folder, { recursive: true });
});

function open(more: Record<string, string> = {}): Promise<App> {
  const line = (fields: object, message: string) => void lines.push(JSON.stringify({ ...fields, message }));
  return openApp({ ...environment, ...more }, { clock, log: { info: line, warn: line, error: line } });
}

test('R7.3 without a mail server an invitation waits, and that is said once; with one it goes out, and its fourteen days begin then', async () => {
  const before = await open();
  const furnish = furnishing(before.installation.acting, environment['VOORDEUR_ISSUER'] ?? '');
  const { id: organisationId } = await furnish.organisation('acme');
  const { id: accountId } = await furnish.person('acme', 'Anna', { email: 'anna@acme.example' });
  const link = { id: newId(), purpose: 'activation', organisationId, accountId, emailKey: 'anna@acme.example' } as const;
  const letter = { organisation: organisationId, account: accountId, to: 'anna@acme.example', locale: 'nl', mail: invitation(link.id) };
  const posted = await before.installation.store.work(async ({ links, outbox }) => {
    const secrets = { tokenHash: 'hash', codeDigest: 'digest', passwordChangedAt: undefined };
    await links.issue({ ...link, ...secrets, life: 1_209_600_000, issuedAt: clock.now() });
    return outbox.post(letter, clock.now());
  });
  for (let look = 0; look < 3; look += 1) await before.handOverMail();
  expect(await before.installation.store.ports.outbox.find(posted)).toMatchObject({ state: 'queued', attempts: 0 });
  await before.close();
  expect(lines.filter((line) => line.includes('VOORDEUR_SMTP_URL'))).toHaveLength(1);

  clock.forward(86_400_000);
  const after = await open({ VOORDEUR_SMTP_URL: server.url });
  await after.handOverMail();
  const { outbox, links } = after.installation.store.ports;
  const { handedOverAt } = (await outbox.find(posted)) ?? {};
  expect((await links.byId(link.id))?.handedOverAt).toBe(handedOverAt);
  expect(clock.now() - (handedOverAt ?? 0)).toBeLessThan(60_000);
  await after.close();
  expect((await server.received()).map(({ to }) => to)).toEqual(['anna@acme.example']);
});

test('R18.3 a server looks into the outbox by itself, every second', async () => {
  const app = await open({ VOORDEUR_SMTP_URL: server.url });
  const arrived = async () => (await server.received()).length;
  const before = await arrived();
  const mail = { kind: 'challenge-code', code: '271828', life: 600_000, until: 0 } as const;
  await app.installation.store.ports.outbox.post({ organisation: undefined, to: 'bert@acme.example', locale: 'nl', mail }, clock.now());
  const begun = performance.now();
  while ((await arrived()) === before) await new Promise(setImmediate);
  expect(performance.now() - begun).toBeLessThan(10_000);
  await app.close();
  expect(lines.join()).not.toMatch(/@|271828|secret-token/);
});
