import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { hours } from '../../src/kernel/duration.ts';
import { call, endpoint, post, redemption } from '../kit/endpoints.ts';
import { asked, type FapiApp, fapiApp, fapiRedeem, fapiToken, push, pushedUrl, signInPushed, tokenProof } from '../kit/fapi.ts';
import { appKey, assertion, proof } from '../kit/signed.ts';
import { Visitor } from '../kit/visitor.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';

let world: World;
let bank: FapiApp;

beforeAll(async () => {
  world = await openWorld();
  await world.organisation('acme', { preferredLanguage: 'en' });
  await world.person('acme', 'Anna', { email: 'anna@example.nl' });
  bank = await fapiApp(world, 'bank');
});

afterEach(() => world.clock.release());
afterAll(() => world.close());

const ahead = (by: number) => Math.floor((world.clock.now() + by) / 1000);
const thumb = (text: unknown) => createHash('sha256').update(String(text)).digest('base64url');

async function userinfo(accessToken: unknown, dpop?: Record<string, unknown>, scheme = 'DPoP') {
  const url = endpoint(bank.app, 'userinfo_endpoint');
  const headers = dpop && { dpop: await proof(bank.dpopKey, 'GET', url, { ath: thumb(accessToken), ...dpop }) };
  return call(url, { headers: { authorization: `${scheme} ${accessToken}`, ...headers } });
}

test('§10.9 a code is redeemed with a proof of possession only, for this address and method, once', async () => {
  const url = endpoint(bank.app, 'token_endpoint');
  const wrong = [
    {},
    { dpop: await proof(bank.dpopKey, 'GET', url) },
    { dpop: await proof(bank.dpopKey, 'POST', `${url}/x`) },
    { dpop: await proof(bank.dpopKey, 'POST', url, { iat: ahead(hours(-1)) }) },
    { dpop: 'nonsense' },
    { dpop: await proof(await appKey('EdDSA'), 'POST', url) },
    { dpop: await proof(await appKey('RS256'), 'POST', url) },
  ];
  for (const headers of wrong) {
    const reply = await fapiToken(bank, redemption(bank.app, await signInPushed(bank)), {}, headers);
    expect(reply.status).toBe(400);
    expect(reply.body['error']).toMatch(/^(invalid_grant|invalid_dpop_proof|use_dpop_nonce)$/);
  }
  const same = await tokenProof(bank);
  const first = await fapiToken(bank, redemption(bank.app, await signInPushed(bank)), {}, same);
  expect(first).toMatchObject({ status: 200, body: { token_type: 'DPoP' } });
  expect((await fapiToken(bank, redemption(bank.app, await signInPushed(bank)), {}, same)).status).toBe(400);
});

test('§10.9 a code bound to a key when it was asked for is worth nothing with another key', async () => {
  const { begun, fields } = await asked(bank);
  const parUrl = endpoint(bank.app, 'pushed_authorization_request_endpoint');
  const reply = await push(bank, fields, {}, { dpop: await proof(bank.dpopKey, 'POST', parUrl) });
  const visitor = new Visitor();
  const page = await visitor.open(pushedUrl(bank, reply));
  const { url: callback } = await visitor.submit(page, { username: 'Anna', password: PASSWORD }, bank.app.isCallback);
  const thief = { ...bank, dpopKey: await appKey() };
  expect(await fapiRedeem(thief, { callback, begun })).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
});

test('§10.9 an access token is worth nothing without its key: not as a bearer, not with another key, not with another token’s proof', async () => {
  const { body } = await fapiRedeem(bank, await signInPushed(bank));
  const accessToken = body['access_token'];
  expect(await userinfo(accessToken, {})).toMatchObject({ status: 200, body: { email: 'anna@example.nl' } });
  const thief = await appKey();
  const url = endpoint(bank.app, 'userinfo_endpoint');
  const stolen = await proof(thief, 'GET', url, { ath: thumb(accessToken) });
  const refused = [
    await userinfo(accessToken, undefined, 'Bearer'),
    await userinfo(accessToken, undefined),
    await userinfo(accessToken, { ath: thumb('another') }),
    await call(url, { headers: { authorization: `DPoP ${accessToken}`, dpop: stolen } }),
  ];
  expect(refused.map(({ status, body }) => `${status} ${body['error']}`)).toEqual([
    '401 invalid_token',
    '400 invalid_request',
    '401 invalid_dpop_proof',
    '401 invalid_token',
  ]);
});

test('§10.9 the nonce of a DPoP answer is taken, another one is not, and a proof whose clock is wrong is told to use it', async () => {
  const { headers } = await fapiRedeem(bank, await signInPushed(bank));
  const nonce = headers.get('dpop-nonce') ?? '';
  expect(nonce).not.toBe('');
  const redeemWith = async (claims: Record<string, unknown>) =>
    fapiToken(bank, redemption(bank.app, await signInPushed(bank)), {}, await tokenProof(bank, claims));
  expect(await redeemWith({ nonce, iat: ahead(hours(-5)) })).toMatchObject({ status: 200 });
  for (const claims of [{ nonce: 'made-up' }, { iat: ahead(hours(-5)) }]) {
    const reply = await redeemWith(claims);
    expect(reply).toMatchObject({ status: 400, body: { error: 'use_dpop_nonce' } });
    expect(reply.headers.get('dpop-nonce')).toBeTruthy();
  }
});

test('§10.9 a refresh token is not replaced, is prolonged by its use, and needs client and key', async () => {
  const signedIn = await signInPushed(bank, { scope: 'openid offline_access' });
  const { body } = await fapiRedeem(bank, signedIn);
  const fields = { grant_type: 'refresh_token', refresh_token: String(body['refresh_token']) };
  for (let day = 0; day < 3; day += 1) {
    world.clock.forward(hours(20));
    expect(await fapiToken(bank, fields)).toMatchObject({
      status: 200,
      body: { refresh_token: body['refresh_token'], token_type: 'DPoP' },
    });
  }
  expect((await fapiToken(bank, fields, {}, {})).status).toBe(400);
  expect((await post(endpoint(bank.app, 'token_endpoint'), { ...fields, client_id: 'bank' }, await tokenProof(bank))).status).toBe(401);
  world.clock.forward(hours(25));
  expect(await fapiToken(bank, fields)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
});

test('§10.9 a code used twice ends the first use’s tokens, of this profile too', async () => {
  const signedIn = await signInPushed(bank);
  const { body } = await fapiRedeem(bank, signedIn);
  expect(await fapiRedeem(bank, signedIn)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  expect((await userinfo(body['access_token'], {})).status).toBe(401);
});

test('§10.9 tokens for an API say which key they are bound to', async () => {
  await world.resource('https://api.example/', ['read'], { format: 'opaque' });
  const party = await fapiApp(world, 'api-bank', { resources: ['https://api.example/'] });
  const signedIn = await signInPushed(party, { scope: 'openid read', resource: 'https://api.example/' });
  const { body } = await fapiToken(party, { ...redemption(party.app, signedIn), resource: 'https://api.example/' });
  const reply = await post(endpoint(party.app, 'introspection_endpoint'), {
    token: String(body['access_token']),
    ...(await assertion(party.key, party.id, world.url)),
  });
  expect(reply.body).toMatchObject({ active: true, token_type: 'DPoP', cnf: { jkt: expect.any(String) } });
});
