import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { minutes, seconds } from '../../src/kernel/duration.ts';
import { codeOn } from '../kit/challenge.ts';
import { askForCode, codeInMail } from '../kit/mailed-code.ts';
import { inLanguage } from '../kit/other-language.ts';
import { openRecovery, type RecoveryStory } from '../kit/recovery.ts';
import { type Answer, formOf, Visitor, wordsOf } from '../kit/visitor.ts';
import { WRONG_FORMS } from './wrong-forms.ts';

let story: RecoveryStory;

beforeEach(async () => {
  story = await openRecovery();
});
afterEach(() => story.world.close());

describe.each(WRONG_FORMS)('settled 41, ux 8.51: a form for $what that is filled in wrongly', ({ open, typed, says, keeps }) => {
  test('leads back to its page, which says so once, with what was typed, and in the other language if that is wanted', async () => {
    const { visitor, page } = await open(story);
    const sent = await visitor.post(page, typed);
    expect([sent.status, new URL(sent.headers.get('location') ?? '', sent.url).href]).toEqual([303, page.url]);
    const shown = await visitor.follow(sent);
    expect([shown.status, wordsOf(shown)]).toEqual([200, expect.stringContaining(says[0])]);
    expect(formOf(shown).fields).toMatchObject(keeps);
    const dutch = await inLanguage(visitor, shown, 'nl');
    expect([dutch.url, wordsOf(dutch)]).toEqual([page.url, expect.stringContaining(says[1])]);
    expect(formOf(dutch).fields).toMatchObject(keeps);
    const later = await visitor.open(page.url);
    expect(wordsOf(later)).not.toContain(says[1]);
    expect(formOf(later).fields).not.toMatchObject({ ...keeps, ...typed });
  });
});

const FORGOT = '/acme/forgot-password';

async function wrong(visitor = new Visitor()) {
  const page = await visitor.open(story.world.url + FORGOT);
  return { visitor, page, sent: await visitor.post(page, { username: 'Kees', captcha: '' }) };
}
const nameOn = (page: Answer) => formOf(page).fields['username'];

test('settled 41 it waits for five minutes, and then no more', async () => {
  const { visitor, page } = await wrong();
  story.world.clock.forward(minutes(5) - seconds(1));
  expect(nameOn(await visitor.open(page.url))).toBe('Kees');
  await wrong(visitor);
  story.world.clock.forward(minutes(5));
  expect(nameOn(await visitor.open(page.url))).toBe('');
});

test('settled 41 it can be read by nobody, opens in no other browser, and at no other address', async () => {
  const { visitor, page, sent } = await wrong();
  const line = sent.headers.getSetCookie().find((each) => each.startsWith('voordeur_shown=')) ?? '';
  expect(line).toMatch(/; path=\/acme\/forgot-password; .*samesite=lax; httponly/i);
  expect(line + Buffer.from(line.split(/[=;]/)[1] ?? '', 'base64url').toString('latin1')).not.toContain('Kees');
  const elsewhere = line.replace(FORGOT, '/acme/activate');
  await visitor.jar.setCookie(elsewhere, story.world.url);
  expect(nameOn(await visitor.open(`${story.world.url}/acme/activate`))).toBe('');
  const other = new Visitor();
  await other.open(page.url);
  await other.jar.setCookie(line, page.url);
  expect(nameOn(await other.open(page.url))).toBe('');
  expect(nameOn(await visitor.open(page.url))).toBe('Kees');
});

test('R8.3 who waits for a mailed code finds its field again, however often the page is loaded, until it was sent', async () => {
  const { world } = story;
  const visitor = new Visitor();
  const form = await visitor.open(world.url + FORGOT);
  expect((await askForCode(visitor, form, { username: 'Bert' })).url).toBe(`${form.url}#mailed`);
  const mailed = await codeInMail(world);
  world.clock.forward(minutes(9));
  const later = await visitor.open(form.url);
  expect(formOf(later).fields).toMatchObject({ username: 'Bert', mailed: '' });
  const sent = await visitor.submit(later, { mailed });
  expect(sent.url).toBe(`${form.url}/sent`);
  expect(Object.keys(formOf(await visitor.open(form.url)).fields)).not.toContain('mailed');
});

test('R8.3 nor does anything of an earlier try come back after the form went through', async () => {
  const { world } = story;
  const { visitor, sent } = await wrong();
  const page = await visitor.follow(sent);
  const captcha = await codeOn(world.app.installation.keyring, page, visitor, 'forgot');
  expect((await visitor.submit(page, { username: 'Bert', captcha })).url).toBe(`${page.url}/sent`);
  expect(await visitor.cookies(page.url)).not.toHaveProperty('voordeur_shown');
});

test('ux D9 a portal with one application is found by a page that can be loaded again, and a made-up one finds nothing', async () => {
  const { world } = story;
  await world.relyingParty('only', { portals: ['acme'], initiate_login_uri: 'http://localhost:9/only/login' });
  const visitor = new Visitor();
  const found = await visitor.submit(await visitor.open(world.url), { portal: 'acme' });
  expect([found.status, new URL(found.url).search, wordsOf(found)]).toEqual([200, '?found=acme', expect.stringContaining('acme BV')]);
  expect(wordsOf(await visitor.open(found.url))).toBe(wordsOf(found));
  const made = await visitor.open(`${world.url}/?found=%3Cb%3Enowhere`);
  expect([made.status, formOf(made).fields['portal'], made.text.includes('<b>')]).toEqual([200, '', false]);
});
