import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'node-html-parser';
import { ANNA, type FrontDoor, openFrontDoor, portalOf, REFERENCE } from '../kit/front-door.ts';
import { formOf, Visitor, wordsOf } from '../kit/visitor.ts';

let door: FrontDoor;

beforeAll(async () => {
  door = await openFrontDoor();
});

afterAll(() => door.world.close());

describe('R12.2 e: the portal is unknown', () => {
  test('in the address of a sign-in: to the portal last used in this browser', async () => {
    const visitor = new Visitor();
    await door.open(visitor, '/acme');
    const anew = await door.open(visitor, '/nowhere/sign-in/never-was/password');
    expect([portalOf(anew), wordsOf(anew).includes('old page')]).toEqual(['acme', true]);
  });

  test('in a browser that only ever signed in from an application: to the portal it signed in at', async () => {
    const visitor = new Visitor();
    await door.submit(visitor, await door.sheet(visitor), ANNA);
    expect(door.isIn(await door.open(visitor, '/nowhere/sign-in/never-was/password'))).toBe(true);
    expect(door.isIn(await door.open(visitor, '/oidc/auth/long-gone'))).toBe(true);
  });

  test.each(['/nowhere/sign-in/never-was/password', '/nowhere', '/nowhere/help', '/nowhere/sign-in', '/authenticator/nowhere/x.html'])(
    'R1.3 without one: 404 with the finder, the typed name in its box, and no other portal’s name: %s',
    async (address) => {
      const answer = await door.open(new Visitor(), address);
      expect([answer.status, formOf(answer).fields['portal']]).toEqual([404, 'nowhere']);
      expect(wordsOf(answer)).not.toContain('acme');
    },
  );

  test('the portal last used is offered beside the finder, as the person’s own', async () => {
    const visitor = new Visitor();
    await door.open(visitor, '/acme');
    const answer = await door.open(visitor, '/nowhere');
    expect(answer.status).toBe(404);
    expect(parse(answer.text).querySelector('main a[href="/acme"]')?.text).toBe('Go on to acme BV');
  });

  test('where no portal can be known, the page says in words that it is too old, and leads to the finder', async () => {
    const answer = await door.open(new Visitor(), '/oidc/auth/long-gone');
    expect([answer.status, wordsOf(answer)]).toEqual([400, expect.stringContaining('This page is too old')]);
    expect(wordsOf(answer)).toMatch(REFERENCE);
    expect(parse(answer.text).querySelector('main a.button')?.getAttribute('href')).toBe('/');
  });
});

describe('R1.1 the name of a portal', () => {
  test.each(['acme.', '"acme"', '<acme>,', '(acme)', '“acme”', 'acme\u200b', ' acme ', 'Acme/', 'ACME'])(
    'is found in what a mail or a paste makes of it: %j',
    async (name) => {
      expect(portalOf(await door.open(new Visitor(), `/${encodeURI(name)}`))).toBe('acme');
    },
  );

  test.each([
    '/%',
    '/%E0%A4%A',
    '/%00',
    '/..%2f..%2fetc',
    `/${'a'.repeat(5_000)}`,
    '/acme%0d%0aset-cookie:x=y',
    '/%F0%9F%9A%AA',
    '/acme/%',
  ])('R1.3 that cannot be one is never an error of the server, and the page has a way on: %s', async (address) => {
    const answer = await door.open(new Visitor(), address);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(answer.text).toMatch(/<form method="post" action="\/"|<a class="button/);
    expect(answer.headers.get('set-cookie') ?? '').not.toContain('x=y');
  });
});
