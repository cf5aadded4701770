// What two-step verification costs who does not use it: nothing. Statements are counted where SQLite runs them.
import { StatementSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { RelyingParty } from '../kit/relying-party.ts';
import { signIn } from '../kit/sign-in.ts';
import { Visitor } from '../kit/visitor.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';

/**
 * Without second steps: the sheet, the password with the code's issue, the exchange, a silent sign-in. One of the second is the
 * look for sessions beyond the tenth (security.md 2.5), and another gives the attempt back to the name's counter, which strangers'
 * misses stay on (`settled.md` 15).
 */
const WITHOUT = [3, 18, 6, 2];

let world: World;
let app: RelyingParty;
const { all, get, run } = StatementSync.prototype;
let counted = 0;

beforeAll(async () => {
  world = await openWorld();
  await world.organisation('acme');
  await world.person('acme', 'Anna', { email: 'anna@people.example' });
  app = await world.relyingParty('exam');
  const counting = (original: (...given: never[]) => unknown) =>
    function (this: StatementSync, ...given: never[]) {
      counted += 1;
      return original.apply(this, given);
    };
  Object.assign(StatementSync.prototype, { all: counting(all), get: counting(get), run: counting(run) });
});

afterAll(async () => {
  Object.assign(StatementSync.prototype, { all, get, run });
  await world.close();
});

async function statementsOf<T>(step: () => Promise<T>): Promise<{ readonly answer: T; readonly statements: number }> {
  const before = counted;
  const answer = await step();
  return { answer, statements: counted - before };
}

test('R14.1 where no second step is asked, neither a sign-in nor a silent one runs a statement for it', async () => {
  // Once before, for what is remembered from one request to the next.
  await signIn(app, 'Anna', { portal: 'acme' });
  const visitor = new Visitor();
  const begun = await app.begin({ portal: 'acme' });
  const sheet = await statementsOf(() => visitor.open(begun.url));
  const typed = await statementsOf(() => visitor.submit(sheet.answer, { username: 'Anna', password: PASSWORD }, app.isCallback));
  const exchanged = await statementsOf(() => app.exchange(typed.answer.url, begun));
  const silently = await app.begin({ portal: 'acme', prompt: 'none' });
  const silent = await statementsOf(() => visitor.open(silently.url, app.isCallback));
  expect(new URL(silent.answer.url).searchParams.has('code')).toBe(true);
  expect([sheet, typed, exchanged, silent].map(({ statements }) => statements)).toEqual(WITHOUT);
});
