import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse } from 'node-html-parser';
import { redeem, signOutUrl } from '../kit/endpoints.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { type Answer, formOf, Visitor, wordsOf } from '../kit/visitor.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';

/** A scripted browser as the certification drives one: an old engine that says it is Chrome, and sends no `Sec-Fetch-…`. */
const BROWSER = {
  'user-agent': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/134.0.0.0 Safari/537.36',
  'accept-language': 'en-US',
  accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
};

let world: World;
let app: RelyingParty;
let third: RelyingParty;

beforeAll(async () => {
  world = await openWorld();
  await world.organisation('acme', { preferredLanguage: 'nl' });
  await world.person('acme', 'Anna');
  app = await world.relyingParty('exam');
  third = await world.relyingParty('third', { first_party: false });
});

afterAll(() => world.close());

/** Fills in the page's form as it stands, and presses its first button or the named one; `Origin` is all it says of itself. */
async function submit(visitor: Visitor, page: Answer, typed: Record<string, string>, app?: RelyingParty): Promise<Answer> {
  const form = formOf(page);
  const body = new URLSearchParams({ ...form.fields, ...typed });
  const answer = await visitor.send(form.action, { method: 'POST', body, headers: { origin: new URL(page.url).origin } });
  return visitor.follow(answer, app?.isCallback);
}

/** Field names of the page's form, hidden ones too, and the buttons with a name of their own. */
function fieldsOf(page: Answer) {
  const form = parse(page.text).querySelector('form[method="post"]');
  const named = form?.querySelectorAll('input[name], button[name]') ?? [];
  return named.map((field) => [field.getAttribute('name'), field.getAttribute('type') ?? field.getAttribute('value')].join(' '));
}

function expectPlain(page: Answer): void {
  const html = parse(page.text);
  expect([page.status, html.querySelector('html')?.getAttribute('lang')]).toEqual([200, 'en']);
  expect(html.querySelector('form[method="post"] button')).not.toBeNull();
  expect(html.querySelectorAll('form[hidden], form [disabled], [aria-hidden="true"] form, noscript form')).toEqual([]);
}

test('§10.10 the whole way from sign-in to sign-out goes by plain forms with fields that keep their names', async () => {
  const visitor = new Visitor(BROWSER);
  const begun = await third.begin({ portal: 'acme' });
  const signInPage = await visitor.open(begun.url);
  expectPlain(signInPage);
  expect(fieldsOf(signInPage)).toEqual(['csrf hidden', 'username text', 'password password', 'do cancel']);
  expect(wordsOf(signInPage)).toContain('Username');
  const consent = await submit(visitor, signInPage, { username: 'Anna', password: PASSWORD }, third);
  expectPlain(consent);
  expect(fieldsOf(consent)).toEqual(['csrf hidden', 'do allow', 'do deny']);
  const { url: callback } = await submit(visitor, consent, { do: 'allow' }, third);
  expect(await redeem(third, { begun, callback })).toMatchObject({ status: 200 });
  const question = await visitor.open(signOutUrl(third, {}));
  expectPlain(question);
  expect(fieldsOf(question)).toEqual(['csrf hidden', 'xsrf hidden', 'logout yes']);
  expect(wordsOf(question)).toContain('Do you want to log out?');
  expect(wordsOf(await submit(visitor, question, { logout: 'yes' }))).toContain('You are logged out');
});

test('§10.10 a wrong password comes back to the same fields, and the answer by form_post is a plain form too', async () => {
  const visitor = new Visitor(BROWSER);
  const begun = await app.begin({ portal: 'acme', response_mode: 'form_post' });
  const again = await submit(visitor, await visitor.open(begun.url), { username: 'Anna', password: 'wrong' });
  expect(fieldsOf(again)).toEqual(expect.arrayContaining(['username text', 'password password']));
  const passingOn = await submit(visitor, again, { username: 'Anna', password: PASSWORD });
  expectPlain(passingOn);
  expect(fieldsOf(passingOn)).toEqual(['code hidden', 'state hidden', 'iss hidden']);
});

test('§10.10 the notice for outdated browsers stands beside the form, never before it', async () => {
  const page = await new Visitor(BROWSER).open((await app.begin({ portal: 'acme' })).url);
  const html = parse(page.text);
  const notice = html.querySelector('.old');
  expect([notice?.querySelector('form'), html.querySelector('form#signin .old')]).toEqual([null, null]);
  expect(html.querySelectorAll('input[name="username"]')).toHaveLength(1);
});

test('§10.10 the right Origin passes, a wrong one does not, and it is not the answer that tells who has an account', async () => {
  const visitor = new Visitor(BROWSER);
  const page = await visitor.open((await app.begin({ portal: 'acme' })).url);
  const { action, fields } = formOf(page);
  const body = new URLSearchParams({ ...fields, username: 'Anna', password: PASSWORD });
  for (const origin of ['https://evil.example', 'null']) {
    expect((await visitor.send(action, { method: 'POST', body, headers: { origin } })).status).toBe(403);
  }
  expect((await visitor.send(action, { method: 'POST', body, headers: { origin: world.url } })).status).toBe(303);
});
