// Modules of the certification profile FAPI 2.0 Security Profile (private_key_jwt, DPoP), by the names the suite gives them.
import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { seconds } from '../../src/kernel/duration.ts';
import { call, endpoint, post, redemption, returned } from '../kit/endpoints.ts';
import { asked, type FapiApp, fapiApp, fapiRedeem, fapiToken, push, pushedUrl, signInPushed, tokenProof } from '../kit/fapi.ts';
import { assertion, proof, signed } from '../kit/signed.ts';
import { Visitor, wordsOf } from '../kit/visitor.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';

let world: World;
let first: FapiApp;
let second: FapiApp;

beforeAll(async () => {
  world = await openWorld();
  await world.organisation('acme', { preferredLanguage: 'en' });
  await world.person('acme', 'Anna', { email: 'anna@example.nl' });
  first = await fapiApp(world, 'first', { first_party: false });
  second = await fapiApp(world, 'second');
});

afterEach(() => world.clock.release());
afterAll(() => world.close());

/** Signs in at the third-party client, allowing what it asks. */
async function signIn(more: Record<string, string> = {}, remove: readonly string[] = []) {
  const { begun, fields } = await asked(first, more);
  for (const name of remove) delete fields[name];
  const visitor = new Visitor();
  let page = await visitor.open(pushedUrl(first, await push(first, fields)));
  page = await visitor.submit(page, { username: 'Anna', password: PASSWORD }, first.app.isCallback);
  if (page.status === 200) page = await visitor.submit(page, { do: 'allow' }, first.app.isCallback);
  return { begun, visitor, callback: page.url, answer: returned(page) };
}

async function userinfoStatus(token: unknown, scheme: string): Promise<number> {
  const url = endpoint(first.app, 'userinfo_endpoint');
  const ath = createHash('sha256').update(String(token)).digest('base64url');
  const dpop = await proof(first.dpopKey, 'GET', url, { ath });
  return (await call(url, { headers: { authorization: `${scheme} ${token}`, dpop } })).status;
}

test('fapi2-security-profile-final-happy-flow, access-token-type-header-case-sensitivity', async () => {
  const { body, status } = await fapiRedeem(first, await signIn());
  expect([status, body['token_type']]).toEqual([200, 'DPoP']);
  for (const scheme of ['DPoP', 'dpop', 'dPoP']) expect(await userinfoStatus(body['access_token'], scheme)).toBe(200);
});

test('fapi2-security-profile-final-user-rejects-authentication', async () => {
  const { fields, begun } = await asked(first, { prompt: 'consent' });
  const visitor = new Visitor();
  const page = await visitor.open(pushedUrl(first, await push(first, fields)));
  const consent = await visitor.submit(page, { username: 'Anna', password: PASSWORD }, first.app.isCallback);
  const denied = await visitor.submit(consent, { do: 'deny' }, first.app.isCallback);
  expect(returned(denied)).toMatchObject({ error: 'access_denied', state: begun.state, iss: world.url });
});

test('fapi2-security-profile-final-ensure-authorization-request-without-state-success, -without-nonce-success', async () => {
  const { answer } = await signIn({}, ['state', 'nonce']);
  expect([Object.keys(answer).toSorted(), answer['iss']]).toEqual([['code', 'iss'], world.url]);
});

test('fapi2-security-profile-final-ensure-request-object-with-long-state, -long-nonce', async () => {
  const [state, nonce] = ['s'.repeat(384), 'n'.repeat(384)];
  const { answer, callback, begun } = await signIn({ state, nonce });
  expect(answer['state']).toBe(state);
  expect(await fapiRedeem(first, { callback, begun })).toMatchObject({ status: 200 });
});

test('fapi2-security-profile-final-par-attempt-reuse-request_uri, -attempt-to-use-expired-request_uri', async () => {
  const { fields } = await asked(second);
  const reply = await push(second, fields);
  const visitor = new Visitor();
  await visitor.submit(await visitor.open(pushedUrl(second, reply)), { username: 'Anna', password: PASSWORD }, second.app.isCallback);
  expect((await visitor.open(pushedUrl(second, reply), second.app.isCallback)).status).toBe(400);
  const late = await push(second, fields);
  world.clock.forward(seconds(80));
  expect((await visitor.open(pushedUrl(second, late), second.app.isCallback)).status).toBe(400);
});

test('fapi2-security-profile-final-par-attempt-to-use-request_uri-for-different-client', async () => {
  const reply = await push(second, (await asked(second)).fields);
  const page = await new Visitor().open(pushedUrl(first, reply), first.app.isCallback);
  expect([page.status, wordsOf(page).includes('invalid_request')]).toEqual([400, true]);
});

test.each<[string, Record<string, string>]>([
  ['par-ensure-pkce-required', { code_challenge: '', code_challenge_method: '' }],
  ['par-ensure-plain-pkce-rejected', { code_challenge_method: 'plain' }],
  ['ensure-redirect-uri-in-authorization-request', { redirect_uri: '' }],
  ['ensure-response-type-code-idtoken-fails', { response_type: 'code id_token' }],
  ['par-authorization-request-containing-request_uri-form-param', { request_uri: 'urn:ietf:params:oauth:request_uri:1' }],
  ['par-ensure-invalid-redirect-uri-rejected', { redirect_uri: 'https://second.example/callback/x' }],
])('fapi2-security-profile-final-%s', async (_module, wrong) => {
  const reply = await push(second, { ...(await asked(second)).fields, ...wrong });
  expect([reply.status, reply.body['request_uri']]).toEqual([400, undefined]);
});

test('fapi2-security-profile-final-ensure-request-object-without-using-par-fails', async () => {
  const { begun, fields } = await asked(second);
  const open = await new Visitor().open(begun.url, second.app.isCallback);
  expect(returned(open)).toMatchObject({ error: 'invalid_request', state: begun.state });
  const request = await signed(second.key, 'second', { ...fields, aud: world.url });
  const url = `${endpoint(second.app, 'authorization_endpoint')}?${new URLSearchParams({ client_id: 'second', request, redirect_uri: second.app.options.redirectUri, response_type: 'code', scope: 'openid', portal: 'acme' })}`;
  expect(returned(await new Visitor().open(url, second.app.isCallback))).toMatchObject({ error: 'invalid_request' });
});

test('fapi2-security-profile-final-ensure-client-assertion-in-token-endpoint, -with-exp-is-5-minutes-in-past-fails', async () => {
  const fields = redemption(second.app, await signInPushed(second));
  const without = await post(endpoint(second.app, 'token_endpoint'), { ...fields, client_id: 'second' }, await tokenProof(second));
  expect(without).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
  const past = await assertion(second.key, 'second', world.url, { exp: Math.floor(world.clock.now() / 1000) - 300 });
  expect(await fapiToken(second, fields, past)).toMatchObject({ status: 401 });
  const other = await assertion(first.key, 'first', world.url);
  expect(await fapiToken(second, fields, other)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
});

test('fapi2-security-profile-final-ensure-authorization-code-is-bound-to-client, -attempt-reuse-authorization-code-after-one-second', async () => {
  const signedIn = await signInPushed(second);
  const thief = { ...first, app: first.app };
  expect(await fapiToken(thief, redemption(second.app, signedIn))).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  const again = await signInPushed(second);
  expect(await fapiRedeem(second, again)).toMatchObject({ status: 200 });
  world.clock.forward(seconds(1));
  expect(await fapiRedeem(second, again)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
});

test('fapi2-security-profile-final-ensure-holder-of-key-required', async () => {
  const reply = await fapiToken(second, redemption(second.app, await signInPushed(second)), {}, {});
  expect([reply.status, reply.body['access_token']]).toEqual([400, undefined]);
});

test('fapi2-security-profile-final-par-ensure-pkce-code-verifier-required', async () => {
  const { code_verifier: _left, ...fields } = redemption(second.app, await signInPushed(second));
  expect(await fapiToken(second, fields)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
});

test('fapi2-security-profile-final-refresh-token', async () => {
  const { body } = await fapiRedeem(second, await signInPushed(second, { scope: 'openid offline_access' }));
  const fields = { grant_type: 'refresh_token', refresh_token: String(body['refresh_token']) };
  expect(await fapiToken(second, fields)).toMatchObject({ status: 200, body: { refresh_token: body['refresh_token'] } });
  expect(await fapiToken(first, fields)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
});

test('fapi2-security-profile-final-test-claims-parameter-idtoken-identity-claims', async () => {
  const signedIn = await signIn({ claims: JSON.stringify({ id_token: { email: { essential: true } } }) });
  const { body } = await fapiRedeem(first, signedIn);
  const [, payload = ''] = String(body['id_token']).split('.');
  expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({ email: 'anna@example.nl', nonce: signedIn.begun.nonce });
});
