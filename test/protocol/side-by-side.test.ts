import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { authorize, type Reply, redeem, refresh, returned, signOutUrl, userinfo } from '../kit/endpoints.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { signIn } from '../kit/sign-in.ts';
import { formOf, Visitor, wordsOf } from '../kit/visitor.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';

let world: World;
let app: RelyingParty;
const organisations: Record<string, string> = {};

beforeAll(async () => {
  world = await openWorld();
  for (const portal of ['acme', 'globex']) {
    organisations[portal] = (await world.organisation(portal, { preferredLanguage: 'en' })).id;
    for (const username of ['Anna', 'Bram']) await world.person(portal, username);
  }
  app = await world.relyingParty('exam', { post_logout_redirect_uris: ['http://localhost:9/exam/bye'] });
});

afterAll(() => world.close());

/** One browser, signed in at both portals. */
async function both() {
  const visitor = new Visitor();
  const tokens: Record<string, Record<string, unknown>> = {};
  for (const portal of ['acme', 'globex']) tokens[portal] = (await redeem(app, await signIn(app, 'Anna', { portal }, visitor))).body;
  return { visitor, acme: tokens['acme'] ?? {}, globex: tokens['globex'] ?? {} };
}

async function silent(visitor: Visitor, portal: string): Promise<Record<string, string>> {
  return returned((await authorize(app, { portal, prompt: 'none' }, visitor)).answer);
}

async function portalOf(tokens: Record<string, unknown>): Promise<unknown> {
  return (await userinfo(app, tokens['access_token'])).body['org_portal'];
}

async function expectAlive(visitor: Visitor, portal: string, tokens: Record<string, unknown>): Promise<void> {
  expect(await silent(visitor, portal)).toHaveProperty('code');
  expect(await refresh(app, tokens['refresh_token'])).toMatchObject({ status: 200 });
  expect(await portalOf(tokens)).toBe(portal);
}

async function expectEnded(visitor: Visitor, portal: string, tokens: Record<string, unknown>): Promise<void> {
  expect(await silent(visitor, portal)).toMatchObject({ error: 'login_required' });
  const replies: Reply[] = [await refresh(app, tokens['refresh_token']), await userinfo(app, tokens['access_token'])];
  expect(replies.map(({ status }) => status)).toEqual([400, 401]);
}

test('settled 1: two organisations are signed in side by side in one browser, and prompt=none answers for each', async () => {
  const { visitor, acme, globex } = await both();
  await expectAlive(visitor, 'acme', acme);
  await expectAlive(visitor, 'globex', globex);
  const cookies = Object.keys(await visitor.cookies(`${world.url}/oidc/auth`)).filter((name) => /session_[0-9a-f]{32}$/.test(name));
  expect(cookies).toHaveLength(2);
});

test('settled 1: a session of one portal is none at the other', async () => {
  const { visitor } = await signIn(app, 'Anna', { portal: 'acme' });
  expect(await silent(visitor, 'globex')).toMatchObject({ error: 'login_required' });
});

test('settled 1: the cookie of one portal under the name of the other signs nobody in', async () => {
  const { visitor } = await signIn(app, 'Anna', { portal: 'acme' });
  for (const cookie of await visitor.jar.getCookies(world.url)) {
    const renamed = cookie
      .cookieString()
      .replace((organisations['acme'] ?? '').replaceAll('-', ''), (organisations['globex'] ?? '').replaceAll('-', ''));
    await visitor.jar.setCookie(`${renamed}; path=/`, world.url);
  }
  expect(await silent(visitor, 'globex')).toMatchObject({ error: 'login_required' });
});

test('settled 1: signing out of one by its hint leaves the other, whose tokens go on', async () => {
  const { visitor, acme, globex } = await both();
  await visitor.open(signOutUrl(app, { id_token_hint: String(acme['id_token']) }));
  await expectEnded(visitor, 'acme', acme);
  await expectAlive(visitor, 'globex', globex);
});

test('settled 1: signing out without a hint asks which portal, and the one chosen is left', async () => {
  const { visitor, acme, globex } = await both();
  const page = await visitor.open(signOutUrl(app, {}));
  expect(new URL(page.url).pathname).toBe('/sign-out');
  const words = wordsOf(page);
  for (const name of ['acme BV', 'globex BV', 'everywhere']) expect(words).toContain(name);
  const done = await visitor.submit(page, { portal: organisations['globex'] ?? '' });
  expect(wordsOf(done)).toContain('You are logged out');
  await expectEnded(visitor, 'globex', globex);
  await expectAlive(visitor, 'acme', acme);
});

test('settled 1: signing out without a hint, the answer «everywhere» leaves both', async () => {
  const { visitor, acme, globex } = await both();
  const page = await visitor.open(signOutUrl(app, {}));
  await visitor.submit(page, { portal: 'all' });
  await expectEnded(visitor, 'acme', acme);
  await expectEnded(visitor, 'globex', globex);
});

test('settled 1: the question «which portal» without an answer, or with a foreign one, signs nobody out', async () => {
  const { visitor, acme, globex } = await both();
  const page = await visitor.open(signOutUrl(app, {}));
  for (const portal of ['', 'elsewhere']) expect((await visitor.submit(page, { portal })).status).toBe(200);
  await expectAlive(visitor, 'acme', acme);
  await expectAlive(visitor, 'globex', globex);
});

test('security 1.24 the question «which portal» cannot be answered from another site', async () => {
  const { visitor, acme } = await both();
  const form = formOf(await visitor.open(signOutUrl(app, {})));
  const forged = { method: 'POST', body: new URLSearchParams({ ...form.fields, portal: 'all' }) };
  const headers = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
  expect((await visitor.send(form.action, { ...forged, headers })).status).toBe(403);
  await expectAlive(visitor, 'acme', acme);
});

test('prompt=login lets another person sign in at the same portal; the first one’s tokens end with the session', async () => {
  const first = await signIn(app, 'Anna', { portal: 'acme' });
  const { visitor } = first;
  const before = (await redeem(app, first)).body;
  const begun = await app.begin({ portal: 'acme', prompt: 'login' });
  const sheet = await visitor.open(begun.url, app.isCallback);
  expect(sheet.status).toBe(200);
  let answer = await visitor.submit(sheet, { username: 'Bram', password: PASSWORD }, app.isCallback);
  if (answer.status !== 0) answer = await visitor.submit(answer, {}, app.isCallback);
  const after = (await redeem(app, { begun, callback: answer.url })).body;
  expect((await userinfo(app, after['access_token'])).body).toMatchObject({ preferred_username: 'Bram' });
  expect(await refresh(app, before['refresh_token'])).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  expect(await silent(visitor, 'acme')).toHaveProperty('code');
});

test('prompt=login as another person in one portal leaves the session of the other portal alone', async () => {
  const { visitor, globex } = await both();
  const sheet = await visitor.open((await app.begin({ portal: 'acme', prompt: 'login' })).url);
  const answer = await visitor.submit(sheet, { username: 'Bram', password: PASSWORD }, app.isCallback);
  if (answer.status !== 0) await visitor.submit(answer, {}, app.isCallback);
  await expectAlive(visitor, 'globex', globex);
});
