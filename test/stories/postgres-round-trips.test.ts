import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { hours } from '../../src/kernel/duration.ts';
import { postgresUrl, type TestDatabase } from '../kit/machine.ts';
import { takeMail } from '../kit/mailbag.ts';
import { askFor, changed } from '../kit/recovery.ts';
import { type CountingWire, openCountingWire } from '../kit/round-trips.ts';
import { openWorld, postgresEnvironment, type World } from '../kit/world.ts';

/** People who share an address; a mail lists no more. */
const MANY = 10;
/** What may be asked besides for a request that comes to a limit, or to more than one mail. */
const FEW = 2;

let database: TestDatabase;
let wire: CountingWire;
let world: World;

beforeAll(async () => {
  database = await postgresUrl();
  wire = await openCountingWire(database.url);
  world = await openWorld(postgresEnvironment({ url: wire.url }, 4));
  await world.organisation('acme');
  await share('one', 1);
  await share('many', MANY);
  for (const id of await share('shut', MANY)) await changed(world, id, { state: 'suspended' });
  await share('new', 1, { password: undefined });
  await share('five', 5, { password: undefined });
  await share('news', MANY, { password: undefined });
});
afterAll(async () => {
  await world.close();
  await wire.close();
  await database.drop();
});

async function share(name: string, count: number, more: { password?: undefined } = {}): Promise<string[]> {
  const ids: string[] = [];
  for (let at = 0; at < count; at += 1)
    ids.push((await world.person('acme', `${name}-${at}`, { email: `${name}@people.example`, ...more })).id);
  return ids;
}

/** Round trips of a whole visit to a form, and the mails that it sent. What the server does by itself meanwhile only adds: of three visits the least. */
async function visitOf(place: string, name: string, portal?: string) {
  const counts: number[] = [];
  const kinds: string[][] = [];
  for (let turn = 0; turn < 3; turn += 1) {
    await world.forgetMisses();
    const typed = `${name}@people.example`;
    const before = wire.count();
    await askFor(world, place, { username: typed, email: typed }, undefined, portal);
    counts.push(wire.count() - before);
    kinds.push((await takeMail(world)).map(({ mail }) => mail.kind));
    world.clock.forward(hours(25));
  }
  return { trips: Math.min(...counts), mails: kinds[0] };
}

test('security 1.4 a forgotten password asks the database as often for ten accounts on an address as for one', async () => {
  const [one, many] = [await visitOf('forgot-password', 'one'), await visitOf('forgot-password', 'many')];
  expect([one.mails, many.mails]).toEqual([['password-reset'], ['password-reset']]);
  expect(one.trips).toBeGreaterThan(5);
  expect(many.trips).toBe(one.trips);
});

test('security 1.4 and for invited ones as often for ten as for five, whose mails are each counted, and hardly more often than for one', async () => {
  const [one, five, ten] = [await visitOf('activate', 'new'), await visitOf('activate', 'five'), await visitOf('activate', 'news')];
  const mails = Array(5).fill('activation');
  expect([one.mails, five.mails, ten.mails]).toEqual([['activation'], mails, mails]);
  expect(five.trips).toBeLessThanOrEqual(one.trips + FEW);
  expect(ten.trips).toBeLessThanOrEqual(one.trips + FEW);
});

test('security 1.4 user names and portals of ten accounts are asked for as often as those of one', async () => {
  for (const [place, portal, kind] of [
    ['forgot-username', '/acme', 'user-names'],
    ['which-portal', '/sign-in', 'portals'],
  ] as const) {
    const [one, many] = [await visitOf(place, 'one', portal), await visitOf(place, 'many', portal)];
    expect([one.mails, many.mails]).toEqual([[kind], [kind]]);
    expect(many.trips).toBe(one.trips);
  }
});

test('security 1.4 for who is nobody, and for who is shut out, the database is asked about as often as for a friend', async () => {
  for (const [place, portal] of [
    ['forgot-password', '/acme'],
    ['activate', '/acme'],
    ['forgot-username', '/acme'],
    ['which-portal', '/sign-in'],
  ] as const) {
    const friend = await visitOf(place, 'one', portal);
    for (const name of ['nobody', 'shut']) {
      const { trips } = await visitOf(place, name, portal);
      expect(Math.abs(trips - friend.trips)).toBeLessThanOrEqual(FEW);
    }
  }
});
