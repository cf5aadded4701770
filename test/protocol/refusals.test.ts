import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { minutes } from '../../src/kernel/duration.ts';
import { asClient, endpoint, post, repeated, tally } from '../kit/endpoints.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { openWorld, type World } from '../kit/world.ts';

const LOST_CODE = { grant_type: 'authorization_code', code: 'lost', redirect_uri: 'https://app.example/callback' };
const FULL = { 'token.refused': 100, 'token.refused-often': 1 };

let world: World;

beforeAll(async () => {
  world = await openWorld();
  world.clock.hold();
});

afterAll(() => world.close());

/** The application asks for a code that it does not have, again and again. */
const loop = async (app: RelyingParty, count: number) =>
  tally(await repeated(count, () => asClient(app, endpoint(app, 'token_endpoint'), LOST_CODE)));

/** Somebody who names the application, or none, and proves nothing. */
const nameOnly = async (app: RelyingParty, count: number, nameOf: (at: number) => string) =>
  tally(await repeated(count, (at) => post(endpoint(app, 'token_endpoint'), { ...LOST_CODE, client_id: nameOf(at) })));

/** How many rows of each kind the log has of an application, or of senders that are not known. On SQLite they are there before the answer is. */
async function rowsOf(client: string | undefined): Promise<Record<string, number>> {
  const rows = await world.app.installation.store.ports.audit.list({}, 10_000);
  const events = rows.filter((row) => row.client === client && row.event.startsWith('token.')).map(({ event }) => event);
  return Object.fromEntries([...new Set(events)].map((event) => [event, events.filter((each) => each === event).length]));
}

test('security 1.39 an application that goes wrong without end leaves a hundred rows and one that says so, and gets its answer each time', async () => {
  const app = await world.relyingParty('looping');
  expect(await loop(app, 130)).toEqual({ '400 invalid_grant': 130 });
  expect(await rowsOf('looping')).toEqual(FULL);
});

test('security 1.39 that hides nothing of another application', async () => {
  await loop(await world.relyingParty('loud'), 101);
  await loop(await world.relyingParty('neighbour'), 2);
  expect(await rowsOf('neighbour')).toEqual({ 'token.refused': 2 });
});

test('security 1.39 who names an application and does not prove to be it hides nothing of what it does itself', async () => {
  const app = await world.relyingParty('named');
  expect(await nameOnly(app, 130, () => 'named')).toEqual({ '401 invalid_client': 130 });
  expect(await rowsOf('named')).toEqual(FULL);
  await loop(app, 2);
  expect(await rowsOf('named')).toEqual({ ...FULL, 'token.refused': 102 });
});

test('security 1.39 senders that are not known are counted as one, whatever they call themselves', async () => {
  const app = await world.relyingParty('bystander');
  expect(await nameOnly(app, 130, (at) => `nobody-${at}`)).toEqual({ '401 invalid_client': 130 });
  expect(await rowsOf(undefined)).toEqual(FULL);
});

test('security 1.39 ten minutes after the first of them they are recorded again', async () => {
  const app = await world.relyingParty('patient');
  await loop(app, 100);
  world.clock.forward(minutes(10) - 1);
  await loop(app, 1);
  expect(await rowsOf('patient')).toEqual(FULL);
  world.clock.forward(1);
  await loop(app, 101);
  expect(await rowsOf('patient')).toEqual({ 'token.refused': 200, 'token.refused-often': 2 });
});
