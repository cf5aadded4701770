import { createHmac, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { newId } from '../../src/kernel/random.ts';
import { letter } from '../kit/mail/letters.ts';
import { type MailServer, openMailServer } from '../kit/mail/mail-server.ts';
import { openWorld, type World } from '../kit/world.ts';

const SECRET = randomBytes(32).toString('base64');
const NEXT = randomBytes(32).toString('base64');
let server: MailServer;
let world: World;
let organisation: string;

beforeAll(async () => {
  server = await openMailServer();
  world = await openWorld({ VOORDEUR_SMTP_URL: server.url, VOORDEUR_MAIL_HOOK_SECRET: `whsec_${SECRET}, ${NEXT}` });
  organisation = (await world.organisation('acme')).id;
});
afterAll(async () => {
  await world.close();
  await server.close();
});

const outbox = () => world.app.installation.store.ports.outbox;

/** A letter that was handed over. */
async function sent(to = 'anna@acme.example'): Promise<string> {
  const id = await outbox().post(letter(to, { organisation, account: undefined }), world.clock.now());
  while ((await outbox().find(id))?.state !== 'handed-over') await world.app.handOverMail();
  return id;
}

interface Sending {
  readonly id?: string;
  readonly secret?: string;
  /** Milliseconds before now at which it was signed. */
  readonly age?: number;
  readonly body?: string;
  readonly signed?: string;
  readonly signature?: string;
  readonly method?: string;
}

async function report(body: unknown, how: Sending = {}): Promise<number> {
  const { id = newId(), secret = SECRET, age = 0, method = 'POST' } = how;
  const timestamp = String(Math.floor((world.clock.now() - age) / 1000));
  const text = typeof body === 'string' ? body : JSON.stringify({ events: [body] });
  const made = createHmac('sha256', Buffer.from(secret, 'base64'))
    .update(`${id}.${timestamp}.${how.signed ?? text}`)
    .digest('base64');
  const headers = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': how.signature ?? `v1,${made}` };
  const answer = await fetch(`${world.url}/api/v1/mail-events`, { method, headers, ...(method === 'POST' && { body: text }) });
  return answer.status;
}

const about = (id: string, type: string, more: object = {}) => ({ type, message_id: `<${id}@localhost>`, ...more });
const state = async (id: string) => (await outbox().find(id))?.state;

test('R9.2 what the provider reports becomes the state of the letter', async () => {
  const id = await sent();
  expect(await report(about(id, 'deferred', { status: '4.2.2' }))).toBe(204);
  expect([await state(id), (await outbox().find(id))?.status]).toEqual(['deferred', '4.2.2']);
  expect(await report(about(id, 'delivered'), { secret: NEXT })).toBe(204);
  expect(await state(id)).toBe('delivered');
});

test('R9.5 a bounce for good stops further mail to the address, one that is not does not', async () => {
  const [full, gone] = [await sent('vol@acme.example'), await sent('weg@acme.example')];
  const body = {
    events: [
      about(full, 'bounced', { permanent: false, status: '5.2.2' }),
      about(gone, 'bounced', { permanent: true, status: '550 5.1.1' }),
    ],
  };
  expect(await report(JSON.stringify(body))).toBe(204);
  expect([await state(full), await state(gone)]).toEqual(['bounced', 'bounced']);
  expect([await outbox().isStopped('vol@acme.example'), await outbox().isStopped('weg@acme.example')]).toEqual([false, true]);
});

test('a report that nobody signed, or somebody else, or whose body, id or time was changed, changes nothing', async () => {
  const id = await sent();
  const bounce = about(id, 'bounced', { permanent: true });
  const wrong: Sending[] = [
    { secret: randomBytes(32).toString('base64') },
    { signature: '' },
    { signature: 'v1,' },
    { signature: `v2,${'A'.repeat(43)}=` },
    { signed: JSON.stringify({ events: [about(id, 'delivered')] }) },
    { id: 'a b' },
  ];
  for (const how of wrong) expect(await report(bounce, how)).toBe(401);
  expect([await state(id), await outbox().isStopped('anna@acme.example')]).toEqual(['handed-over', false]);
});

test('a report older than five minutes, or from as far in the future, is somebody’s recording', async () => {
  const id = await sent();
  for (const age of [301_000, -301_000]) expect(await report(about(id, 'delivered'), { age })).toBe(401);
  expect(await state(id)).toBe('handed-over');
  expect(await report(about(id, 'delivered'), { age: 290_000 })).toBe(204);
});

test('a report that is sent again within that time is taken once', async () => {
  const [id, message] = [await sent('twee@acme.example'), newId()];
  const bounce = about(id, 'bounced', { permanent: true });
  expect(await report(bounce, { id: message })).toBe(204);
  await outbox().lift('twee@acme.example');
  const second = await sent('twee@acme.example');
  expect(await report(about(second, 'bounced', { permanent: true }), { id: message })).toBe(204);
  expect([await state(second), await outbox().isStopped('twee@acme.example')]).toEqual(['handed-over', false]);
});

test.each([
  'no JSON',
  '[]',
  '{"events":{}}',
  '{"events":[null]}',
  '{"events":[{"type":"opened","message_id":"<11111111-1111-4111-8111-111111111111@localhost>"}]}',
  '{"events":[{"type":"delivered","message_id":"<x@localhost>"}]}',
  '{"events":[{"type":"bounced","message_id":"<11111111-1111-4111-8111-111111111111@localhost>"}]}',
  '{"events":[{"type":"delivered","message_id":"<11111111-1111-4111-8111-111111111111@localhost>","status":"anna@acme.example"}]}',
])('a signed report that is none is refused: %s', async (body) => {
  expect(await report(body)).toBe(400);
});

test('there is nothing to be got there, and without a secret there is no such address', async () => {
  expect(await report(about(newId(), 'delivered'), { method: 'GET' })).toBe(405);
  expect(await report(about(newId(), 'delivered'))).toBe(204);
  const other = await openWorld();
  const answer = await fetch(`${other.url}/api/v1/mail-events`, { method: 'POST', body: '{}' });
  await other.close();
  expect(answer.status).toBe(404);
});
