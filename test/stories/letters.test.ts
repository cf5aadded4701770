import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { RelyingParty } from '../kit/relying-party.ts';
import { Visitor, wordsOf } from '../kit/visitor.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';

let world: World;
let app: RelyingParty;

beforeAll(async () => {
  world = await openWorld();
  await world.organisation('acme', { preferredLanguage: 'en' });
  await world.organisation('globex', { preferredLanguage: 'en', policy: { usernameCase: 'insensitive' } });
  for (const portal of ['acme', 'globex']) await world.person(portal, 'Anna.Jansen');
  app = await world.relyingParty('exam');
});

beforeEach(() => world.forgetMisses());
afterAll(() => world.close());

/** What is said of letters, and whether a name in other letters lets in. */
async function saidAt(portal: string, language = 'en') {
  const visitor = new Visitor({ 'accept-language': language });
  const sheet = await visitor.open((await app.begin({ portal })).url);
  const missed = await visitor.submit(sheet, { username: 'ANNA.jansen', password: 'something else' });
  const help = await visitor.open(`${world.url}/${portal}/help`);
  const end = await visitor.submit(sheet, { username: 'ANNA.jansen', password: PASSWORD }, app.isCallback);
  return { words: [sheet, missed, help].map(wordsOf).join(' '), isIn: end.status === 0 };
}

const COUNT = ['Mind capital and small letters.', 'They count in your username', 'Yes. Type your username'];
const SAME = ['Capital and small letters are the same here.', 'In your username they do not matter.', 'Not in your username.'];

test.each([
  ['acme', false, COUNT, SAME],
  ['globex', true, SAME, COUNT],
])('R2.1 what %s says of capitals in user names is what it does', async (portal, lets, said, unsaid) => {
  const { words, isIn } = await saidAt(portal);
  expect(isIn).toBe(lets);
  expect([said, unsaid].map((all) => all.filter((each) => words.includes(each)))).toEqual([said, []]);
});

test.each([
  ['acme', 'en', 'Check both, and check the capital letters. '],
  ['acme', 'nl', 'Controleer ze allebei. Let ook op hoofdletters. '],
  ['globex', 'en', 'Check both, and check the capital letters in your password. '],
  ['globex', 'nl', 'Controleer ze allebei. Let in je wachtwoord ook op hoofdletters. '],
])('R2.1 who is refused at %s is sent to look for capitals where they count (%s)', async (portal, language, said) => {
  expect((await saidAt(portal, language)).words).toContain(said);
});
