import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'node-html-parser';
import { days, minutes, seconds } from '../../src/kernel/duration.ts';
import { authorize, redeem, userinfo } from '../kit/endpoints.ts';
import { ANNA, type FrontDoor, isSheet, openFrontDoor, REFERENCE, speaking, WORDS } from '../kit/front-door.ts';
import { type Answer, formOf, Visitor, wordsOf } from '../kit/visitor.ts';

let door: FrontDoor;

beforeAll(async () => {
  door = await openFrontDoor();
});

afterEach(() => door.world.clock.release());
afterAll(() => door.world.close());

async function deadSheet(visitor: Visitor): Promise<Answer> {
  const page = await door.sheet(visitor);
  door.world.clock.forward(days(1));
  return page;
}

const wayOn = (page: Answer) => parse(page.text).querySelector('main a.button')?.getAttribute('href') ?? '';
const wayOnAs = (page: Answer) => parse(page.text).querySelector('main a.two')?.getAttribute('href');
/** The name that is signed in at acme in this browser. */
async function whoIsIn(visitor: Visitor): Promise<string> {
  const { begun, answer } = await authorize(door.app, { portal: 'acme', prompt: 'none' }, visitor);
  const { body } = await redeem(door.app, { begun, callback: answer.url });
  return String((await userinfo(door.app, body['access_token'])).body['preferred_username']);
}
const nameOn = (page: Answer) => formOf(page).fields['username'];

describe('R12.2 g: a form is sent into a sign-in that is over', () => {
  test.each(WORDS)(
    'a new one begins, the name is kept, the password asked again, and nothing is said to be wrong ($language)',
    async ({ language, again }) => {
      const visitor = speaking(language);
      const anew = await door.submit(visitor, await deadSheet(visitor), { ...ANNA, username: ' An\u200bna ' });
      expect([nameOn(anew), formOf(anew).fields['password']]).toEqual(['Anna', '']);
      expect(wordsOf(anew)).toContain(again);
      expect(anew.text).not.toMatch(/id="err"|aria-invalid|<title>(Error|Fout)/);
      expect(await door.letsIn(visitor, anew)).toBe(true);
    },
  );

  test('settled 41: the name travels sealed, in a cookie of five minutes for this portal and this browser alone', async () => {
    const visitor = new Visitor();
    const page = await deadSheet(visitor);
    const sent = await visitor.post(page, ANNA);
    const [cookie = ''] = sent.headers.getSetCookie().filter((line) => line.startsWith('voordeur_restart='));
    expect(cookie).toMatch(/; path=\/acme;.*samesite=lax; httponly/i);
    expect(cookie).not.toContain('Anna');
    expect(sent.headers.get('location')).not.toContain('Anna');
    const expires = new Date(/expires=([^;]+)/i.exec(cookie)?.[1] ?? '').getTime();
    expect(Math.abs(expires - door.world.clock.now() - minutes(5))).toBeLessThan(seconds(5));

    const stranger = new Visitor();
    await door.open(stranger, '/acme');
    await stranger.jar.setCookie(cookie, page.url);
    expect(nameOn(await door.open(stranger, '/acme'))).toBe('');
    const value = cookie.split(';')[0] ?? '';
    door.world.clock.forward(minutes(5));
    await visitor.jar.setCookie(`${value}; path=/acme`, page.url);
    expect(nameOn(await door.open(visitor, '/acme'))).toBe('');
  });

  test('R12.3 sent twice within a minute it ends on a page in words, and the name is still there after its button', async () => {
    const visitor = new Visitor();
    const page = await deadSheet(visitor);
    await door.submit(visitor, page, ANNA);
    const stopped = await door.submit(visitor, page, ANNA);
    expect([stopped.status, wordsOf(stopped)]).toEqual([400, expect.stringMatching(REFERENCE)]);
    expect(nameOn(await door.open(visitor, wayOn(stopped)))).toBe('Anna');
  });

  test('an expired form of a browser that has let go of all its cookies is told so, with a way on', async () => {
    const page = await deadSheet(new Visitor());
    const visitor = new Visitor();
    const told = await visitor.post(page, ANNA);
    expect([told.status, wordsOf(told)]).toEqual([400, expect.stringContaining('cookies')]);
    expect(await door.letsIn(visitor, await door.open(visitor, wayOn(told)))).toBe(true);
  });
});

describe('R12.2 h: Back after the sign-in', () => {
  test('leads to the application again, silently, as often as it is pressed', async () => {
    const visitor = new Visitor();
    const page = await door.sheet(visitor);
    await door.submit(visitor, page, ANNA);
    for (let time = 0; time < 4; time += 1) expect(door.isIn(await door.open(visitor, page.url))).toBe(true);
    expect(wordsOf(await door.sheet(visitor, { prompt: 'login' }))).not.toContain('old page');
  });

  test('leads to the application that the sign-in was for, where a portal has several', async () => {
    const starts = ['one', 'two'].map((id) => `http://localhost:9/${id}/login`);
    const [one] = await Promise.all(
      ['one', 'two'].map((id, at) => door.world.relyingParty(id, { portals: ['globex'], initiate_login_uri: starts[at] })),
    );
    const visitor = new Visitor();
    const page = await visitor.open((await one?.begin())?.url ?? '');
    await visitor.submit(page, ANNA, (url) => url.startsWith('http://localhost:9/'));
    const back = await visitor.open(page.url, (url) => url.startsWith('http://localhost:9/'));
    expect(back.url).toMatch(/^http:\/\/localhost:9\/one\/login\?iss=/);
    const unknown = await visitor.open(`${door.world.url}/globex/sign-in?app=exam`);
    expect([unknown.status, new URL(unknown.url).pathname]).toEqual([200, '/globex']);
  });
});

describe('R12.2 i: two tabs', () => {
  test('both finish, each at its own application', async () => {
    const visitor = new Visitor();
    const [first, second] = [await door.sheet(visitor), await door.sheet(visitor)];
    expect(await door.letsIn(visitor, first)).toBe(true);
    expect(await door.letsIn(visitor, second)).toBe(true);
  });

  test('looked at again after the first has signed in, the second goes on to the application without a page', async () => {
    const visitor = new Visitor();
    const [first, second] = [await door.sheet(visitor), await door.sheet(visitor)];
    await door.submit(visitor, first, ANNA);
    expect(door.isIn(await door.open(visitor, second.url))).toBe(true);
  });

  test.each(WORDS)('another person in the second is told who is signed in, and chooses who goes on ($language)', async ({ language }) => {
    const visitor = speaking(language);
    const [first, second] = [await door.sheet(visitor), await door.sheet(visitor)];
    await door.submit(visitor, first, ANNA);
    const asked = await door.submit(visitor, second, { ...ANNA, username: 'Piet' });
    const told = language === 'nl' ? 'Je bent al ingelogd als Anna' : 'You are already signed in as Anna';
    expect([asked.status, wordsOf(asked)]).toEqual([200, expect.stringContaining(told)]);
    expect(await whoIsIn(visitor)).toBe('Anna');
    expect(wayOnAs(asked)).toBe('/acme');
    expect(door.isIn(await door.submit(visitor, asked, {}))).toBe(true);
    expect(await whoIsIn(visitor)).toBe('Piet');
  });

  test('where something was tried in the second, it does not go on as the person of the first without being asked', async () => {
    const visitor = new Visitor();
    const [first, second] = [await door.sheet(visitor), await door.sheet(visitor)];
    await door.submit(visitor, first, ANNA);
    const retry = await door.submit(visitor, second, { username: 'Piet', password: 'something else entirely' });
    expect([isSheet(retry), nameOn(retry)]).toEqual([true, 'Piet']);
  });

  test('who sends another name into a dead sign-in than the one signed in meanwhile is asked for the password, not taken for that person', async () => {
    const visitor = new Visitor();
    const page = await deadSheet(visitor);
    await door.submit(visitor, await door.sheet(visitor), ANNA);
    const asked = await door.submit(visitor, page, { ...ANNA, username: 'Piet' });
    expect([isSheet(asked), nameOn(asked)]).toEqual([true, 'Piet']);
  });

  test('who sends the name that is signed in meanwhile goes on to the application, and leaves no name behind', async () => {
    const visitor = new Visitor();
    const page = await deadSheet(visitor);
    await door.submit(visitor, await door.sheet(visitor), ANNA);
    expect(door.isIn(await door.submit(visitor, page, { ...ANNA, username: 'anna' }))).toBe(true);
    expect(nameOn(await door.sheet(visitor, { prompt: 'login' }))).toBe('');
  });
});

describe('R12.3 a loop has an end', () => {
  test.each(WORDS)('two restarts within a minute end on a page with words and an error number ($language)', async ({ language }) => {
    const visitor = speaking(language);
    const page = await deadSheet(visitor);
    expect(isSheet(await door.open(visitor, page.url))).toBe(true);
    const stopped = await door.open(visitor, page.url);
    expect([stopped.status, wordsOf(stopped)]).toEqual([400, expect.stringMatching(REFERENCE)]);
    expect(wordsOf(stopped)).toContain(language === 'nl' ? 'Deze pagina is te oud' : 'This page is too old');
    expect(wordsOf(stopped)).toContain(`${door.world.url}/acme`);
    expect(await door.letsIn(visitor, await door.open(visitor, wayOn(stopped)))).toBe(true);
  });

  test('a minute later it begins anew again', async () => {
    const visitor = new Visitor();
    const page = await deadSheet(visitor);
    await door.open(visitor, page.url);
    door.world.clock.forward(seconds(61));
    expect(isSheet(await door.open(visitor, page.url))).toBe(true);
  });
});
