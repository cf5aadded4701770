import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { setOrganisation } from '../../src/domain/administration/organisations.ts';
import { days } from '../../src/kernel/duration.ts';
import { ANNA, type FrontDoor, openFrontDoor, portalOf, speaking, WORDS } from '../kit/front-door.ts';
import { formOf, Visitor, wordsOf } from '../kit/visitor.ts';

let door: FrontDoor;

beforeAll(async () => {
  door = await openFrontDoor();
});

afterEach(() => door.world.clock.release());
afterAll(() => door.world.close());

/** A sheet whose sign-in is long over. */
async function deadSheet(visitor: Visitor) {
  const page = await door.sheet(visitor);
  door.world.clock.forward(days(1));
  return page;
}

describe('R12.2 a: a bookmark of the portal, and no sign-in under way', () => {
  test.each(WORDS)(
    'leads to the sign-in of the portal’s application, which starts it itself ($language)',
    async ({ language, sheet, old }) => {
      const visitor = speaking(language);
      const page = await door.open(visitor, '/acme');
      expect(wordsOf(page)).toContain(sheet);
      expect(wordsOf(page)).not.toContain(old);
      expect(await door.letsIn(visitor, page)).toBe(true);
    },
  );

  test('R1.2 with a session it goes to the application without a page in between', async () => {
    const visitor = new Visitor();
    await door.submit(visitor, await door.sheet(visitor), ANNA);
    expect(door.isIn(await door.open(visitor, '/acme'))).toBe(true);
  });

  test('R12.1 without an application that can start, the portal signs the person in itself and shows the address to save', async () => {
    const visitor = new Visitor();
    const start = await door.submit(visitor, await door.open(visitor, '/globex'), ANNA);
    expect([start.status, new URL(start.url).pathname]).toEqual([200, '/globex']);
    expect(wordsOf(start)).toContain(`Save this address to sign in again later: ${door.world.url}/globex`);
  });

  test.each(['acme', 'globex'])('who is meant can be said in the link, and stands in the field: %s', async (portal) => {
    const nameAt = async (address: string) => formOf(await door.open(new Visitor(), address)).fields['username'];
    expect(await nameAt(`/${portal}?login_hint=Anna`)).toBe('Anna');
    expect(await nameAt(`/${portal.toUpperCase()}/?login_hint=Anna`)).toBe('Anna');
    expect(await nameAt(`/${portal}?login_hint=${'a'.repeat(201)}`)).toBe('');
  });
});

describe('R12.2 b: the sign-in is under way in this browser', () => {
  test('it goes on where it is, under its own address, its bare address and a way that does not exist', async () => {
    const visitor = new Visitor();
    const page = await door.sheet(visitor);
    const flow = page.url.replace(/\/password$/, '');
    for (const address of [page.url, flow, `${flow}/`, `${flow}/former-way`, `${flow}/password/and/more`]) {
      const again = await door.open(visitor, address);
      expect([again.url, wordsOf(again).includes('old page')]).toEqual([page.url, false]);
    }
    const elsewhere = { ...page, text: page.text.replaceAll(`${new URL(flow).pathname}/password`, `${flow}/former-way`) };
    expect(formOf(elsewhere).action).toBe(`${flow}/former-way`);
    expect((await door.submit(visitor, elsewhere, ANNA)).url).toBe(page.url);
    expect(await door.letsIn(visitor, page)).toBe(true);
  });

  test('it goes on after a restart of the server', async () => {
    const visitor = new Visitor();
    const page = await door.sheet(visitor);
    await door.world.restart();
    expect((await door.open(visitor, page.url)).url).toBe(page.url);
    expect(await door.letsIn(visitor, page)).toBe(true);
  });

  test('R1.1 it goes on when the portal gets another name meanwhile, and the old name keeps leading there', async () => {
    const visitor = new Visitor();
    await door.world.organisation('initech', { preferredLanguage: 'en' });
    await door.world.person('initech', 'Anna');
    const page = await door.open(visitor, '/initech');
    await setOrganisation(door.world.app.installation.acting, 'initech', { portal: 'initrode' });
    // Each process remembers an organisation for five seconds.
    door.world.clock.forward(5001);
    const retry = await door.submit(visitor, page, { ...ANNA, password: 'something else entirely' });
    expect(wordsOf(retry)).toContain('do not match');
    expect(portalOf(await door.submit(visitor, retry, ANNA))).toBe('initrode');
    expect(portalOf(await door.open(new Visitor(), '/Initech/help'))).toBe('initrode');
  });
});

describe('R12.2 c: the sign-in is under way in another browser', () => {
  test.each(WORDS)(
    'this one starts anew at the same portal, and the other one finishes undisturbed ($language)',
    async ({ language, old }) => {
      const first = new Visitor();
      const page = await door.sheet(first);
      const second = speaking(language);
      const anew = await door.open(second, page.url);
      expect(anew.url).not.toBe(page.url);
      expect(wordsOf(anew)).toContain(old);
      expect(await door.letsIn(second, anew)).toBe(true);
      expect(await door.letsIn(first, page)).toBe(true);
    },
  );

  test('security 1.3 a form saved from another browser is refused here, with a way on, and touches nothing there', async () => {
    const first = new Visitor();
    const page = await door.sheet(first);
    const second = new Visitor();
    await door.open(second, '/acme');
    const refused = await second.post(page, ANNA);
    expect([refused.status, wordsOf(refused)]).toEqual([403, expect.stringContaining('To the sign-in page')]);
    expect(await door.letsIn(first, page)).toBe(true);
  });
});

describe('R12.2 d: the sign-in is over or used', () => {
  test.each(WORDS)(
    'opened the next day it is a new one, with one quiet line and the address to save ($language)',
    async ({ language, old }) => {
      const visitor = speaking(language);
      const page = await deadSheet(visitor);
      const first = await visitor.send(page.url);
      expect([first.status, first.headers.get('location')]).toEqual([303, expect.stringMatching(/^\/acme\//)]);
      const anew = await door.follow(visitor, first);
      expect(wordsOf(anew)).toContain(old);
      expect(wordsOf(anew)).toContain(`${door.world.url}/acme`);
      expect(anew.text).not.toContain('id="err"');
      expect(await door.letsIn(visitor, anew)).toBe(true);
    },
  );

  test('opened the next day after a restart of the server', async () => {
    const visitor = new Visitor();
    const page = await deadSheet(visitor);
    await door.world.restart();
    expect(await door.letsIn(visitor, await door.open(visitor, page.url))).toBe(true);
  });

  test('the line belongs to the one sign-in it led to: it stays on a reload, goes with a mistake, and no later sign-in shows it', async () => {
    const visitor = new Visitor();
    const anew = await door.open(visitor, (await deadSheet(visitor)).url);
    expect(wordsOf(await door.open(visitor, anew.url))).toContain('old page');
    expect(wordsOf(await door.sheet(visitor))).not.toContain('old page');
    const mistaken = await door.submit(visitor, anew, { ...ANNA, password: 'something else entirely' });
    expect(wordsOf(mistaken)).not.toContain('old page');
  });

  test.each(['/acme/sign-in/never-was', '/acme/sign-in/never-was/password', '/acme/sign-in'])('one that never was: %s', async (address) => {
    const visitor = new Visitor();
    expect(await door.letsIn(visitor, await door.open(visitor, address))).toBe(true);
  });

  test('one of another portal leads to the portal that its address names', async () => {
    const visitor = new Visitor();
    const page = await door.sheet(visitor);
    expect(portalOf(await door.open(visitor, page.url.replace('/acme/', '/globex/')))).toBe('globex');
  });

  test('an address of the protocol whose sign-in is over leads to the portal last used', async () => {
    const visitor = new Visitor();
    await door.open(visitor, '/acme');
    const page = await deadSheet(visitor);
    const anew = await door.open(visitor, `/oidc/auth/${page.url.split('/').at(-2)}`);
    expect(wordsOf(anew)).toContain('old page');
    expect(await door.letsIn(visitor, anew)).toBe(true);
  });
});
