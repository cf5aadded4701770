import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { days, minutes } from '../../src/kernel/duration.ts';
import { linkIn, takeMail, takeOne } from '../kit/mailbag.ts';
import { askFor, CHOSEN, changed, chooseAt, invited, openRecovery, pageAt, type RecoveryStory } from '../kit/recovery.ts';
import { Visitor, wordsOf } from '../kit/visitor.ts';

let story: RecoveryStory;

beforeEach(async () => {
  story = await openRecovery();
});
afterEach(() => story.world.close());

const LATE = days(14) + minutes(1);

/** Opens a link and presses the one button of its page. */
async function mend(address: string) {
  const visitor = new Visitor();
  return visitor.submit(await visitor.open(address), {});
}

test('R7.6 fourteen days and a minute later the link says so, names the contact, and heals itself once asked, to the stored address', async () => {
  const { world, people } = story;
  const link = await invited(world, people.Anna);
  world.clock.forward(LATE);
  const visitor = new Visitor();
  const dead = await visitor.open(link.address);
  expect([pageAt(dead), dead.status]).toEqual(['activate/*/dead', 200]);
  expect(wordsOf(dead)).toMatch(/The link worked for 14 days, until .*Carla/);
  expect(await takeMail(world)).toEqual([]);
  const sent = await visitor.submit(dead, {});
  expect(pageAt(sent)).toBe('activate/*/sent');
  expect(wordsOf(sent)).toContain('Activate your account at acme BV');
  const letter = await takeOne(world, 'activation');
  expect(letter.to).toBe('anna@people.example');
  expect(pageAt((await chooseAt(linkIn(letter).address)).page)).toBe('activate/*/done');
});

test('R7.6 three times, then somebody has to look at it, until the operator invites anew', async () => {
  const { world, people } = story;
  const first = await invited(world, people.Anna);
  for (let times = 0; times < 3; times += 1) {
    world.clock.forward(LATE);
    expect(pageAt(await mend(first.address))).toBe('activate/*/sent');
    await takeOne(world, 'activation');
  }
  world.clock.forward(LATE);
  expect(wordsOf(await mend(first.address))).toContain('You have asked for several links already.');
  expect(await takeMail(world)).toEqual([]);
  const anew = await invited(world, people.Anna);
  world.clock.forward(LATE);
  expect(pageAt(await mend(anew.address))).toBe('activate/*/sent');
});

test('R7.6 sixty days after its end there is nothing left to heal', async () => {
  const { world, people } = story;
  const link = await invited(world, people.Anna);
  world.clock.forward(LATE + days(60));
  expect((await new Visitor().open(link.address)).text).not.toContain('id="mend"');
});

test('R7.6 a withdrawn invitation does not heal, neither on its page nor by a form kept from before', async () => {
  const { world, people } = story;
  const link = await invited(world, people.Anna);
  world.clock.forward(LATE);
  const visitor = new Visitor();
  const kept = await visitor.open(link.address);
  await changed(world, people.Anna, { state: 'closed' });
  expect(wordsOf(await visitor.submit(kept, {}))).toContain('This link has been withdrawn');
  const page = await new Visitor().open(link.address);
  expect(page.text).not.toContain('id="mend"');
  expect(await takeMail(world)).toEqual([]);
});

test('R7.10 the typed code opens what the link opens, in any case and with any dash, as long as the link lives', async () => {
  const { world, people } = story;
  const { code } = await invited(world, people.Anna);
  for (const typed of [code.toLowerCase(), code.replace('-', ' – '), code.replace('-', '')]) {
    const { page } = await askFor(world, 'code', { username: 'anna', code: typed });
    expect(pageAt(page)).toBe('activate/*');
  }
  const { visitor, page } = await askFor(world, 'code', { username: 'anna@people.example', code });
  expect(pageAt(await visitor.submit(page, { 'new-password': CHOSEN }))).toBe('activate/*/done');
  expect(wordsOf((await askFor(world, 'code', { username: 'Anna', code })).page)).toContain('This code does not fit');
});

test('settled 31 after five wrong codes the right one opens nothing; the link still does; strangers read the same', async () => {
  const { world, people } = story;
  const { code, address } = await invited(world, people.Anna);
  const enter = async (username: string, typed: string) => wordsOf((await askFor(world, 'code', { username, code: typed })).page);
  const said = new Set<string>();
  for (let times = 0; times < 5; times += 1) said.add(await enter('Anna', '0000-0000'));
  said.add(await enter('Anna', code));
  expect(said.size).toBe(1);
  expect((await enter('Nils', '0000-0000')).replaceAll('Nils', 'Anna')).toBe([...said][0]);
  expect(pageAt(await new Visitor().open(address))).toBe('activate/*');
});
