import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { openApp } from '../../src/app.ts';
import { letter } from '../kit/mail/letters.ts';
import { scrape } from '../kit/scrape.ts';
import { signIn } from '../kit/sign-in.ts';
import { freePort, openPostgresWorld } from '../kit/world.ts';

const TOKEN = randomBytes(32).toString('base64');

test('R18.3 of two processes on one database each tells what it did itself, and both what waits for either', async () => {
  const [one, other] = [await freePort(), await freePort()];
  const world = await openPostgresWorld(4, { VOORDEUR_METRICS_TOKEN: TOKEN, VOORDEUR_PRIVATE_PORT: String(one) });
  const places = { VOORDEUR_PORT: String(await freePort()), VOORDEUR_PRIVATE_PORT: String(other), VOORDEUR_LOG_LEVEL: 'silent' };
  const second = await openApp({ ...world.environment, ...places }, { clock: world.clock });
  await second.listen();
  await world.organisation('acme');
  await world.person('acme', 'Anna');
  await signIn(await world.relyingParty('exam'), 'Anna', { portal: 'acme' });
  await world.app.installation.store.ports.outbox.post(letter('a@people.example'), world.clock.now());
  const told = await Promise.all([one, other].map((port) => scrape(port, TOKEN)));
  expect(told.map(({ value }) => value('voordeur_sign_ins_total{outcome="succeeded",reason=""}') ?? 0)).toEqual([1, 0]);
  expect(told.map(({ value }) => value('voordeur_mail_queue{state="queued"}'))).toEqual([1, 1]);
  await second.close();
  await world.close();
});
