import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { minutes } from '../../src/kernel/duration.ts';
import { asClient, endpoint, post, tally } from '../kit/endpoints.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { openWorld, type World } from '../kit/world.ts';

let world: World;
let app: RelyingParty;

beforeAll(async () => {
  world = await openWorld();
  world.clock.hold();
  app = await world.relyingParty('looping');
});

afterAll(() => world.close());

const LOST_CODE = { grant_type: 'authorization_code', code: 'lost', redirect_uri: 'https://app.example/callback' };

const all = async <T>(count: number, ask: (at: number) => Promise<T>) => {
  const replies: T[] = [];
  while (replies.length < count) replies.push(await ask(replies.length));
  return replies;
};

/** An application that asks for a code it does not have, again and again. */
const loop = async (count: number, by = app) => tally(await all(count, () => asClient(by, endpoint(by, 'token_endpoint'), LOST_CODE)));

/** How many rows of each kind the log has of an application, or of senders who are none. */
async function rowsOf(client: string | undefined): Promise<Record<string, number>> {
  // Behind all that waits to be written.
  await world.app.installation.store.ping();
  const rows = await world.app.installation.store.ports.audit.list({}, 10_000);
  const events = rows.filter((row) => row.client === client && row.event.startsWith('token.')).map(({ event }) => event);
  return Object.fromEntries([...new Set(events)].sort().map((event) => [event, events.filter((each) => each === event).length]));
}

test('security 1.39 an application that goes wrong without end leaves a hundred rows and one that says so, and gets its answer each time', async () => {
  expect(await loop(130)).toEqual({ '400 invalid_grant': 130 });
  expect(await rowsOf('looping')).toEqual({ 'token.refused': 100, 'token.refused-often': 1 });
});

test('security 1.39 that hides nothing of another application', async () => {
  const other = await world.relyingParty('neighbour');
  await loop(2, other);
  expect(await rowsOf('neighbour')).toEqual({ 'token.refused': 2 });
});

test('security 1.39 senders who are no application are counted as one, whatever they call themselves', async () => {
  const ask = (at: number) => post(endpoint(app, 'token_endpoint'), { ...LOST_CODE, client_id: `nobody-${at}` });
  expect(tally(await all(130, ask))).toEqual({ '401 invalid_client': 130 });
  expect(await rowsOf(undefined)).toEqual({ 'token.refused': 100, 'token.refused-often': 1 });
});

test('security 1.39 ten minutes after the first of them they are recorded again', async () => {
  world.clock.forward(minutes(10) - 1);
  await loop(1);
  expect(await rowsOf('looping')).toEqual({ 'token.refused': 100, 'token.refused-often': 1 });
  world.clock.forward(1);
  await loop(101);
  expect(await rowsOf('looping')).toEqual({ 'token.refused': 200, 'token.refused-often': 2 });
});
