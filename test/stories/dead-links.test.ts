import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { minutes } from '../../src/kernel/duration.ts';
import { linkIn, takeMail, takeOne } from '../kit/mailbag.ts';
import { askFor, changed, chooseAt, invited, openRecovery, pageAt, type RecoveryStory } from '../kit/recovery.ts';
import { Visitor, wordsOf } from '../kit/visitor.ts';

let story: RecoveryStory;

beforeEach(async () => {
  story = await openRecovery();
});
afterEach(() => story.world.close());

async function resetOfBert() {
  await askFor(story.world, 'forgot-password', { username: 'Bert' });
  return linkIn(await takeOne(story.world, 'password-reset')).address;
}
async function press(address: string) {
  const visitor = new Visitor();
  return visitor.submit(await visitor.open(address), {});
}
const mends = (page: { readonly text: string }) => page.text.includes('id="mend"');

test('R7.4 a scanner that presses the button of an old mail’s page ends no link of a newer mail', async () => {
  const { world } = story;
  const older = await resetOfBert();
  const scanner = new Visitor();
  world.clock.forward(minutes(61));
  const kept = await scanner.open(older);
  expect(mends(kept)).toBe(true);
  const newer = await resetOfBert();
  const page = await new Visitor().open(older);
  expect(wordsOf(page)).toContain('Use the link in the newest e-mail');
  expect(mends(page)).toBe(false);
  await scanner.submit(kept, {});
  expect(await takeMail(world)).toEqual([]);
  expect(pageAt(await new Visitor().open(newer))).toBe('reset/*');
  world.clock.forward(minutes(61));
  expect(mends(await new Visitor().open(older))).toBe(true);
});

test('R7.6 an older link says what became of the newest', async () => {
  const { world, people } = story;
  const older = await resetOfBert();
  const newer = await resetOfBert();
  await changed(world, people.Bert, { email: 'bert@elsewhere.example' });
  const said = wordsOf(await new Visitor().open(newer));
  expect(said).toContain('The account now has another e-mail address.');
  expect(wordsOf(await new Visitor().open(older))).toBe(said);
});

test('R7.6 a used link for a new password says that it is used, and leads to the sign-in', async () => {
  const address = await resetOfBert();
  expect(pageAt((await chooseAt(address)).page)).toBe('reset/*/done');
  const page = await new Visitor().open(address);
  expect([pageAt(page), page.status]).toEqual(['reset/*/dead', 200]);
  expect(wordsOf(page)).toContain('This link has been used');
  expect(wordsOf(page)).toContain('You do not need this link any more. Sign in with your username and password.');
  expect(wordsOf(page).match(/To the sign-in page/g)).toHaveLength(1);
  expect(page.text).toContain('href="/acme"');
  expect(page.text).not.toMatch(/Bert|people\.example/);
});

test('R4.2 the page after a press of the button says how long the new link works; R7.3 times on these pages name their zone', async () => {
  const { world } = story;
  const older = await resetOfBert();
  world.clock.forward(minutes(61));
  const page = await press(older);
  expect(wordsOf(page)).toContain('The new link works for 1 hour.');
  await takeMail(world);
  expect(wordsOf(await new Visitor().open(older))).toMatch(/Use the link in the newest e-mail \(.+, Dutch time\)\./);
});

test('settled 29 a link at an address that was wrong never tells it the present user name', async () => {
  const { world, people } = story;
  const wrong = await invited(world, people.Anna);
  await changed(world, people.Anna, { email: 'right@people.example', username: 'A.deVries' });
  await chooseAt((await invited(world, people.Anna)).address);
  const page = await new Visitor().open(wrong.address);
  expect(pageAt(page)).toBe('activate/*/dead');
  expect(wordsOf(page)).toContain('The account now has another e-mail address.');
  expect(`${page.url}${page.text}`).not.toContain('deVries');
});

test('R7.6 presses for which no mail could be sent cost no healing', async () => {
  const { world } = story;
  const address = await resetOfBert();
  world.clock.forward(minutes(61));
  for (let at = 0; at < 5; at += 1) {
    await world.person('acme', `Shared-${at}`, { email: 'bert@people.example' });
    await askFor(world, 'forgot-password', { username: `Shared-${at}` });
  }
  expect(await takeMail(world)).toHaveLength(5);
  for (let times = 0; times < 4; times += 1) expect(wordsOf(await press(address))).toContain('You have asked for several links already.');
  expect(await takeMail(world)).toEqual([]);
  world.clock.forward(minutes(61));
  expect(pageAt(await press(address))).toBe('reset/*/sent');
  await takeOne(world, 'password-reset');
});
