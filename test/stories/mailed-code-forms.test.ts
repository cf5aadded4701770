import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { takeMail, takeOne } from '../kit/mailbag.ts';
import { askForCode, codeInMail, missThrice } from '../kit/mailed-code.ts';
import { askFor, CHOSEN, invited, openRecovery, pageAt, type RecoveryStory } from '../kit/recovery.ts';
import { signIn } from '../kit/sign-in.ts';
import { formOf, Visitor, wordsOf } from '../kit/visitor.ts';
import { PASSWORD } from '../kit/world.ts';

let story: RecoveryStory;

beforeEach(async () => {
  story = await openRecovery();
});
afterEach(() => story.world.close());

const FORMS = [
  {
    place: '/acme/forgot-password',
    typed: { username: 'Bert' },
    said: 'Does this username or e-mail address belong',
    brings: 'password-reset',
  },
  {
    place: '/acme/activate',
    typed: { username: 'anna@people.example' },
    said: 'Does this username or e-mail address',
    brings: 'activation',
  },
  { place: '/acme/forgot-username', typed: { email: 'bert@people.example' }, said: 'If an account has this', brings: 'user-names' },
  { place: '/sign-in/which-portal', typed: { email: 'Bert@people.example' }, said: 'If an account has this', brings: 'portals' },
] as const;

test.each(FORMS)('R8.3 $place can be gone through without script and picture, by a code that is mailed first', async (form) => {
  const { world } = story;
  const visitor = new Visitor();
  const page = await askForCode(visitor, await visitor.open(world.url + form.place), form.typed);
  expect(wordsOf(page)).toContain(form.said);
  expect(formOf(page).fields).toMatchObject(form.typed);
  const letters = await takeMail(world);
  const [letter] = letters;
  if (letter?.mail.kind !== 'challenge-code') throw new Error('no code was mailed');
  expect([letters.length, letter.to, letter.organisation === undefined]).toEqual([
    1,
    form.brings === 'activation' ? 'anna@people.example' : 'bert@people.example',
    form.brings === 'portals',
  ]);
  const sent = await visitor.submit(page, { ...form.typed, mailed: letter.mail.code });
  expect(sent.url).toBe(`${world.url}${form.place}/sent`);
  expect((await takeOne(world, form.brings)).to).toBe(letter.to);
});

test('R8.3 so can the form for the code beside a link, and nobody gets a code without a name', async () => {
  const { world, people } = story;
  const { code } = await invited(world, people.Anna);
  const visitor = new Visitor();
  const nameless = await askForCode(visitor, await visitor.open(`${world.url}/acme/code`));
  expect([wordsOf(nameless).includes('Fill in your username'), await takeMail(world)]).toEqual([true, []]);
  const page = await askForCode(visitor, nameless, { username: 'Anna', code });
  const opened = await visitor.submit(page, { username: 'Anna', code, mailed: await codeInMail(world) });
  expect(pageAt(opened)).toBe('activate/*');
});

test('R8.3 who is signed in changes the password with a mailed code after three misses at it', async () => {
  const { world, app } = story;
  const { visitor } = await signIn(app, 'Bert', { portal: 'acme' });
  let page = await visitor.open(`${world.url}/acme/account/password`);
  for (let at = 0; at < 3; at += 1)
    page = await visitor.submit(page, { 'current-password': 'not this one', 'new-password': CHOSEN, 'new-password-again': CHOSEN });
  page = await askForCode(visitor, page);
  const mailed = await codeInMail(world);
  // A wrong one first: the field stays.
  const chosen = { 'current-password': PASSWORD, 'new-password': CHOSEN, 'new-password-again': CHOSEN };
  page = await visitor.submit(page, { ...chosen, mailed: '12345' });
  expect(wordsOf(page)).toContain('The code from the e-mail is not right.');
  const done = await visitor.submit(page, { ...chosen, mailed });
  expect(done.url).toContain('done=yes');
});

test('settled 19 a stranger who asks for codes for somebody takes away none of the mail that a forgotten password needs', async () => {
  const { world, app } = story;
  for (let at = 0; at < 6; at += 1) {
    const stranger = new Visitor();
    await askForCode(stranger, await stranger.open(`${world.url}/acme/forgot-password`), { username: 'Bert' });
  }
  expect((await takeMail(world)).length).toBe(3);
  const visitor = new Visitor();
  const page = await askForCode(visitor, await missThrice(app, 'Bert', visitor));
  expect([wordsOf(page).includes('a code has been sent'), await takeMail(world)]).toEqual([true, []]);
  await askFor(world, 'forgot-password', { username: 'Bert' });
  expect((await takeOne(world, 'password-reset')).to).toBe('bert@people.example');
});
