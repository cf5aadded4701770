import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { endpoint, redeem, redemption, returned, token, userinfo } from '../kit/endpoints.ts';
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
  await world.organisation('acme', { preferredLanguage: 'en' });
  await world.person('acme', 'Anna');
  key = await appKey();
  app = await world.relyingParty('exam', { jwks: key.jwks });
});

afterAll(() => world.close());

async function anna() {
  const signedIn = await signIn(app, 'Anna', { portal: 'acme' });
  return { visitor: signedIn.visitor };
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

test('§10.3 more than 32 KiB, a NUL, or what is no form, is refused with a page that says so', async () => {
  const { fields } = await parameters();
  fields.set('state', 'a\0b');
  expect((await crossPost(new Visitor(), fields)).status).toBe(400);
  const large = await crossPost(new Visitor(), new URLSearchParams({ client_id: 'exam', request: 'x'.repeat(33 * 1024) }));
  expect(large.status).toBe(413);
  const headers = { 'content-type': 'application/json' };
  const json = await new Visitor().send(endpoint(app, 'authorization_endpoint'), { method: 'POST', body: '{}', headers });
  expect(json.status).toBe(415);
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
