import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { ANSWERED_LIFE } from '../../src/provider/take-up.ts';
import { redeem, returned, signOutUrl } from '../kit/endpoints.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { type Answer, Visitor, wordsOf } from '../kit/visitor.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';

let world: World;
let app: RelyingParty;

beforeAll(async () => {
  world = await openWorld();
  await world.organisation('acme', { preferredLanguage: 'en' });
  await world.person('acme', 'Anna');
  app = await world.relyingParty('exam');
});

afterEach(() => world.clock.release());
afterAll(() => world.close());

const typed = { username: 'Anna', password: PASSWORD };

async function atTheSheet(request: Record<string, string> = {}) {
  const visitor = new Visitor();
  const begun = await app.begin({ portal: 'acme', ...request });
  const sheet = await visitor.open(begun.url);
  return { visitor, begun, sheet };
}

const isSheet = (page: Answer) => page.text.includes('autocomplete="current-password"');

test('a right password leads to the application in the same answer, with a session and a code', async () => {
  const { visitor, begun, sheet } = await atTheSheet();
  const answer = await visitor.post(sheet, typed);
  expect(answer.status).toBe(303);
  expect(app.isCallback(answer.headers.get('location') ?? '')).toBe(true);
  expect(await redeem(app, { begun, callback: answer.headers.get('location') ?? '' })).toMatchObject({ status: 200 });
  const silent = await visitor.open((await app.begin({ portal: 'acme', prompt: 'none' })).url, app.isCallback);
  expect(returned(silent)).toHaveProperty('code');
});

test('ux 5.22 whose answer got lost sends the form again, and arrives', async () => {
  const { visitor, begun, sheet } = await atTheSheet();
  await (await visitor.cutOff()).post(sheet, typed);
  const arrived = await visitor.submit(sheet, typed, app.isCallback);
  expect(await redeem(app, { begun, callback: arrived.url })).toMatchObject({ status: 200 });
});

test('R12.2 g: too late for that, the form begins anew with the name kept', async () => {
  const { visitor, sheet } = await atTheSheet();
  await (await visitor.cutOff()).post(sheet, typed);
  world.clock.forward(2 * ANSWERED_LIFE);
  const anew = await visitor.submit(sheet, typed, app.isCallback);
  expect(isSheet(anew)).toBe(true);
  expect(anew.text).toContain('value="Anna"');
});

test('security 1.3 who got the answer holds nothing of the flow: after signing out, its addresses ask for the password', async () => {
  const { visitor, sheet } = await atTheSheet();
  const arrived = await visitor.submit(sheet, typed, app.isCallback);
  expect(arrived.status).toBe(0);
  const out = await visitor.open(signOutUrl(app, {}));
  await visitor.submit(out, { logout: 'yes' });
  const uid = sheet.url.split('/').at(-2);
  for (const address of [sheet.url, `${new URL(sheet.url).origin}/oidc/auth/${uid}`]) {
    expect(Object.keys(await visitor.cookies(address)).filter((name) => /interaction|resume/.test(name))).toEqual([]);
    expect(isSheet(await visitor.open(address, app.isCallback))).toBe(true);
  }
});

test('an application that asks for its answer by form gets it from an address that can be loaded again', async () => {
  const { visitor, sheet } = await atTheSheet({ response_mode: 'form_post' });
  const answer = await visitor.post(sheet, typed);
  expect(answer.headers.get('location')).toMatch(/\/oidc\/auth\/[\w-]+$/);
  const page = await visitor.follow(answer);
  expect(page.text).toMatch(/name="code" value="[\w-]+"/);
});

test('who is not of first party is asked for leave next, under an address of its own', async () => {
  const third = await world.relyingParty('third', { first_party: false });
  const visitor = new Visitor();
  const begun = await third.begin({ portal: 'acme' });
  const sheet = await visitor.open(begun.url);
  const answer = await visitor.post(sheet, typed);
  expect(answer.headers.get('location')).toMatch(/\/acme\/sign-in\/[\w-]+\/consent$/);
  const asked = await visitor.follow(answer);
  expect(wordsOf(asked)).toContain('third');
  const arrived = await visitor.submit(asked, { do: 'allow' }, third.isCallback);
  expect(await redeem(third, { begun, callback: arrived.url })).toMatchObject({ status: 200 });
});
