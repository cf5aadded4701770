import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { linkIn, takeOne } from '../kit/mailbag.ts';
import { askFor, CHOSEN, chooseAt, openRecovery, pageAt, type RecoveryStory } from '../kit/recovery.ts';
import { Visitor, wordsOf } from '../kit/visitor.ts';
import { PASSWORD } from '../kit/world.ts';

let story: RecoveryStory;

beforeEach(async () => {
  story = await openRecovery();
});
afterEach(() => story.world.close());

const TOLD = /same as the old|used this password before/;

async function resetOfBert() {
  await askFor(story.world, 'forgot-password', { username: 'Bert' });
  return linkIn(await takeOne(story.world, 'password-reset')).address;
}

test('security 1.8 a form with a fault of its own tells who holds a link nothing about the present password', async () => {
  const address = await resetOfBert();
  const visitor = new Visitor();
  const form = await visitor.open(address);
  const right = await visitor.submit(form, { 'new-password': PASSWORD, 'new-password-again': 'x' });
  const wrong = await visitor.submit(form, { 'new-password': 'zes egels in de tuin', 'new-password-again': 'x' });
  expect(wordsOf(right)).not.toMatch(TOLD);
  expect(wordsOf(right)).toBe(wordsOf(wrong));
});

test('security 1.8 ten passwords are compared with those before them for one link, then it takes a new mail', async () => {
  const { world } = story;
  const address = await resetOfBert();
  for (let tries = 0; tries < 10; tries += 1) expect(wordsOf((await chooseAt(address, PASSWORD)).page)).toMatch(TOLD);
  const { page } = await chooseAt(address, PASSWORD);
  expect(wordsOf(page)).not.toMatch(TOLD);
  expect(wordsOf(page)).toContain('Too many passwords were tried with this link. Ask for a new e-mail.');
  expect(page.text).toContain('href="/acme/forgot-password"');
  const other = await chooseAt(address);
  expect(wordsOf(other.page)).toBe(wordsOf(page));
  expect(world.log.join('\n')).not.toContain(PASSWORD);
  expect(pageAt((await chooseAt(await resetOfBert())).page)).toMatch(/^reset\/\*\/done$/);
});

test('security 1.8 what can be said of a password without any hash costs no try', async () => {
  const address = await resetOfBert();
  const visitor = new Visitor();
  let form = await visitor.open(address);
  for (let tries = 0; tries < 12; tries += 1) form = await visitor.submit(form, { 'new-password': 'te kort' });
  expect(pageAt(await visitor.submit(form, { 'new-password': CHOSEN }))).toBe('reset/*/done');
});
