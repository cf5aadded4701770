import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { hours } from '../../src/kernel/duration.ts';
import { postgresUrl, type TestDatabase } from '../kit/machine.ts';
import { takeMail } from '../kit/mailbag.ts';
import { askFor, changed } from '../kit/recovery.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { type CountingWire, openCountingWire } from '../kit/round-trips.ts';
import { attempt } from '../kit/sign-in.ts';
import { requireSingleSignOn, WORK } from '../kit/single-sign-on.ts';
import { openWorld, PASSWORD, postgresEnvironment, type World } from '../kit/world.ts';

/** People who share an address; a mail lists no more. */
const MANY = 10;
/** Addresses of those who sign in by single sign-on: one, one who never did yet, and ten on one. */
const AT_WORK: readonly string[] = ['works', 'fresh', 'teams'];
/** What may be asked besides for a request that comes to a limit, or to more than one mail. */
const FEW = 2;

let database: TestDatabase;
let wire: CountingWire;
let world: World;
let exam: RelyingParty;

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
  for (const name of AT_WORK) await share(name, name === 'teams' ? MANY : 1, name === 'fresh' ? { password: undefined } : {});
  await requireSingleSignOn(world);
  exam = await world.relyingParty('exam');
});
afterAll(async () => {
  await world.close();
  await wire.close();
  await database.drop();
});

async function share(name: string, count: number, more: { password?: undefined } = {}): Promise<string[]> {
  const ids: string[] = [];
  for (let at = 0; at < count; at += 1) ids.push((await world.person('acme', `${name}-${at}`, { email: addressOf(name), ...more })).id);
  return ids;
}

function addressOf(name: string): string {
  return `${name}@${AT_WORK.includes(name) ? WORK : 'people.example'}`;
}

/** Round trips of a whole visit to a form, and the mails that it sent. What the server does by itself meanwhile only adds: of three visits the least. */
async function visitOf(place: string, name: string, portal?: string) {
  const counts: number[] = [];
  const kinds: string[][] = [];
  for (let turn = 0; turn < 3; turn += 1) {
    await world.forgetMisses();
    const typed = addressOf(name);
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

test('security 1.4 for who is nobody, who is shut out, and who signs in by single sign-on, the database is asked about as often as for a friend', async () => {
  for (const [place, portal] of [
    ['forgot-password', '/acme'],
    ['activate', '/acme'],
    ['forgot-username', '/acme'],
    ['which-portal', '/sign-in'],
  ] as const) {
    const friend = await visitOf(place, 'one', portal);
    for (const name of ['nobody', 'shut', ...AT_WORK]) {
      const { trips } = await visitOf(place, name, portal);
      expect(Math.abs(trips - friend.trips)).toBeLessThanOrEqual(FEW);
    }
  }
});

test('R17.2, security 1.4 a password of who must use single sign-on costs as many round trips as a wrong one of anybody', async () => {
  const trips = async (username: string, password: string) => {
    const counts: number[] = [];
    for (let turn = 0; turn < 3; turn += 1) {
      await world.forgetMisses();
      const before = wire.count();
      expect((await attempt(exam, 'acme', { username, password })).isIn).toBe(false);
      counts.push(wire.count() - before);
    }
    return Math.min(...counts);
  };
  const usual = await trips('one-0', 'not this one');
  expect(usual).toBeGreaterThan(3);
  for (const [username, password] of [
    ['works-0', 'not this one'],
    ['works-0', PASSWORD],
    ['fresh-0', PASSWORD],
  ] as const)
    expect([username, await trips(username, password)]).toEqual([username, usual]);
});
