import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { minutes, seconds } from '../../src/kernel/duration.ts';
import { letter } from '../kit/mail/letters.ts';
import { type MailServer, openMailServer } from '../kit/mail/mail-server.ts';
import { grown, scrape } from '../kit/scrape.ts';
import { freePort, openWorld, type World } from '../kit/world.ts';

const TOKEN = randomBytes(32).toString('base64');
let server: MailServer;
let port: number;
let world: World;

beforeAll(async () => {
  server = await openMailServer();
  port = await freePort();
  world = await openWorld({ VOORDEUR_METRICS_TOKEN: TOKEN, VOORDEUR_PRIVATE_PORT: String(port), VOORDEUR_SMTP_URL: server.url });
});
afterAll(async () => {
  await world.close();
  await server.close();
});

const outbox = () => world.app.installation.store.ports.outbox;
const post = (to: string, more: Parameters<typeof letter>[1] = {}) =>
  outbox().post(letter(to, { organisation: undefined, account: undefined, ...more }), world.clock.now());

const HANDED = 'voordeur_mail_attempts_total{outcome="handed-over",reason=""}';
const waited = (within: string) => `voordeur_mail_waiting_seconds_bucket{le="${within}",kind="challenge-code"}`;

test('R18.3 mail is counted from its writing to its hand-over, so that it can be read how many waited longer than sixty seconds', async () => {
  const samples = [waited('1'), waited('60'), waited('120'), HANDED];
  const quick = async () => {
    await post('a@people.example');
    await world.app.handOverMail();
  };
  expect(await grown({ port, token: TOKEN }, samples, quick)).toEqual([1, 1, 1, 1]);
  const slow = async () => {
    await server.down();
    await post('b@people.example');
    await world.app.handOverMail();
    world.clock.forward(seconds(90));
    await server.up();
    await world.app.handOverMail();
  };
  expect(await grown({ port, token: TOKEN }, samples, slow)).toEqual([0, 0, 1, 1]);
});

test('R18.3 mail that was to go out later has waited since then', async () => {
  const planned = async () => {
    await post('c@people.example', { notBefore: world.clock.now() + minutes(60) });
    world.clock.forward(minutes(60));
    await world.app.handOverMail();
  };
  expect(await grown({ port, token: TOKEN }, [waited('60')], planned)).toEqual([1]);
});

test('R9.2 mail that was refused is counted by why', async () => {
  await server.behave({ at: 'recipient', does: '550 5.1.1 no such user', to: 'gone@people.example' });
  const samples = [
    'voordeur_mail_attempts_total{outcome="bounced",reason="no-such-address"}',
    'voordeur_mail_attempts_total{outcome="failed",reason="address-stopped"}',
  ];
  const bounce = async () => {
    for (let time = 0; time < 2; time += 1) {
      await post('gone@people.example');
      await world.app.handOverMail();
    }
  };
  expect(await grown({ port, token: TOKEN }, samples, bounce)).toEqual([1, 1]);
});

test('R18.3 what waits is told by state, and how long what waits longest is due', async () => {
  await server.down();
  await post('d@people.example');
  await post('e@people.example', { notBefore: world.clock.now() + minutes(60) });
  await world.app.handOverMail();
  world.clock.forward(seconds(100));
  const { value } = await scrape(port, TOKEN);
  expect([value('voordeur_mail_queue{state="queued"}'), value('voordeur_mail_queue{state="scheduled"}')]).toEqual([1, 1]);
  expect(value('voordeur_mail_oldest_seconds{state="queued"}')).toBeGreaterThanOrEqual(100);
  expect(value('voordeur_mail_oldest_seconds{state="scheduled"}')).toBe(0);
  await server.up();
});
