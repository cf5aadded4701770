import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import { minutes } from '../../src/kernel/duration.ts';
import { authorize, endpoint, redeem, redemption, returned, token, userinfo } from '../kit/endpoints.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { signIn } from '../kit/sign-in.ts';
import { type AppKey, appKey, signed } from '../kit/signed.ts';
import { type Answer, formOf, Visitor, wordsOf } from '../kit/visitor.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';

let world: World;
let app: RelyingParty;
let key: AppKey;

beforeAll(async () => {
  world = await openWorld();
  await world.organisation('acme', { preferredLanguage: 'nl' });
  for (const username of ['Anna', 'Bram']) await world.person('acme', username, { email: `${username}@example.nl` });
  key = await appKey();
  app = await world.relyingParty('exam', { jwks: key.jwks });
});

afterEach(() => world.clock.release());
afterAll(() => world.close());

const pathOf = (answer: Answer) => new URL(answer.url).pathname;
const isSignInPage = (answer: Answer) => answer.status === 200 && pathOf(answer).endsWith('/password');
const isConsentPage = (answer: Answer) => answer.status === 200 && pathOf(answer).endsWith('/consent');

async function anna() {
  const signedIn = await signIn(app, 'Anna', { portal: 'acme' });
  const tokens = (await redeem(app, signedIn)).body;
  return {
    visitor: signedIn.visitor,
    idToken: String(tokens['id_token']),
    authTime: Number(decodeJwt(String(tokens['id_token']))['auth_time']),
  };
}

/** The parameters of a new request. */
async function parameters(more: Record<string, string> = {}) {
  const begun = await app.begin({ portal: 'acme', ...more });
  return { begun, fields: new URL(begun.url).searchParams };
}

/** A POST as a page of the application makes a browser send it: without our cookies. */
function crossPost(visitor: Visitor, fields: URLSearchParams): Promise<Answer> {
  const headers = { origin: 'https://exam.example', 'sec-fetch-site': 'cross-site', cookie: '' };
  return visitor.send(endpoint(app, 'authorization_endpoint'), { method: 'POST', body: fields, headers });
}

async function authTimeAfter(request: Record<string, string>, visitor: Visitor): Promise<number> {
  const { begun, callback } = await signIn(app, 'Anna', { portal: 'acme', ...request }, visitor);
  return Number((await app.exchange(callback, begun)).claims()?.['auth_time']);
}

test('§10.2 PKCE is asked of each client as it is registered: a confidential one may go without, and then needs no verifier', async () => {
  const bare = async (party: RelyingParty) => {
    const begun = await party.begin({ portal: 'acme', prompt: 'none' });
    const url = new URL(begun.url);
    for (const name of ['code_challenge', 'code_challenge_method']) url.searchParams.delete(name);
    return returned(await (await anna()).visitor.open(url.href, party.isCallback));
  };
  const [without, open] = [
    await world.relyingParty('no-pkce', { require_pkce: false }),
    await world.relyingParty('spa', { token_endpoint_auth_method: 'none' }),
  ];
  const { code = '' } = await bare(without);
  const reply = await token(without, { grant_type: 'authorization_code', code, redirect_uri: without.options.redirectUri });
  expect(reply).toMatchObject({ status: 200 });
  for (const party of [app, open]) expect(await bare(party)).toMatchObject({ error: 'invalid_request' });
});

test('§10.3 a request by POST from another site goes on as the GET of the same parameters, and finds who is signed in', async () => {
  const { visitor } = await anna();
  const { begun, fields } = await parameters({ prompt: 'none', ui_locales: 'nl en', state: 'ünï & <co>' });
  const answer = await crossPost(visitor, fields);
  expect(answer.status).toBe(303);
  const to = new URL(answer.headers.get('location') ?? '', answer.url);
  expect([to.pathname, Object.fromEntries(to.searchParams)]).toEqual(['/oidc/auth', Object.fromEntries(fields)]);
  const arrived = await visitor.follow(answer, app.isCallback);
  expect(returned(arrived)['state']).toBe('ünï & <co>');
  expect(await redeem(app, { begun, callback: arrived.url })).toMatchObject({ status: 200 });
});

test('§10.3 a request object may come by POST, and by form_post its answer leaves', async () => {
  const { visitor } = await anna();
  const { begun, fields } = await parameters({ response_mode: 'form_post' });
  const object = await signed(key, 'exam', { ...Object.fromEntries(fields), aud: world.url });
  const open = new URLSearchParams({ client_id: 'exam', request: object, response_type: 'code', scope: 'openid' });
  const page = await visitor.follow(await crossPost(visitor, open));
  const form = formOf(page);
  expect(await redeem(app, { begun, callback: `${form.action}?${new URLSearchParams(form.fields)}` })).toMatchObject({ status: 200 });
});

test('§10.3 a request too long for an address goes on by a form of ours, and finds who is signed in', async () => {
  const { visitor } = await anna();
  const { begun, fields } = await parameters({ prompt: 'none' });
  const object = await signed(key, 'exam', { ...Object.fromEntries(fields), aud: world.url, padding: 'x'.repeat(12_000) });
  const open = new URLSearchParams({ client_id: 'exam', request: object, response_type: 'code', scope: 'openid', portal: 'acme' });
  const page = await crossPost(visitor, open);
  expect([page.status, page.headers.get('location')]).toEqual([200, null]);
  expect(page.headers.get('content-security-policy')).toContain("form-action 'self' http://localhost:9");
  expect(formOf(page)).toEqual({ action: endpoint(app, 'authorization_endpoint'), fields: Object.fromEntries(open) });
  const arrived = await visitor.submit(page, {}, app.isCallback);
  expect(await redeem(app, { begun, callback: arrived.url })).toMatchObject({ status: 200 });
});

test('§10.3 such a long request can also begin a sign-in', async () => {
  const { begun, fields } = await parameters();
  const object = await signed(key, 'exam', { ...Object.fromEntries(fields), aud: world.url, padding: 'x'.repeat(12_000) });
  const visitor = new Visitor();
  const page = await crossPost(
    visitor,
    new URLSearchParams({ client_id: 'exam', request: object, response_type: 'code', scope: 'openid' }),
  );
  const arrived = await visitor.submit(await visitor.submit(page, {}), { username: 'Anna', password: PASSWORD }, app.isCallback);
  expect(await redeem(app, { begun, callback: arrived.url })).toMatchObject({ status: 200 });
});

test('§10.3 more than 32 KiB, or what is no form, is refused with a page that says so', async () => {
  const large = await crossPost(new Visitor(), new URLSearchParams({ client_id: 'exam', request: 'x'.repeat(33 * 1024) }));
  expect(large.status).toBe(413);
  const headers = { 'content-type': 'application/json' };
  const json = await new Visitor().send(endpoint(app, 'authorization_endpoint'), { method: 'POST', body: '{}', headers });
  expect(json.status).toBe(415);
});

test('§10.4 prompt=none: a code for who is signed in, login_required for who is not', async () => {
  const { visitor } = await anna();
  expect(returned((await authorize(app, { portal: 'acme', prompt: 'none' }, visitor)).answer)).toHaveProperty('code');
  expect(returned((await authorize(app, { portal: 'acme', prompt: 'none' })).answer)).toMatchObject({ error: 'login_required' });
});

test.each(['login', 'select_account', 'login select_account'])(
  '§10.4 prompt=%s asks who is signed in again, and gives a new auth_time',
  async (prompt) => {
    const { visitor, authTime } = await anna();
    world.clock.forward(minutes(5));
    expect(isSignInPage((await authorize(app, { portal: 'acme', prompt }, visitor)).answer)).toBe(true);
    expect(await authTimeAfter({ prompt }, visitor)).toBeGreaterThanOrEqual(authTime + 300);
    expect(await authTimeAfter({}, visitor)).toBeGreaterThanOrEqual(authTime + 300);
  },
);

test('§10.4 prompt=consent shows the page to a first-party application’s people too, and leaves auth_time alone', async () => {
  const { visitor, authTime } = await anna();
  world.clock.forward(minutes(5));
  const { answer, begun } = await authorize(app, { portal: 'acme', prompt: 'consent' }, visitor);
  expect(isConsentPage(answer)).toBe(true);
  const { url } = await visitor.submit(answer, { do: 'allow' }, app.isCallback);
  expect((await app.exchange(url, begun)).claims()).toMatchObject({ auth_time: authTime });
});

test('§10.4 several prompts at once are asked one after another', async () => {
  const { visitor } = await anna();
  const { answer, begun } = await authorize(app, { portal: 'acme', prompt: 'consent login' }, visitor);
  expect(isSignInPage(answer)).toBe(true);
  const consent = await visitor.submit(answer, { username: 'Anna', password: PASSWORD }, app.isCallback);
  expect(isConsentPage(consent)).toBe(true);
  const { url: callback } = await visitor.submit(consent, { do: 'allow' }, app.isCallback);
  expect(await redeem(app, { begun, callback })).toMatchObject({ status: 200 });
});

test('§10.4 prompt=none beside another is invalid_request', async () => {
  const { answer } = await authorize(app, { portal: 'acme', prompt: 'none login' });
  expect(returned(answer)).toMatchObject({ error: 'invalid_request' });
});

test('§10.4 max_age asks again once the sign-in is older, and gives a new auth_time; a younger one passes', async () => {
  const { visitor, authTime } = await anna();
  world.clock.forward(minutes(5));
  expect(await authTimeAfter({ max_age: '10000', prompt: 'none' }, visitor)).toBe(authTime);
  expect(await authTimeAfter({ max_age: '1' }, visitor)).toBeGreaterThanOrEqual(authTime + 300);
});

test('§10.4 id_token_hint of who is signed in passes in silence; of another person it asks, and in silence it is login_required', async () => {
  const { visitor, idToken } = await anna();
  const other = String((await redeem(app, await signIn(app, 'Bram', { portal: 'acme' }))).body['id_token']);
  const silent = async (id_token_hint: string) =>
    returned((await authorize(app, { portal: 'acme', prompt: 'none', id_token_hint }, visitor)).answer);
  expect(await silent(idToken)).toHaveProperty('code');
  expect(await silent(other)).toMatchObject({ error: 'login_required' });
  const { answer } = await authorize(app, { portal: 'acme', id_token_hint: other }, visitor);
  expect(isSignInPage(answer)).toBe(true);
  const again = await visitor.submit(answer, { username: 'Anna', password: PASSWORD }, app.isCallback);
  expect(returned(again)).toMatchObject({ error: 'login_required' });
});

test('§10.4 login_hint fills in the name, ui_locales chooses the language', async () => {
  const { answer } = await authorize(app, { portal: 'acme', login_hint: 'Anna', ui_locales: 'fr en' });
  expect(formOf(answer).fields['username']).toBe('Anna');
  expect(answer.text).toContain('<html lang="en"');
  expect((await authorize(app, { portal: 'acme', ui_locales: 'nl-NL en' })).answer.text).toContain('<html lang="nl"');
});

test.each([
  ['claims_locales', { claims_locales: 'se fr' }],
  ['ui_locales nobody speaks', { ui_locales: 'xx' }],
  ['display', { display: 'popup' }],
  ['a display nobody knows', { display: 'hologram' }],
  ['acr_values', { acr_values: 'urn:voordeur:acr:1 1 2' }],
  ['claims nobody knows', { claims: '{"userinfo":{"shoe_size":{"essential":true}},"id_token":{"hat":null},"more":{}}' }],
  ['scopes whose claims we do not hold', { scope: 'openid profile email address phone shoes' }],
  ['unknown ones', { extra: 'foobar', vendor_hint: '1' }],
  ['an empty one', { login_hint: '', nonce_hint: '' }],
])('§10.4 %s: harmless, the sign-in goes on', async (_what, more) => {
  const { begun, callback } = await signIn(app, 'Anna', { portal: 'acme', ...more });
  expect((await app.exchange(callback, begun)).claims()).toMatchObject({ nonce: begun.nonce });
});

test('§10.5 a wrong redirect address or application stays on a page of ours that says why', async () => {
  const { fields } = await parameters();
  const cases: [string, Record<string, string>][] = [
    ['invalid_redirect_uri', { redirect_uri: 'https://exam.example/other' }],
    ['invalid_redirect_uri', { redirect_uri: `${app.options.redirectUri}?added=1` }],
    ['invalid_client', { client_id: 'nobody' }],
  ];
  for (const [code, wrong] of cases) {
    const sent = new URLSearchParams({ ...Object.fromEntries(fields), ...wrong });
    const answers = [await new Visitor().open(`${endpoint(app, 'authorization_endpoint')}?${sent}`), await crossPost(new Visitor(), sent)];
    const followed = await Promise.all(answers.map((answer) => new Visitor().follow(answer)));
    for (const answer of followed) {
      expect([answer.status, new URL(answer.url).origin]).toEqual([400, world.url]);
      expect(wordsOf(answer)).toContain(code);
    }
  }
});

test('§10.6 a code used twice is invalid_grant, and what the first use gave is worth nothing at once', async () => {
  const signedIn = await signIn(app, 'Anna', { portal: 'acme' });
  const { body } = await token(app, redemption(app, signedIn));
  expect(await userinfo(app, body['access_token'])).toMatchObject({ status: 200 });
  expect(await token(app, redemption(app, signedIn))).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  expect(await userinfo(app, body['access_token'])).toMatchObject({ status: 401, body: { error: 'invalid_token' } });
  const refreshed = await token(app, { grant_type: 'refresh_token', refresh_token: String(body['refresh_token']) });
  expect(refreshed).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
});
