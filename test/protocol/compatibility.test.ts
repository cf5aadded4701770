import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import { authorize, endpoint, post, redeem, redemption, refresh, returned, token, userinfo } from '../kit/endpoints.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { signIn } from '../kit/sign-in.ts';
import { Visitor, wordsOf } from '../kit/visitor.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';

let world: World;
let app: RelyingParty;

beforeAll(async () => {
  world = await openWorld();
  await world.organisation('acme', { preferredLanguage: 'en' });
  await world.person('acme', 'Anna', { givenName: 'Anna', familyName: 'Jansen', email: 'anna@example.nl' });
  app = await world.relyingParty('exam');
});

afterAll(() => world.close());

/** An authorization request without state, nonce or PKCE, as the simplest libraries send it. */
async function bareRequest(party: RelyingParty, more: Record<string, string> = {}) {
  const { clientId: client_id, redirectUri: redirect_uri } = party.options;
  const parameters = new URLSearchParams({ client_id, redirect_uri, response_type: 'code', scope: 'openid', portal: 'acme', ...more });
  const visitor = new Visitor();
  const page = await visitor.open(`${endpoint(party, 'authorization_endpoint')}?${parameters}`, party.isCallback);
  return page.status === 0 ? page : visitor.submit(page, { username: 'Anna', password: PASSWORD }, party.isCallback);
}

test('§9.3, §9.4 a confidential client registered without PKCE signs in with no challenge, no nonce and no state', async () => {
  const plain = await world.relyingParty('plain', { require_pkce: false });
  const { code = '' } = returned(await bareRequest(plain));
  const reply = await token(plain, { grant_type: 'authorization_code', code, redirect_uri: plain.options.redirectUri });
  expect(reply).toMatchObject({ status: 200, body: { id_token: expect.any(String) } });
  expect(decodeJwt(String(reply.body['id_token']))).not.toHaveProperty('nonce');
});

test('§9.3 a client registered without PKCE that does send a challenge must send its verifier', async () => {
  const plain = await world.relyingParty('plain-challenge', { require_pkce: false });
  const { code_verifier: _left, ...without } = redemption(plain, await signIn(plain, 'Anna', { portal: 'acme' }));
  expect(await token(plain, without)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
});

test('§9.3 a public client cannot be registered without PKCE', async () => {
  await expect(world.relyingParty('loose', { require_pkce: false, token_endpoint_auth_method: 'none' })).rejects.toThrow('require_pkce');
});

test('§9.4 unknown authorization parameters are ignored, even one sent twice', async () => {
  const { begun, callback } = await signIn(app, 'Anna', { portal: 'acme', display_hint: 'x', utm_source: 'mail', foo: '' });
  expect((await app.exchange(callback, begun)).claims()?.sub).toBeTruthy();
  const again = await app.begin({ portal: 'acme' });
  const page = await new Visitor().open(`${again.url}&utm_source=a&utm_source=b`);
  expect([page.status, new URL(page.url).pathname.endsWith('/password')]).toEqual([200, true]);
});

test('§9.4 unknown sign-out parameters are ignored', async () => {
  const { visitor, begun, callback } = await signIn(app, 'Anna', { portal: 'acme' });
  const { id_token = '' } = await app.exchange(callback, begun);
  const parameters = new URLSearchParams({ id_token_hint: id_token, returnTo: 'https://elsewhere.example', federated: '' });
  const page = await visitor.open(`${endpoint(app, 'end_session_endpoint')}?${parameters}`);
  expect([page.status, new URL(page.url).origin]).toEqual([200, world.url]);
  expect(wordsOf(page)).toContain('logged out');
});

test('§9.4 scope is accepted at the token endpoint with a code and with a refresh token', async () => {
  const signedIn = await signIn(app, 'Anna', { portal: 'acme' });
  const scope = 'openid profile email organisation';
  const first = await token(app, { ...redemption(app, signedIn), scope });
  expect(first).toMatchObject({ status: 200, body: { scope } });
  const second = await refresh(app, first.body['refresh_token'], { scope });
  expect(second).toMatchObject({ status: 200, body: { scope } });
});

test('RFC 6749 6 a refresh cannot widen what was granted, and may narrow it', async () => {
  const { body } = await redeem(app, await signIn(app, 'Anna', { portal: 'acme', scope: 'openid email' }));
  const wider = await refresh(app, body['refresh_token'], { scope: 'openid email profile' });
  expect(wider).toMatchObject({ status: 400, body: { error: 'invalid_scope' } });
  const narrower = await refresh(app, body['refresh_token'], { scope: 'openid' });
  expect(narrower).toMatchObject({ status: 200, body: { scope: 'openid' } });
});

test('§9.5 offline_access without prompt=consent still gives a first-party client a refresh token that works', async () => {
  const signedIn = await signIn(app, 'Anna', { portal: 'acme', scope: 'openid offline_access' });
  const { body } = await redeem(app, signedIn);
  expect(body['refresh_token']).toEqual(expect.any(String));
  expect(await refresh(app, body['refresh_token'])).toMatchObject({ status: 200, body: { access_token: expect.any(String) } });
});

test('§9.5 the refresh_token grant alone gives a first-party client a refresh token, and no grant gives none', async () => {
  const { body } = await redeem(app, await signIn(app, 'Anna', { portal: 'acme', scope: 'openid' }));
  expect(body['refresh_token']).toEqual(expect.any(String));
  const codeOnly = await world.relyingParty('code-only', { grant_types: ['authorization_code'] });
  const reply = await redeem(codeOnly, await signIn(codeOnly, 'Anna', { portal: 'acme', scope: 'openid offline_access' }));
  expect(reply.status).toBe(200);
  expect(reply.body).not.toHaveProperty('refresh_token');
});

test('§9.6 userinfo answers in JSON with name and email, and one sub for all clients', async () => {
  const other = await world.relyingParty('other');
  const subjects: unknown[] = [];
  for (const party of [app, other]) {
    const { body } = await redeem(party, await signIn(party, 'Anna', { portal: 'acme' }));
    const answer = await userinfo(party, body['access_token']);
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    expect(answer.body).toMatchObject({
      name: 'Anna Jansen',
      given_name: 'Anna',
      email: 'anna@example.nl',
      preferred_username: 'Anna',
      org_portal: 'acme',
    });
    subjects.push(answer.body['sub']);
  }
  expect(new Set(subjects).size).toBe(1);
});

test('§9.6 userinfo tells only what the scopes cover', async () => {
  const { body } = await redeem(app, await signIn(app, 'Anna', { portal: 'acme', scope: 'openid' }));
  const answer = await userinfo(app, body['access_token']);
  for (const claim of ['name', 'email', 'preferred_username']) expect(answer.body).not.toHaveProperty(claim);
});

test('§9.6 iss stands in the callback of a sign-in and of a refusal (RFC 9207)', async () => {
  const good = await signIn(app, 'Anna', { portal: 'acme' });
  expect(new URL(good.callback).searchParams.get('iss')).toBe(world.url);
  const { answer } = await authorize(app, { portal: 'acme', prompt: 'none' });
  expect(returned(answer)).toMatchObject({ error: 'login_required', iss: world.url });
});

test('the client that asks the token endpoint for a grant it did not register is refused', async () => {
  const reply = await post(endpoint(app, 'token_endpoint'), {
    grant_type: 'password',
    username: 'Anna',
    password: PASSWORD,
    client_id: 'exam',
  });
  expect(reply.status).toBeGreaterThanOrEqual(400);
  expect(await token(app, { grant_type: 'client_credentials' })).toMatchObject({
    status: 400,
    body: { error_description: expect.stringContaining('grant type is not allowed') },
  });
});
