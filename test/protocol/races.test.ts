import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { redeem, refresh, returned, tally, userinfo } from '../kit/endpoints.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { signIn } from '../kit/sign-in.ts';
import { formOf, Visitor, wordsOf } from '../kit/visitor.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';

let world: World;
let app: RelyingParty;
let page: RelyingParty;

beforeAll(async () => {
  world = await openWorld();
  await world.organisation('acme');
  await world.person('acme', 'Anna');
  app = await world.relyingParty('exam');
  page = await world.relyingParty('spa', { token_endpoint_auth_method: 'none' });
});

afterEach(() => world.clock.release());
afterAll(() => world.close());

const times = <T>(count: number, act: () => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: count }, act));

async function expectDead(party: RelyingParty, tokens: Record<string, unknown>): Promise<void> {
  expect(await refresh(party, tokens['refresh_token'])).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  expect(await userinfo(party, tokens['access_token'])).toMatchObject({ status: 401, body: { error: 'invalid_token' } });
}

test('RFC 6749 4.1.2 a code used twice gets invalid_grant, and the tokens of the first use are dead', async () => {
  const signedIn = await signIn(app, 'Anna', { portal: 'acme' });
  const first = await redeem(app, signedIn);
  expect(await userinfo(app, first.body['access_token'])).toMatchObject({ status: 200 });
  expect(await redeem(app, signedIn)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  await expectDead(app, first.body);
});

test('RFC 6749 4.1.2 with offline_access too, the reuse of a code ends what the first use gave', async () => {
  const signedIn = await signIn(app, 'Anna', { portal: 'acme', scope: 'openid offline_access' });
  const first = await redeem(app, signedIn);
  await redeem(app, signedIn);
  await expectDead(app, first.body);
});

test('settled 5: a refresh token used again after the leeway revokes the whole family', async () => {
  const { body } = await redeem(page, await signIn(page, 'Anna', { portal: 'acme' }));
  const next = await refresh(page, body['refresh_token']);
  expect(next.body['refresh_token']).not.toBe(body['refresh_token']);
  world.clock.forward(4_000);
  expect(await refresh(page, body['refresh_token'])).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  await expectDead(page, next.body);
});

test('settled 5: 20 uses at once after the leeway are all refused', async () => {
  const { body } = await redeem(page, await signIn(page, 'Anna', { portal: 'acme' }));
  await refresh(page, body['refresh_token']);
  world.clock.forward(4_000);
  expect(tally(await times(20, () => refresh(page, body['refresh_token'])))).toEqual({ '400 invalid_grant': 20 });
});

test('settled 5: a confidential client keeps its refresh token until 70 % of its life, and then gets a new one', async () => {
  const { body } = await redeem(app, await signIn(app, 'Anna', { portal: 'acme', scope: 'openid offline_access' }));
  const early = await refresh(app, body['refresh_token']);
  expect(early.body['refresh_token'] ?? body['refresh_token']).toBe(body['refresh_token']);
  world.clock.forward(17 * 3_600_000);
  const late = await refresh(app, body['refresh_token']);
  expect(late).toMatchObject({ status: 200, body: { refresh_token: expect.any(String) } });
  expect(late.body['refresh_token']).not.toBe(body['refresh_token']);
});

test('20 presses of the sign-in button at once: the browser follows the last answer, and gets one code', async () => {
  const visitor = new Visitor();
  const begun = await app.begin({ portal: 'acme' });
  const sheet = await visitor.open(begun.url);
  const answers = await times(20, () => visitor.post(sheet, { username: 'Anna', password: PASSWORD }));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([303]));
  const last = answers.at(-1);
  const arrived = last && (await visitor.follow(last, app.isCallback));
  expect(await redeem(app, { begun, callback: arrived?.url ?? '' })).toMatchObject({ status: 200 });
});

test('a sign-in that was finished in one tab is never a surprise in another: each answer leads on or says it is over', async () => {
  const visitor = new Visitor();
  const begun = await app.begin({ portal: 'acme' });
  const sheet = await visitor.open(begun.url);
  const answers = await times(20, () => visitor.submit(sheet, { username: 'Anna', password: PASSWORD }, app.isCallback));
  expect(answers.some((answer) => answer.status === 0 && returned(answer)['code'])).toBe(true);
  const stopped = answers.filter(({ status }) => status >= 400);
  expect(stopped.filter((answer) => !wordsOf(answer).startsWith('This page is too old'))).toEqual([]);
});

test('R16.4 two tabs of one browser sign in side by side, each with its own interaction', async () => {
  const visitor = new Visitor();
  const tabs = await Promise.all([app, page].map(async (party) => ({ party, begun: await party.begin({ portal: 'acme' }) })));
  const sheets = [];
  for (const tab of tabs) sheets.push(await visitor.open(tab.begun.url));
  expect(new Set(sheets.map((sheet) => formOf(sheet).action)).size).toBe(2);
  for (const [index, { party, begun }] of tabs.entries()) {
    const sheet = sheets[index];
    if (!sheet) throw new Error('no page');
    const { url: callback } = await visitor.submit(sheet, { username: 'Anna', password: PASSWORD }, party.isCallback);
    expect(await redeem(party, { begun, callback })).toMatchObject({ status: 200 });
  }
});
