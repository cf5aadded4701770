// Many people behind one address: a school, a test centre (R8.7, `settled.md` 15).
import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { hours, minutes } from '../../src/kernel/duration.ts';
import { visitorFrom } from '../kit/misses.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { signIn } from '../kit/sign-in.ts';
import { type Answer, formOf, type Visitor, wordsOf } from '../kit/visitor.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';

const SCHOOL = '192.0.2.77';
const UNSOLVED = 'An extra check is needed first. Fill in your password once more.';

let world: World;
let app: RelyingParty;

beforeEach(async () => {
  await world?.close();
  world = await openWorld({ VOORDEUR_TRUSTED_PROXY_HOPS: '1' });
  await world.organisation('acme', { preferredLanguage: 'en' });
  app = await world.relyingParty('exam');
});

afterAll(() => world.close());

const sheet = async (visitor: Visitor): Promise<Answer> => visitor.open((await app.begin({ portal: 'acme' })).url, app.isCallback);

async function people(count: number): Promise<string[]> {
  const names = Array.from({ length: count }, (_, at) => `Pupil${at}`);
  for (const name of names) await world.person('acme', name);
  return names;
}

/** Misses at the school, each of a new name in a new browser: what each was told. */
async function missAtSchool(times: number): Promise<string[]> {
  const told: string[] = [];
  for (let at = 0; at < times; at += 1) {
    const visitor = visitorFrom(SCHOOL);
    const page = await sheet(visitor);
    told.push(
      wordsOf(await visitor.submit(page, { username: `Typo${told.length}-${world.clock.now()}`, password: 'not this one', challenge: '' })),
    );
  }
  return told;
}

const lookedAt = (told: readonly string[]) => told.filter((words) => words.includes('do not match')).length;
const isChallenged = async () => formOf(await sheet(visitorFrom(SCHOOL))).fields['challenge'] !== undefined;

test('R8.7 a network of twelve people who signed in well has twelve misses free, each person counted once, and for a day', async () => {
  const names = await people(12);
  for (const name of names) await signIn(app, name, { portal: 'acme' }, visitorFrom(SCHOOL));
  for (const name of names.slice(0, 3)) await signIn(app, name, { portal: 'acme' }, visitorFrom(SCHOOL));
  expect(lookedAt(await missAtSchool(11))).toBe(11);
  expect(await isChallenged()).toBe(false);
  const [twelfth, thirteenth] = await missAtSchool(2);
  expect([twelfth, thirteenth]).toEqual([expect.stringContaining('do not match'), expect.stringContaining(UNSOLVED)]);
  expect(await isChallenged()).toBe(true);
  world.clock.forward(hours(24));
  const dayLater = await missAtSchool(11);
  expect([lookedAt(dayLater), dayLater.at(-1)]).toEqual([10, expect.stringContaining(UNSOLVED)]);
});

test('R8.7 people who signed in well free their own network alone: at another address ten misses are free, and the eleventh meets the challenge', async () => {
  for (const name of await people(12)) await signIn(app, name, { portal: 'acme' }, visitorFrom('192.0.2.7'));
  const told = await missAtSchool(11);
  expect([lookedAt(told), told.at(-1)]).toEqual([10, expect.stringContaining(UNSOLVED)]);
});

test('R8.7 thirty people who sign in at once at one address, from new browsers, all get in without a challenge', async () => {
  const names = await people(30);
  const sheets = await Promise.all(
    names.map(async (name) => ({ name, visitor: visitorFrom(SCHOOL), begun: await app.begin({ portal: 'acme' }) })),
  );
  const opened = await Promise.all(
    sheets.map(async ({ visitor, begun, name }) => ({ name, visitor, page: await visitor.open(begun.url) })),
  );
  const arrived = await Promise.all(
    opened.map(({ visitor, page, name }) => visitor.submit(page, { username: name, password: PASSWORD }, app.isCallback)),
  );
  expect(arrived.filter(({ url }) => !app.isCallback(url)).map(wordsOf)).toEqual([]);
  world.clock.forward(minutes(1));
  expect(await isChallenged()).toBe(false);
});
