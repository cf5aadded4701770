import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type FrontDoor, isSheet, openFrontDoor, portalOf } from '../kit/front-door.ts';
import { Visitor, wordsOf } from '../kit/visitor.ts';

let door: FrontDoor;

beforeAll(async () => {
  door = await openFrontDoor();
});

afterAll(() => door.world.close());

describe('R12.2 f: addresses of the former platform, and of habit', () => {
  test.each([
    '/authenticator/acme/authenticate.html',
    '/authenticator/ACME/authenticate.html?x=1',
    '/authenticator/acme',
    '/authenticator/acme/',
    '/authenticator/acme/some/thing/else.jsp',
    '/acme/authenticate.html',
    '/acme/index.html',
    '/acme/login',
    '/acme/inloggen',
  ])('%s leads to the portal for good, with the quiet line and the address to save', async (address) => {
    const visitor = new Visitor();
    const first = await visitor.send(`${door.world.url}${address}`);
    expect([first.status, first.headers.get('location')]).toEqual([301, '/acme']);
    const page = await door.follow(visitor, first);
    expect(wordsOf(page)).toContain(`This was an old page. You can sign in here. Save this address: ${door.world.url}/acme`);
    expect(await door.letsIn(visitor, page)).toBe(true);
  });

  test.each(['/authenticator', '/authenticator/', '/authenticate.html', '/index.html'])(
    '%s has no portal in it: it leads to the one last used, else to the finder',
    async (address) => {
      const visitor = new Visitor();
      const finder = await door.open(visitor, address);
      expect([finder.status, new URL(finder.url).pathname]).toEqual([200, '/']);
      await door.open(visitor, '/acme');
      expect(portalOf(await door.open(visitor, address))).toBe('acme');
    },
  );

  test('a form of an old page leads to the portal, and nothing of it is read', async () => {
    const sent = await new Visitor().send(`${door.world.url}/authenticator/acme/authenticate.html`, {
      method: 'POST',
      body: 'j_password=x',
    });
    expect([sent.status, sent.headers.get('location')]).toEqual([303, '/acme']);
  });

  test('opened again and again it is no loop', async () => {
    const visitor = new Visitor();
    for (let time = 0; time < 4; time += 1) expect(isSheet(await door.open(visitor, '/authenticator/acme/authenticate.html'))).toBe(true);
  });
});
