// Modules of the certification profiles Basic, Form Post and Config, by the names the conformance suite gives them.
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import * as oidc from 'openid-client';
import { seconds } from '../../src/kernel/duration.ts';
import { type Mode, play, type SuiteClient, suiteClient, tokensOf } from '../kit/conformance.ts';
import { basic, call, post } from '../kit/endpoints.ts';
import { unsigned } from '../kit/signed.ts';
import { Visitor, wordsOf } from '../kit/visitor.ts';
import { openWorld, type World } from '../kit/world.ts';

let world: World;
let client: SuiteClient;
let second: SuiteClient;
let posting: SuiteClient;

beforeAll(async () => {
  world = await openWorld();
  await world.organisation('acme', { preferredLanguage: 'en' });
  await world.person('acme', 'Anna', { givenName: 'Anna', familyName: 'Jansen', email: 'anna@example.nl' });
  client = await suiteClient(world, 'basic');
  second = await suiteClient(world, 'second');
  posting = await suiteClient(world, 'posting', { token_endpoint_auth_method: 'client_secret_post' });
});

afterEach(() => world.clock.release());
afterAll(() => world.close());

const userinfoUrl = () => client.config.serverMetadata().userinfo_endpoint ?? '';
const tokenUrl = () => client.config.serverMetadata().token_endpoint ?? '';

async function claims(request: Record<string, string>, mode: Mode) {
  const flow = await play(client, request, { mode });
  const tokens = await tokensOf(client, flow);
  const sub = tokens.claims()?.sub ?? '';
  return { flow, tokens, sub, idToken: tokens.claims(), userinfo: await oidc.fetchUserInfo(client.config, tokens.access_token, sub) };
}

describe.each<Mode>(['query', 'form_post'])('with response_mode %s', (mode) => {
  test('oidcc-server', async () => {
    const { idToken, flow } = await claims({}, mode);
    expect(idToken).toMatchObject({ iss: world.url, aud: 'basic', exp: expect.any(Number), iat: expect.any(Number) });
    expect([flow.answer['iss'], flow.asked]).toEqual([world.url, ['password']]);
  });

  test('oidcc-server-client-secret-post', async () => {
    expect((await tokensOf(posting, await play(posting, {}, { mode }))).access_token).toBeTruthy();
  });

  test('oidcc-response-type-missing', async () => {
    const flow = await play(client, { response_type: '' }, { mode });
    expect(flow.answer).toMatchObject({ error: 'invalid_request', state: flow.state });
  });

  test('oidcc-userinfo-get, oidcc-userinfo-post-header, oidcc-userinfo-post-body', async () => {
    const { tokens, sub } = await claims({}, mode);
    const authorization = `Bearer ${tokens.access_token}`;
    const ways = [
      await call(userinfoUrl(), { headers: { authorization } }),
      await call(userinfoUrl(), { method: 'POST', headers: { authorization } }),
      await post(userinfoUrl(), { access_token: tokens.access_token }),
    ];
    for (const way of ways) expect(way).toMatchObject({ status: 200, body: { sub } });
  });

  test('oidcc-ensure-request-without-nonce-succeeds-for-code-flow', async () => {
    expect((await claims({ nonce: '' }, mode)).idToken).not.toHaveProperty('nonce');
  });

  test.each([
    ['oidcc-scope-profile', 'openid profile', { name: 'Anna Jansen', given_name: 'Anna', preferred_username: 'Anna' }],
    ['oidcc-scope-email', 'openid email', { email: 'anna@example.nl' }],
    ['oidcc-scope-address', 'openid address', {}],
    ['oidcc-scope-phone', 'openid phone', {}],
    ['oidcc-scope-all', 'openid profile email address phone', { name: 'Anna Jansen', email: 'anna@example.nl' }],
    ['oidcc-ensure-other-scope-order-succeeds', 'email openid', { email: 'anna@example.nl' }],
  ])('%s', async (_module, scope, expected) => {
    expect((await claims({ scope }, mode)).userinfo).toMatchObject(expected);
  });

  test.each([
    ['oidcc-display-page', { display: 'page' }],
    ['oidcc-display-popup', { display: 'popup' }],
    ['oidcc-ui-locales', { ui_locales: 'se' }],
    ['oidcc-claims-locales', { claims_locales: 'se' }],
    ['oidcc-login-hint', { login_hint: 'buffy@example.com' }],
    ['oidcc-ensure-request-with-unknown-parameter-succeeds', { extra: 'foobar' }],
    ['oidcc-ensure-request-with-valid-pkce-succeeds', {}],
  ])('%s', async (module, request) => {
    const pkce = module.includes('pkce') ? oidc.randomPKCECodeVerifier() : undefined;
    const challenge = pkce && { code_challenge: await oidc.calculatePKCECodeChallenge(pkce), code_challenge_method: 'S256' };
    const flow = await play(client, { ...request, ...challenge }, { mode });
    expect((await tokensOf(client, flow, pkce ? { pkceCodeVerifier: pkce } : {})).claims()?.sub).toBeTruthy();
  });

  test('oidcc-prompt-login, oidcc-max-age-1', async () => {
    for (const again of [{ prompt: 'login' }, { max_age: '1' }]) {
      const first = await claims({}, mode);
      world.clock.forward(seconds(2));
      const flow = await play(client, again, { mode, visitor: first.flow.visitor });
      const { auth_time, sub } = (await tokensOf(client, flow)).claims() ?? {};
      expect([flow.asked, sub, Number(auth_time) > Number(first.idToken?.['auth_time'])]).toEqual([['password'], first.sub, true]);
    }
  });

  test('oidcc-prompt-none-not-logged-in', async () => {
    const flow = await play(client, { prompt: 'none' }, { mode });
    expect(flow.answer).toMatchObject({ error: 'login_required', state: flow.state });
  });

  test('oidcc-prompt-none-logged-in, oidcc-max-age-10000, oidcc-id-token-hint', async () => {
    const first = await claims({}, mode);
    const { visitor } = first.flow;
    const hint = first.tokens.id_token ?? '';
    for (const request of [{ prompt: 'none' }, { max_age: '10000' }, { prompt: 'none', id_token_hint: hint }]) {
      const flow = await play(client, request, { mode, visitor });
      const idToken = (await tokensOf(client, flow)).claims();
      expect([flow.asked, idToken?.sub, idToken?.['auth_time']]).toEqual([[], first.sub, first.idToken?.['auth_time']]);
    }
  });

  test('oidcc-ensure-request-with-acr-values-succeeds', async () => {
    const [acr = ''] = client.config.serverMetadata().acr_values_supported ?? [];
    expect((await claims({ acr_values: acr }, mode)).idToken).toMatchObject({ acr });
  });

  test('oidcc-codereuse, oidcc-codereuse-30seconds', async () => {
    for (const wait of [0, seconds(30)]) {
      const { flow, tokens } = await claims({}, mode);
      world.clock.forward(wait);
      const fields = { grant_type: 'authorization_code', code: flow.answer['code'] ?? '', redirect_uri: client.redirectUri };
      const again = await post(tokenUrl(), fields, { authorization: basic('basic', client.secret) });
      expect(again).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
      expect((await call(userinfoUrl(), { headers: { authorization: `Bearer ${tokens.access_token}` } })).status).toBe(401);
    }
  });

  test('oidcc-ensure-post-request-succeeds', async () => {
    const flow = await play(client, {}, { mode, post: true });
    expect((await tokensOf(client, flow)).claims()?.sub).toBeTruthy();
  });

  test('oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported', async () => {
    const object = unsigned({
      iss: 'basic',
      aud: world.url,
      client_id: 'basic',
      redirect_uri: client.redirectUri,
      response_type: 'code',
      scope: 'openid',
    });
    const flow = await play(client, { request: object }, { mode });
    expect(flow.answer).toMatchObject({ error: 'invalid_request_object', state: flow.state });
  });

  test('oidcc-claims-essential', async () => {
    const { userinfo } = await claims({ claims: '{"userinfo":{"name":{"essential":true}}}' }, mode);
    expect(userinfo.name).toBe('Anna Jansen');
  });

  test('oidcc-refresh-token', async () => {
    const flow = await play(client, { scope: 'openid offline_access', prompt: 'consent' }, { mode });
    const tokens = await tokensOf(client, flow);
    expect(flow.asked).toEqual(['password', 'consent']);
    const refreshed = await oidc.refreshTokenGrant(client.config, tokens.refresh_token ?? '');
    expect(refreshed.claims()).toMatchObject({
      sub: tokens.claims()?.sub,
      iss: world.url,
      aud: 'basic',
      auth_time: tokens.claims()?.['auth_time'],
    });
    const stolen = await oidc.refreshTokenGrant(second.config, tokens.refresh_token ?? '').catch((error) => error.error);
    expect(stolen).toBe('invalid_grant');
  });
});

test('oidcc-ensure-registered-redirect-uri', async () => {
  const url = oidc.buildAuthorizationUrl(client.config, { redirect_uri: `${client.redirectUri}/x`, scope: 'openid' });
  const page = await new Visitor().open(url.href);
  expect([page.status, wordsOf(page).includes('redirect_uri')]).toEqual([400, true]);
});

test('oidcc-discovery-endpoint-verification', async () => {
  const { status, headers, body } = await call(`${world.url}/.well-known/openid-configuration`);
  expect([status, headers.get('content-type')]).toEqual([200, expect.stringMatching(/^application\/json/)]);
  const required = ['issuer', 'authorization_endpoint', 'token_endpoint', 'userinfo_endpoint', 'jwks_uri', 'scopes_supported'];
  const lists = ['response_types_supported', 'subject_types_supported', 'id_token_signing_alg_values_supported', 'claims_supported'];
  for (const name of [...required, ...lists]) expect(body[name]).toBeTruthy();
  expect(body['scopes_supported']).toContain('openid');
  expect(body['id_token_signing_alg_values_supported']).toContain('RS256');
  for (const [name, value] of Object.entries(body))
    if (/_endpoint$|_uri$/.test(name)) expect(String(value)).toMatch(new RegExp(`^${world.url}/`));
  const keys = (await call(String(body['jwks_uri']))).body['keys'] as Record<string, unknown>[];
  for (const key of keys) for (const secret of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k']) expect(key).not.toHaveProperty(secret);
  expect(new Set(keys.map(({ kid }) => kid)).size).toBe(keys.length);
});
