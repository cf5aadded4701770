// What a form leaves for its page (`settled.md` 41), where it must not be seen: by the next person, at another page, a second time.
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { minutes } from '../../src/kernel/duration.ts';
import { askForCode, codeInMail, notThis } from '../kit/mailed-code.ts';
import { inLanguage } from '../kit/other-language.ts';
import { askFor, openRecovery, type RecoveryStory } from '../kit/recovery.ts';
import { signIn } from '../kit/sign-in.ts';
import { type Answer, formOf, Visitor, wordsOf } from '../kit/visitor.ts';

let story: RecoveryStory;

beforeEach(async () => {
  story = await openRecovery();
});
afterEach(() => story.world.close());

const FORGOT = '/acme/forgot-password';
const at = async (place: string, visitor = new Visitor()) => ({ visitor, page: await visitor.open(story.world.url + place) });
const nameOn = (page: Answer) => formOf(page).fields['username'];
const cookieIn = (sent: Answer) => sent.headers.getSetCookie().find((line) => line.startsWith('voordeur_shown=')) ?? '';

/** A browser in which Kees has typed his name at the form for a forgotten password, and was refused. */
async function refused() {
  const { visitor, page } = await at(FORGOT);
  return { visitor, page, sent: await visitor.post(page, { username: 'Kees', captcha: '' }) };
}

describe('once', () => {
  test('who opens the page anew finds it empty, and no switch of the language brings it back', async () => {
    const { visitor, page, sent } = await refused();
    expect(nameOn(await visitor.follow(sent))).toBe('Kees');
    const anew = await visitor.open(page.url);
    const dutch = await inLanguage(visitor, anew, 'nl');
    expect([anew, dutch].map(nameOn)).toEqual(['', '']);
    expect(wordsOf(dutch)).not.toContain('Er is een probleem');
    expect(await visitor.cookies(page.url)).not.toHaveProperty('voordeur_shown');
  });

  test('switches of the language make it last no longer', async () => {
    const { visitor, sent } = await refused();
    let page = await visitor.follow(sent);
    for (const language of ['nl', 'en'] as const) {
      story.world.clock.forward(minutes(2));
      page = await inLanguage(visitor, page, language);
      expect(nameOn(page)).toBe('Kees');
    }
    story.world.clock.forward(minutes(1));
    expect(nameOn(await inLanguage(visitor, page, 'nl'))).toBe('');
  });

  test('who asks for the headers alone has not seen it', async () => {
    const { visitor, page } = await refused();
    expect((await visitor.send(page.url, { method: 'HEAD' })).status).toBe(200);
    expect(nameOn(await visitor.open(page.url))).toBe('Kees');
  });

  test('within a sign-in too, where the name stays', async () => {
    const visitor = new Visitor();
    const sheet = await visitor.open((await story.app.begin({ portal: 'acme' })).url);
    const shown = await visitor.submit(sheet, { username: 'Bert', password: 'something else entirely' });
    const dutch = await inLanguage(visitor, shown, 'nl');
    const anew = await visitor.open(sheet.url);
    expect([shown, dutch, anew].map((page) => [/do not match|horen niet bij elkaar/.test(wordsOf(page)), nameOn(page)])).toEqual([
      [true, 'Bert'],
      [true, 'Bert'],
      [false, 'Bert'],
    ]);
  });

  test('R8.3 what is wrong with a mailed code; its field stays as long as the code, however often one tries', async () => {
    const { world } = story;
    const { visitor, page } = await at(FORGOT);
    const form = await askForCode(visitor, page, { username: 'Bert' });
    const code = await codeInMail(world);
    world.clock.forward(minutes(8));
    const wrong = await visitor.submit(form, { mailed: notThis(code) });
    const anew = await visitor.open(page.url);
    expect([wrong, anew].map((each) => wordsOf(each).includes('is not right'))).toEqual([true, false]);
    expect([wrong, anew].map((each) => formOf(each).fields['mailed'])).toEqual(['', '']);
    world.clock.forward(minutes(2));
    expect(formOf(await inLanguage(visitor, anew, 'nl')).fields).not.toHaveProperty('mailed');
    expect(formOf(await visitor.open(page.url)).fields).not.toHaveProperty('mailed');
  });
});

test('an application’s long request waits at the finder, with what was typed there, and is not part of the cookie', async () => {
  const pending = Buffer.from(String(new URLSearchParams({ client_id: 'exam', state: 'x'.repeat(4500) }))).toString('base64url');
  const { visitor, page } = await at(`/?${new URLSearchParams({ pending })}`);
  const sent = await visitor.post(page, { portal: 'nowhere' });
  expect(cookieIn(sent).length).toBeLessThan(1000);
  const shown = await visitor.follow(sent);
  for (const each of [shown, await inLanguage(visitor, shown, 'nl')])
    expect(formOf(each).fields).toMatchObject({ portal: 'nowhere', pending });
  expect(formOf((await at('/', visitor)).page).fields['portal']).toBe('');
});

test('what waits for a page is left alone by one at the same path about something else', async () => {
  const { visitor, page } = await refused();
  expect(nameOn(await visitor.open(`${page.url}?again=yes`))).toBe('');
  expect(nameOn(await visitor.open(page.url))).toBe('Kees');
});

/** Bert goes and Carla comes, in one browser. */
async function carlaAfter(visitor: Visitor): Promise<void> {
  const { world, app } = story;
  await world.person('acme', 'Carla', { givenName: 'Carla', familyName: 'Prins', email: 'carla@people.example' });
  await visitor.submit(await visitor.open(`${world.url}/oidc/session/end`), { logout: 'yes' });
  await signIn(app, 'Carla', { portal: 'acme' }, visitor);
}

const PROFILE = [
  '',
  { 'given-name': 'Bert '.repeat(50), 'family-name': 'Bos' },
  { 'given-name': 'Carla', 'family-name': 'Prins' },
] as const;
const EMAIL = ['/email', { email: 'bert.at.home' }, { email: '' }] as const;

test.each([
  ['seen', ...PROFILE],
  ['not seen', ...PROFILE],
  ['seen', ...EMAIL],
  ['not seen', ...EMAIL],
] as const)('security 1.30 what one person typed and has %s at account%s is not shown to the next one', async (how, place, typed, hers) => {
  const { visitor } = await signIn(story.app, 'Bert', { portal: 'acme' });
  const { page } = await at(`/acme/account${place}`, visitor);
  const sent = await visitor.post(page, typed);
  if (how === 'seen') expect(formOf(await visitor.follow(sent)).fields).toMatchObject(typed);
  await carlaAfter(visitor);
  const form = await visitor.open(page.url);
  expect(formOf(form).fields).toMatchObject(hers);
  expect(formOf(await inLanguage(visitor, form, 'nl')).fields).toMatchObject(hers);
});

test('security 1.30 nor is the next one asked for the code that was mailed to somebody else', async () => {
  const { visitor } = await signIn(story.app, 'Bert', { portal: 'acme' });
  const { page } = await at('/acme/account/password', visitor);
  expect(formOf(await visitor.submit(page, { do: 'mail' })).fields).toHaveProperty('mailed');
  await carlaAfter(visitor);
  expect(formOf(await visitor.open(page.url)).fields).not.toHaveProperty('mailed');
});

test.each(['forgot-password', 'forgot-username', 'activate'])(
  'after %s went through, the form is empty for the next one',
  async (place) => {
    const { visitor, page } = await askFor(story.world, place, { username: 'Bert', email: 'bert@people.example' });
    expect(page.url).toMatch(/\/sent$/);
    expect(Object.values(formOf(await visitor.open(page.url.replace('/sent', ''))).fields).join()).not.toMatch(/bert/i);
  },
);

test('after portals were asked for too, and who has no contact person is told of none by name', async () => {
  const { visitor, page } = await askFor(story.world, 'which-portal', { email: 'bert@people.example' }, new Visitor(), '/sign-in');
  expect(wordsOf(page)).toContain('Still nothing? Ask your contact person. ');
  expect(formOf(await visitor.open(page.url.replace('/sent', ''))).fields['email']).toBe('');
});

test('what stays for a mailed code fits into the cookie beside what is shown once', async () => {
  const { visitor, page } = await at(FORGOT);
  const form = await askForCode(visitor, page, { username: 'Bert' });
  const sent = await visitor.post(form, { username: '\u{1f600}"\\'.repeat(500), mailed: '' });
  expect([cookieIn(sent).length > 2000, cookieIn(sent).length < 4096]).toEqual([true, true]);
  const shown = await visitor.follow(sent);
  expect(nameOn(shown)).toMatch(/^\u{1f600}"/u);
  expect(nameOn(await visitor.open(page.url))).toBe(nameOn(shown));
});

describe.each([
  ['characters of four bytes', '\u{1f600}'],
  ['quotation marks', '"'],
  ['backslashes', '\\'],
  ['control characters', '\u0001'],
  ['half a name of blanks', ' '],
])('names longer than any is, of %s', (_what, character) => {
  test('are said to be too long; the cookie takes as much of them as it can', async () => {
    const { visitor } = await signIn(story.app, 'Bert', { portal: 'acme' });
    const { page } = await at('/acme/account', visitor);
    const long = `a${character.repeat(500)}${'b '.repeat(200)}`;
    const sent = await visitor.post(page, { 'given-name': long, 'family-name': long, language: long });
    expect([sent.status, cookieIn(sent).length > 500, cookieIn(sent).length < 4096]).toEqual([303, true, true]);
    const shown = await visitor.follow(sent);
    expect([shown.status, wordsOf(shown)]).toEqual([200, expect.stringMatching(/(This name is too long.*){4}/)]);
    expect(formOf(shown).fields['given-name']).toMatch(/^a/);
  });
});
