import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'node-html-parser';
import { otherRoutes, pageRoutes } from '../kit/routes.ts';
import { formOf, Visitor, wordsOf } from '../kit/visitor.ts';
import { exchange, requestText } from '../kit/wire.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';

let world: World;

beforeAll(async () => {
  world = await openWorld();
  await world.organisation('acme');
  await world.person('acme', 'Anna', { email: 'anna@example.nl' });
});

afterAll(() => world.close());

const ask = (line: string, headers = ['Accept: text/html']) => exchange(world.url, requestText(world.url, line, headers));
const addressOf = (pattern: string) => pattern.replace(':portal', 'acme').replace(':uid', 'x'.repeat(43));
const filledIn = (pattern: string) =>
  addressOf(pattern)
    .replace(/\{.*?\}/, '')
    .replace(/[:*]\w+/g, 'x');
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND', 'LINK'];

describe('a page asked for in a way that it does not know', () => {
  const pages = pageRoutes().flatMap(({ path, methods }) =>
    METHODS.filter((method) => !methods.includes(method)).map((method) => [method, path] as const),
  );
  // A form that is sent to any address of a sign-in is that sign-in's, which goes on where it is (`settled.md` 40).
  const ofSignIn = ([method, path]: readonly [string, string]) => method === 'POST' && path.startsWith('/:portal/sign-in/:uid/');
  const wrong = [...pages.filter((each) => !ofSignIn(each)), ['POST', '/.well-known/change-password'] as const];

  test.each(wrong)('%s %s gets a page that says so, and what it does know', async (method, path) => {
    const { status, head, body } = await ask(`${method} ${addressOf(path)}`);
    expect(status).toBe(405);
    expect(head).toMatch(/^allow: .*GET/im);
    expect(body).toMatch(/R-[0-9A-Z]{4}-[0-9A-Z]{4}/);
  });
});

describe('an address of the protocol asked for in a way that it does not know', () => {
  const wrong = otherRoutes().flatMap((path) => ['PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND'].map((method) => [method, path] as const));

  test.each(wrong)('%s %s is refused', async (method, path) => {
    expect([404, 405]).toContain((await ask(`${method} ${addressOf(path)}`)).status);
  });
});

describe('R1.1, settled 39: a portal that does not exist', () => {
  test.each([
    ['nowhere', 'nowhere'],
    ['__proto__', '__proto__'],
    ['constructor', 'constructor'],
    ['%3Cscript%3Ealert(1)%3C%2Fscript%3E', '<script>alert(1)</script>'],
    ["x'%20or%20'1'='1", "x' or '1'='1"],
    ['%F0%9F%9A%AA', '🚪'],
    ['x'.repeat(4_000), 'x'.repeat(4_000)],
  ])('%s is asked for again, with what was typed in the box and nothing of it in the page’s markup', async (path, typed) => {
    const answer = await new Visitor().open(`${world.url}/${path}`);
    expect(answer.status).toBe(404);
    expect(formOf(answer).fields['portal']).toBe(typed);
    expect(parse(answer.text).querySelectorAll('script:not([src])')).toHaveLength(0);
  });

  test.each(['%00', '%FF%FE', '%', '%zz', '%C0%AF', '%ED%A0%80', '..%2f..%2fetc%2fpasswd', '.%00.', '%E2%80%8B'])(
    '%s gets a page all the same',
    async (path) => {
      const { status, head, body } = await ask(`GET /${path}`);
      expect([400, 404]).toContain(status);
      expect(head).toMatch(/^content-type: text\/html/im);
      expect(parse(body).querySelectorAll('h1')).toHaveLength(1);
    },
  );
});

const QUERIES = [
  'lang=%ff',
  'lang=nl&lang=en',
  'lang[]=nl',
  'lang=__proto__',
  'ui_locales=%00',
  'pending=%ff%fe',
  'pending=AAAA&pending=BBBB',
  `pending=${'A'.repeat(10_000)}`,
  '%00=%00',
  '&&==&',
  'kind[]=app&id[]=x',
  'kind=__proto__&id=constructor',
  'kind=app&id=%00',
  'page=1e999&page=-1',
  'app=%ed%a0%80&done=x',
];

test.each(QUERIES)('a query of %s spoils no page', async (query) => {
  for (const path of ['/', '/help', '/acme/help', '/acme/sign-in/x/password', '/sign-out', '/sign-in/done']) {
    const { status, body } = await ask(`GET ${path}?${query}`);
    expect([path, [200, 303].includes(status)]).toEqual([path, true]);
    expect(body).not.toContain('[object');
  }
});

test('none of these queries spoils any other page, nor one of somebody who is signed in', async () => {
  const visitor = new Visitor();
  await visitor.submit(await visitor.open(`${world.url}/acme`), { username: 'Anna', password: PASSWORD });
  const cookie = `Cookie: ${await visitor.jar.getCookieString(`${world.url}/acme/account`)}`;
  const pages = pageRoutes().flatMap(({ path, methods }) => (methods.includes('GET') ? [filledIn(path)] : []));
  expect((await visitor.open(`${world.url}/acme/account/two-step/codes`)).url).toContain('/acme/account/');
  for (const path of pages) {
    const answers = await Promise.all(QUERIES.map((query) => ask(`GET ${path}?${query}`, ['Accept: text/html', cookie])));
    const statuses = [...new Set(answers.map(({ status }) => status))].filter((status) => ![200, 301, 302, 303, 400, 404].includes(status));
    expect([path, statuses, answers.filter(({ body }) => body.includes('[object')).length]).toEqual([path, [], 0]);
  }
  expect(world.log.filter((line) => line.includes('surprise'))).toEqual([]);
});

test('a program that asks for JSON is refused in JSON, with the reference', async () => {
  const { status, body } = await ask('PUT /acme', ['Accept: application/json']);
  expect(status).toBe(405);
  expect(JSON.parse(body.slice(body.indexOf('{'), body.lastIndexOf('}') + 1))).toEqual({
    error: 'method',
    reference: expect.stringMatching(/^R-/),
  });
});

test('a sign-in under an address that never was begins anew at its portal (settled 40)', async () => {
  for (const uid of ['x', '__proto__', '%00', 'x'.repeat(2_000)]) {
    const { status, head } = await ask(`GET /acme/sign-in/${uid}/password`);
    expect([uid.slice(0, 10), status, /^location: \/[^/\\]/im.test(head)]).toEqual([uid.slice(0, 10), 303, true]);
  }
  const answer = await new Visitor().open(`${world.url}/acme/sign-in/x/password`);
  expect(wordsOf(answer)).toContain('Username');
});
