import { expect, test } from '@jest/globals';
import { html } from '../../demo/assessment-app/html.ts';
import { signedInPage, troublePage, welcomePage } from '../../demo/assessment-app/pages.ts';
import { personOf } from '../../demo/assessment-app/relying-party.ts';
import { Shelf } from '../../demo/assessment-app/shelf.ts';
import { chooseLanguage } from '../../demo/assessment-app/texts.ts';

const FACE = { name: 'Demo assessment', hasApi: true, portals: [{ portal: 'voorbeeld', name: 'Voorbeeld & Zn' }] };

test('text in a page of the demo app is escaped, markup is not', () => {
  expect(html`<p title="${`"'`}">${'<script>&'}${html`<b>${1}</b>`}${undefined}${false}</p>`.text).toBe(
    '<p title="&quot;&#39;">&lt;script&gt;&amp;<b>1</b></p>',
  );
});

test.each([
  ['nl', 'en-GB', 'nl'],
  ['en', 'nl', 'en'],
  [undefined, 'fr-FR, en;q=0.8, nl;q=0.5', 'en'],
  [undefined, 'NL-be', 'nl'],
  ['de', undefined, 'nl'],
])('with locale %s and Accept-Language %s the demo app speaks %s', (locale, accepted, language) => {
  expect(chooseLanguage(locale, accepted)).toBe(language);
});

test('a shelf gives a thing out once, and lets go of the oldest when it is full', () => {
  const shelf = new Shelf<number>(2);
  for (const [key, thing] of [
    ['a', 1],
    ['b', 2],
    ['c', 3],
  ] as const)
    shelf.put(key, thing);
  expect([shelf.get('a'), shelf.take('b'), shelf.take('b'), shelf.get('c')]).toEqual([undefined, 2, undefined, 3]);
  expect(shelf.clear((thing) => thing === 3)).toBe(1);
  expect(shelf.get('c')).toBeUndefined();
});

test('claims of another shape than promised do not become facts about a person', () => {
  expect(personOf({ sub: 'x', name: 7, amr: ['pwd', 3], acr: 'urn:voordeur:acr:1', auth_time: 1700000000 })).toMatchObject({
    sub: 'x',
    name: 'x',
    amr: ['pwd'],
    acr: 'urn:voordeur:acr:1',
    authTime: 1700000000,
  });
});

test('the welcome page leads to each portal, in the language that was chosen', () => {
  const page = welcomePage(FACE, 'en');
  expect(page).toContain('<html lang="en">');
  expect(page).toContain('href="/login?portal=voorbeeld">Sign in at Voorbeeld &amp; Zn</a>');
});

test('the signed-in page shows the facts, and no refresh button without a refresh token', () => {
  const person = {
    sub: 'u-1',
    name: 'Ans <Vos>',
    amr: ['pwd'],
    acr: 'urn:voordeur:acr:1',
    authTime: 1_790_000_000,
    organisation: 'Voorbeeld & Zn',
    portal: 'voorbeeld',
  };
  const tokens = { idToken: 'secret-id-token', accessToken: 'secret-access-token', accessTokenExpiresAt: 1_790_000_600_000 };
  const page = signedInPage(FACE, 'nl', { person, tokens, refreshed: 0 });
  expect(page).toContain('<dd id="name">Ans &lt;Vos&gt;</dd>');
  expect(page).toContain('<dd id="auth-time"><time datetime="2026-09-21T');
  expect(page).not.toMatch(/action="\/refresh"|secret-/);
  expect(signedInPage(FACE, 'nl', { person, tokens: { ...tokens, refreshToken: 'secret-r' }, refreshed: 0 })).toContain(
    'action="/refresh"',
  );
});

test('a trouble page says in words what to do, and the protocol code only in small print', () => {
  const page = troublePage(FACE, 'en', 'refused', { reason: 'access_denied', again: '/login?portal=voorbeeld' });
  expect(page).toMatch(
    /<h1>Signing in did not work<\/h1>[\s\S]*href="\/login\?portal=voorbeeld"[\s\S]*<code id="reason">access_denied<\/code>/,
  );
});
