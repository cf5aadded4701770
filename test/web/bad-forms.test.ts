import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { parse } from 'node-html-parser';
import type { RelyingParty } from '../kit/relying-party.ts';
import { type Answer, formOf, Visitor, wordsOf } from '../kit/visitor.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';

const FORM = 'application/x-www-form-urlencoded';

let world: World;
let app: RelyingParty;
let visitor: Visitor;
let sheet: Answer;

beforeAll(async () => {
  world = await openWorld();
  await world.organisation('acme');
  await world.person('acme', 'Anna');
  app = await world.relyingParty('exam');
});

beforeEach(async () => {
  visitor = new Visitor();
  sheet = await visitor.open((await app.begin({ portal: 'acme' })).url);
});

afterAll(() => world.close());

/** The bytes of a form that is right but for what a test does to it, sent to the sign-in. */
async function send(body: string | Buffer<ArrayBuffer>, headers: Record<string, string> = {}): Promise<Answer> {
  const own = { 'content-type': FORM, origin: world.url, 'sec-fetch-site': 'same-origin' };
  return visitor.send(formOf(sheet).action, { method: 'POST', body, headers: { ...own, ...headers } });
}

const proof = () => `csrf=${encodeURIComponent(formOf(sheet).fields['csrf'] ?? '')}`;
const credentials = () => `username=Anna&password=${encodeURIComponent(PASSWORD)}`;

/** A page of ours that says what is wrong, with the reference under which it stands in the log (ux G18). */
function expectErrorPage(answer: Answer, status: number): void {
  expect(answer.status).toBe(status);
  expect(answer.headers.get('content-type')).toMatch(/^text\/html/);
  expect(parse(answer.text).querySelectorAll('h1')).toHaveLength(1);
  const reference = /R-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(wordsOf(answer))?.[0] ?? 'no reference';
  expect(world.log.filter((line) => line.includes(reference))).toHaveLength(1);
}

test('the form that the others are spoilt copies of signs in', async () => {
  const answer = await visitor.follow(await send(`${proof()}&${credentials()}`), app.isCallback);
  expect(app.isCallback(answer.url)).toBe(true);
});

describe('security 1.34: a form that is no form', () => {
  test.each([
    ['a field twice', '&username=Anna'],
    ['a NUL in a name', '&no%00te=x'],
    ['bytes that are no UTF-8', '&note=%ff%fe'],
    ['an overlong slash', '&note=%c0%af'],
    ['half a surrogate pair', '&note=%ed%a0%80'],
    ['an escape that is none', '&note=%zz'],
    ['an escape cut off', '&note=%4'],
    ['more fields than any form of ours', Array.from({ length: 60 }, (_, at) => `&n${at}=x`).join('')],
  ])('with %s gets a page that says so', async (_what, more) => {
    expectErrorPage(await send(`${proof()}&${credentials()}${more}`), 400);
  });

  test('with raw bytes that are no UTF-8 gets a page that says so', async () => {
    expectErrorPage(await send(Buffer.from(`${proof()}&${credentials()}&note=\xff\xfe`, 'latin1')), 400);
  });

  test.each([
    ['with its length said', (body: string) => body],
    ['of unknown length', (body: string) => new Blob([body]).stream()],
  ])('of 1 MB, %s, gets a page that says so', async (_what, bodyOf) => {
    const body = bodyOf(`${proof()}&note=${'x'.repeat(1024 * 1024)}`);
    const headers = { 'content-type': FORM, origin: world.url };
    expectErrorPage(await visitor.send(formOf(sheet).action, { method: 'POST', body, headers, duplex: 'half' } as RequestInit), 413);
  });

  test.each(['application/json', 'multipart/form-data; boundary=x', 'text/plain', 'x'])(
    'of the type %s gets a page that says so',
    async (type) => {
      expectErrorPage(await send(`${proof()}&${credentials()}`, { 'content-type': type }), 415);
    },
  );

  test('in a compressed body gets a page that says so: unpacking is work that a stranger must not order', async () => {
    expectErrorPage(await send(`${proof()}&${credentials()}`, { 'content-encoding': 'gzip' }), 415);
  });

  test.each(['username[]=Anna&password[]=x', 'username[a]=Anna&password[b]=x', '__proto__=Anna&constructor=x', '__proto__[username]=Anna'])(
    '%s fills in nothing: lists and objects do not exist here',
    async (fields) => {
      const answer = await visitor.follow(await send(`${proof()}&${fields}`));
      expect(answer.status).toBe(200);
      expect(wordsOf(answer)).toContain('Fill in your username.');
      expect(Object.hasOwn(Object.prototype, 'username')).toBe(false);
    },
  );

  test('R3.1, R3.9 a NUL in a pasted user name is taken away as every hidden sign, and said; within a password it is one sign more', async () => {
    const wrong = await visitor.follow(
      await send(`${proof()}&username=An%00na&password=${encodeURIComponent(PASSWORD).replace('%20', '%20%00')}`),
    );
    expect([wrong.status, formOf(wrong).fields['username']]).toEqual([200, 'Anna']);
    for (const said of ['do not match', 'We removed a space or a hidden character']) expect(wordsOf(wrong)).toContain(said);
    const right = await visitor.follow(await send(`${proof()}&username=An%00na&password=${encodeURIComponent(PASSWORD)}`), app.isCallback);
    expect(app.isCallback(right.url)).toBe(true);
  });

  test('R3.1 nor does a form for who forgot something lose what was typed beside it', async () => {
    const page = await visitor.open(`${world.url}/acme/forgot-password`);
    const again = await visitor.submit(page, { username: 'An\0na', captcha: '' });
    expect([again.status, formOf(again).fields['username']]).toEqual([200, 'Anna']);
    expect(wordsOf(again)).toContain('Fill in the code from the picture');
  });

  test('security 2.1 a name and a password of 10 000 signs are a wrong combination like any other', async () => {
    const answer = await visitor.follow(await send(`${proof()}&username=${'a'.repeat(10_000)}&password=${'b'.repeat(10_000)}`));
    expect(answer.status).toBe(200);
    expect(wordsOf(answer)).toContain('do not match');
  });

  test('a button that no page has is the page’s main button', async () => {
    const answer = await visitor.follow(await send(`${proof()}&${credentials()}&do=__proto__`), app.isCallback);
    expect(app.isCallback(answer.url)).toBe(true);
  });
});

describe('security 1.24: a form that was not made here, for this browser', () => {
  test.each([
    ['without a proof', () => credentials(), {}],
    ['with an empty proof', () => `csrf=&${credentials()}`, {}],
    ['with a proof that is none', () => `csrf=${'A'.repeat(86)}&${credentials()}`, {}],
    ['from a foreign origin', () => `${proof()}&${credentials()}`, { origin: 'http://evil.example' }],
    ['from an origin that does not say its name', () => `${proof()}&${credentials()}`, { origin: 'null' }],
    ['from another site', () => `${proof()}&${credentials()}`, { 'sec-fetch-site': 'cross-site' }],
    ['from a neighbour host', () => `${proof()}&${credentials()}`, { 'sec-fetch-site': 'same-site' }],
  ])('%s is refused on a page that says so', async (_what, body, headers) => {
    expectErrorPage(await send(body(), headers), 403);
  });

  test('with the proof of another browser is refused', async () => {
    const other = new Visitor();
    const theirs = formOf(await other.open((await app.begin({ portal: 'acme' })).url)).fields['csrf'];
    expectErrorPage(await send(`csrf=${encodeURIComponent(theirs ?? '')}&${credentials()}`), 403);
  });

  test('from a browser that keeps no cookies gets a page about cookies', async () => {
    const body = `${proof()}&${credentials()}`;
    await visitor.jar.removeAllCookies();
    const answer = await send(body);
    expectErrorPage(answer, 400);
    expect(wordsOf(answer)).toMatch(/cookies/i);
  });
});
