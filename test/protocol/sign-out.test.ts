import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { authorize, redeem, refresh, returned, signOutUrl, userinfo } from '../kit/endpoints.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { type SignedIn, signIn } from '../kit/sign-in.ts';
import { formOf, type Visitor, wordsOf } from '../kit/visitor.ts';
import { openWorld, type World } from '../kit/world.ts';

const BYE = 'http://localhost:9/exam/bye';

let world: World;
let app: RelyingParty;
let third: RelyingParty;

beforeAll(async () => {
  world = await openWorld();
  await world.organisation('acme', { preferredLanguage: 'en' });
  for (const username of ['Anna', 'Bram']) await world.person('acme', username);
  app = await world.relyingParty('exam', { post_logout_redirect_uris: [BYE] });
  third = await world.relyingParty('third', { first_party: false, post_logout_redirect_uris: ['https://third.example/bye'] });
});

afterAll(() => world.close());

const isBye = (url: string) => url.startsWith(BYE);

async function anna(): Promise<{ visitor: Visitor; tokens: Record<string, unknown>; signedIn: SignedIn }> {
  const signedIn = await signIn(app, 'Anna', { portal: 'acme' });
  return { visitor: signedIn.visitor, tokens: (await redeem(app, signedIn)).body, signedIn };
}

async function isSignedIn(visitor: Visitor): Promise<boolean> {
  return 'code' in returned((await authorize(app, { portal: 'acme', prompt: 'none' }, visitor)).answer);
}

test('§9.8 sign-out by GET with a hint and no client_id goes back with state, and the session is really ended', async () => {
  const { visitor, tokens } = await anna();
  const url = signOutUrl(app, { id_token_hint: String(tokens['id_token']), post_logout_redirect_uri: BYE, state: 'st&te 1' });
  const answer = await visitor.open(url, isBye);
  expect(new URL(answer.url).searchParams.get('state')).toBe('st&te 1');
  expect(await isSignedIn(visitor)).toBe(false);
  expect(await refresh(app, tokens['refresh_token'])).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  expect((await userinfo(app, tokens['access_token'])).status).toBe(401);
});

test('§9.8 a copy of the session cookie is worth nothing after the sign-out', async () => {
  const { visitor, tokens } = await anna();
  const cookies = await visitor.jar.getCookies(world.url);
  await visitor.open(signOutUrl(app, { id_token_hint: String(tokens['id_token']) }));
  for (const cookie of cookies) await visitor.jar.setCookie(`${cookie.cookieString()}; path=/`, world.url);
  expect(await isSignedIn(visitor)).toBe(false);
});

test('§9.8 a hint whose ID token has expired still signs out', async () => {
  const { visitor, tokens } = await anna();
  world.clock.forward(20 * 60_000);
  const answer = await visitor.open(signOutUrl(app, { id_token_hint: String(tokens['id_token']), post_logout_redirect_uri: BYE }), isBye);
  expect([answer.status, await isSignedIn(visitor)]).toEqual([0, false]);
  world.clock.release();
});

test('with offline_access the refresh token outlives the sign-out, as the application asked', async () => {
  const signedIn = await signIn(app, 'Anna', { portal: 'acme', scope: 'openid offline_access' });
  const { body } = await redeem(app, signedIn);
  await signedIn.visitor.open(signOutUrl(app, { id_token_hint: String(body['id_token']) }));
  expect(await refresh(app, body['refresh_token'])).toMatchObject({ status: 200 });
});

test('§9.8 sign-out twice with one hint leads back the second time too', async () => {
  const { visitor, tokens } = await anna();
  const url = signOutUrl(app, { id_token_hint: String(tokens['id_token']), post_logout_redirect_uri: BYE, state: 'x' });
  for (const _time of [1, 2]) expect((await visitor.open(url, isBye)).url).toBe(`${BYE}?state=x`);
});

test('an address that is not registered is never gone to, and nobody is signed out unasked', async () => {
  const { visitor, tokens } = await anna();
  const hint = String(tokens['id_token']);
  const answer = await visitor.open(signOutUrl(app, { id_token_hint: hint, post_logout_redirect_uri: 'https://evil.example/' }));
  expect([answer.status, new URL(answer.url).origin]).toEqual([400, world.url]);
  expect(wordsOf(answer)).toContain('post_logout_redirect_uri');
  expect(await isSignedIn(visitor)).toBe(true);
});

test('a forged hint signs nobody out', async () => {
  const { visitor, tokens } = await anna();
  const [header, payload] = String(tokens['id_token']).split('.');
  const answer = await visitor.open(signOutUrl(app, { id_token_hint: `${header}.${payload}.AAAA` }));
  expect(answer.status).toBe(400);
  expect(await isSignedIn(visitor)).toBe(true);
});

test('settled 59: the hint of another person asks first, and says who is signed in', async () => {
  const { visitor } = await anna();
  const bram = await redeem(app, await signIn(app, 'Bram', { portal: 'acme' }));
  const page = await visitor.open(signOutUrl(app, { id_token_hint: String(bram.body['id_token']) }));
  expect(wordsOf(page)).toContain('Do you want to log out?');
  expect(wordsOf(page)).toContain('Anna');
  expect(await isSignedIn(visitor)).toBe(true);
});

test('sign-out without a hint asks, and «Log out» ends the session', async () => {
  const { visitor, tokens } = await anna();
  const page = await visitor.open(signOutUrl(app, { client_id: 'exam', post_logout_redirect_uri: BYE, state: 'z' }), isBye);
  expect(wordsOf(page)).toContain('App exam asks this.');
  const answer = await visitor.submit(page, { logout: 'yes' }, isBye);
  expect(answer.url).toBe(`${BYE}?state=z`);
  expect(await isSignedIn(visitor)).toBe(false);
  expect((await userinfo(app, tokens['access_token'])).status).toBe(401);
});

test('settled 11: the question cannot be answered from another site', async () => {
  const { visitor } = await anna();
  const form = formOf(await visitor.open(signOutUrl(app, {})));
  const body = new URLSearchParams({ ...form.fields, logout: 'yes' });
  const headers = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
  const answer = await visitor.send(form.action, { method: 'POST', body, headers });
  expect(answer.status).toBe(403);
  expect(await isSignedIn(visitor)).toBe(true);
});

test('settled 59: a third-party application’s hint asks the person first', async () => {
  const begun = await third.begin({ portal: 'acme' });
  const { visitor } = await anna();
  const consent = await visitor.open(begun.url, third.isCallback);
  const { url: callback } = await visitor.submit(consent, { do: 'allow' }, third.isCallback);
  const { body } = await redeem(third, { begun, callback });
  const page = await visitor.open(signOutUrl(third, { id_token_hint: String(body['id_token']) }));
  expect(wordsOf(page)).toContain('App third asks this.');
  expect(await isSignedIn(visitor)).toBe(true);
});

test('sign-out of a browser that is not signed in asks nothing', async () => {
  const { visitor, tokens } = await anna();
  await visitor.open(signOutUrl(app, { id_token_hint: String(tokens['id_token']) }));
  expect(wordsOf(await visitor.open(signOutUrl(app, {})))).toContain('You are logged out');
});

test('RP-Initiated Logout 2: sign-out by POST works too', async () => {
  const { visitor, tokens } = await anna();
  const body = new URLSearchParams({ id_token_hint: String(tokens['id_token']), post_logout_redirect_uri: BYE, state: 'p' });
  const answer = await visitor.follow(await visitor.send(signOutUrl(app, {}), { method: 'POST', body }), isBye);
  expect(answer.url).toBe(`${BYE}?state=p`);
  expect(await isSignedIn(visitor)).toBe(false);
});
