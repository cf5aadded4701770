import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { decodeProtectedHeader } from 'jose';
import * as oidc from 'openid-client';
import { hours, seconds } from '../../src/kernel/duration.ts';
import { authorize, call, endpoint, introspect, returned } from '../kit/endpoints.ts';
import { asked, type FapiApp, fapiApp, fapiRedeem, push, pushedUrl, signInPushed } from '../kit/fapi.ts';
import { appKey, assertion, signed, unsigned } from '../kit/signed.ts';
import { type Answer, Visitor, wordsOf } from '../kit/visitor.ts';
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
test('§10.9 openid-client plays the profile through: pushed request, assertion, bound tokens, ES256', async () => {
  const config = await oidc.discovery(
    new URL(world.url),
    'bank',
    { id_token_signed_response_alg: 'ES256', use_mtls_endpoint_aliases: false },
    oidc.PrivateKeyJwt({ key: bank.key.privateKey, kid: 'ES256-1' }),
    { execute: [oidc.allowInsecureRequests] },
  );
  const DPoP = oidc.getDPoPHandle(config, bank.dpopKey);
  const [pkceCodeVerifier, expectedState, expectedNonce] = [oidc.randomPKCECodeVerifier(), oidc.randomState(), oidc.randomNonce()];
  const parameters = {
    redirect_uri: bank.app.options.redirectUri,
    scope: 'openid email',
    portal: 'acme',
    state: expectedState,
    nonce: expectedNonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
  };
  const url = await oidc.buildAuthorizationUrlWithPAR(config, parameters, { DPoP });
  const visitor = new Visitor();
  const page = await visitor.open(url.href);
  const { url: callback } = await visitor.submit(page, { username: 'Anna', password: PASSWORD }, bank.app.isCallback);
  const checks = { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true };
  const tokens = await oidc.authorizationCodeGrant(config, new URL(callback), checks, undefined, { DPoP });
  expect([tokens.token_type, decodeProtectedHeader(tokens.id_token ?? '')['alg']]).toEqual(['dpop', 'ES256']);
  const person = await oidc.fetchUserInfo(config, tokens.access_token, tokens.claims()?.sub ?? '', { DPoP });
  expect(person.email).toBe('anna@example.nl');
  const again = await oidc.refreshTokenGrant(config, tokens.refresh_token ?? '', undefined, { DPoP });
  expect(again.token_type).toBe('dpop');
});

test('§10.9 a request that was not pushed is refused, in the open or signed', async () => {
  expect(returned((await authorize(bank.app, { portal: 'acme' })).answer)).toMatchObject({ error: 'invalid_request', iss: world.url });
  const { fields } = await asked(bank);
  const request = await signed(bank.key, 'bank', { ...fields, aud: world.url });
  const { answer } = await authorize(bank.app, { portal: 'acme', request });
  expect(returned(answer)).toMatchObject({ error: 'invalid_request' });
});

test('§10.9 a pushed request is worth a minute, once, to the client that pushed it', async () => {
  const { fields } = await asked(bank);
  const reply = await push(bank, fields);
  expect(reply).toMatchObject({
    status: 201,
    body: { request_uri: expect.stringMatching(/^urn:ietf:params:oauth:request_uri:/), expires_in: 60 },
  });
  const other = await fapiApp(world, 'other-bank');
  expectPage(await new Visitor().open(pushedUrl(other, reply)));
  const visitor = new Visitor();
  const page = await visitor.open(pushedUrl(bank, reply));
  await visitor.submit(page, { username: 'Anna', password: PASSWORD }, bank.app.isCallback);
  expectPage(await visitor.open(pushedUrl(bank, reply), bank.app.isCallback));
  const late = await push(bank, fields);
  world.clock.forward(seconds(77));
  expectPage(await new Visitor().open(pushedUrl(bank, late), bank.app.isCallback));
});

/** Refused without going anywhere: nothing of such a request is known to be the client's. */
function expectPage(answer: Answer): void {
  expect([answer.status, new URL(answer.url).origin]).toEqual([400, world.url]);
  expect(wordsOf(answer)).toContain('invalid_request');
}

test.each<[string, Record<string, string>]>([
  ['no challenge', { code_challenge: '', code_challenge_method: '' }],
  ['no redirect address', { redirect_uri: '' }],
  ['an address that is not registered', { redirect_uri: 'https://bank.example/other' }],
  ['a response type with tokens in it', { response_type: 'code id_token' }],
  ['another request within', { request_uri: 'urn:ietf:params:oauth:request_uri:x' }],
])('§10.9 a pushed request with %s is refused at the push', async (_what, wrong) => {
  const { fields } = await asked(bank);
  const reply = await push(bank, { ...fields, ...wrong });
  expect([reply.status, reply.body['error']]).toEqual([
    400,
    expect.stringMatching(/^(invalid_request|unsupported_response_type|request_uri_not_supported)$/),
  ]);
});

test('§10.9 a pushed request object must be signed with PS256 or ES256, and live an hour at most', async () => {
  const { fields } = await asked(bank);
  const claims = { ...fields, aud: world.url };
  const pushObject = async (request: string) => (await push(bank, { request })).body['error'];
  expect(await pushObject(await signed(bank.key, 'bank', claims))).toBeUndefined();
  expect(await pushObject(unsigned({ ...claims, iss: 'bank' }))).toBe('invalid_request_object');
  expect(await pushObject(await signed(bank.key, 'bank', { ...claims, exp: ahead(hours(3)) }))).toBe('invalid_request_object');
  expect(await pushObject(await signed(bank.key, 'bank', { ...claims, nbf: ahead(hours(1)) }))).toBe('invalid_request_object');
  const [rsa, probabilistic] = [await appKey('RS256'), await appKey('PS256')];
  const two = await fapiApp(world, 'rsa-bank', { jwks: { keys: [...bank.key.jwks.keys, ...rsa.jwks.keys, ...probabilistic.jwks.keys] } });
  const mine = { ...two, key: bank.key };
  const signedBy = async (key: typeof rsa) =>
    push(mine, { request: await signed(key, two.id, { ...claims, client_id: two.id, redirect_uri: two.app.options.redirectUri }) });
  expect((await signedBy(rsa)).body['error']).toBe('invalid_request_object');
  expect(await signedBy(probabilistic)).toMatchObject({ status: 201 });
});

test('§10.9 an assertion is for the issuer alone, as text, of now, signed with PS256 or ES256, and counts once', async () => {
  const { fields } = await asked(bank);
  const tokenUrl = endpoint(bank.app, 'token_endpoint');
  const refused = [
    await assertion(bank.key, 'bank', tokenUrl),
    await assertion(bank.key, 'bank', world.url, { aud: [world.url] }),
    await assertion(bank.key, 'bank', world.url, { aud: [world.url, tokenUrl] }),
    await assertion(bank.key, 'bank', world.url, { iat: ahead(seconds(120)) }),
    await assertion(bank.key, 'bank', world.url, { nbf: ahead(seconds(120)) }),
    await assertion(bank.key, 'bank', world.url, { exp: ahead(seconds(-60)) }),
    await assertion(await appKey(), 'bank', world.url),
  ];
  for (const proving of refused)
    expect(await push(bank, fields, proving)).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
  expect(
    await push(bank, fields, await assertion(bank.key, 'bank', world.url, { iat: ahead(seconds(8)), nbf: ahead(seconds(8)) })),
  ).toMatchObject({ status: 201 });
  const once = await assertion(bank.key, 'bank', world.url);
  expect([await push(bank, fields, once), await push(bank, fields, once)].map(({ status }) => status)).toEqual([201, 401]);
});

test('§10.9 an assertion signed with RS256 does not prove a client of the profile, though its key is registered', async () => {
  const rsa = await appKey('RS256');
  const party = await fapiApp(world, 'old-bank', { jwks: rsa.jwks });
  const { fields } = await asked(party);
  expect(await push({ ...party, key: rsa }, fields)).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
});

test('§10.9 the answer carries iss, by 303, its code lives a minute', async () => {
  const { fields } = await asked(bank);
  const visitor = new Visitor();
  const page = await visitor.open(pushedUrl(bank, await push(bank, fields)));
  const answer = await visitor.post(page, { username: 'Anna', password: PASSWORD });
  expect([answer.status, bank.app.isCallback(answer.headers.get('location') ?? '')]).toEqual([303, true]);
  expect(new URL(answer.headers.get('location') ?? '').searchParams.get('iss')).toBe(world.url);
  const signedIn = await signInPushed(bank);
  world.clock.forward(seconds(61));
  expect(await fapiRedeem(bank, signedIn)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
});

test('§10.9 other clients go on without any of it', async () => {
  const plain = await world.relyingParty('plain');
  const { answer } = await authorize(plain, { portal: 'acme' });
  expect([answer.status, (await introspect(plain, 'x')).body]).toEqual([200, { active: false }]);
});

test('§10.9 discovery says so: pushed requests, assertions and proofs with the right algorithms, iss; and no certificates here', async () => {
  const { body } = await call(`${world.url}/.well-known/openid-configuration`);
  expect(body).toMatchObject({
    pushed_authorization_request_endpoint: `${world.url}/oidc/par`,
    token_endpoint_auth_signing_alg_values_supported: ['RS256', 'PS256', 'ES256'],
    dpop_signing_alg_values_supported: ['PS256', 'ES256'],
    authorization_response_iss_parameter_supported: true,
    code_challenge_methods_supported: ['S256'],
  });
  expect(body['token_endpoint_auth_methods_supported']).toEqual(['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none']);
  for (const name of ['tls_client_certificate_bound_access_tokens', 'mtls_endpoint_aliases', 'require_pushed_authorization_requests'])
    expect(body).not.toHaveProperty(name);
});
