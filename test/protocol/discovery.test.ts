import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { decodeProtectedHeader } from 'jose';
import { call, endpoint } from '../kit/endpoints.ts';
import { signIn } from '../kit/sign-in.ts';
import { openWorld, type World } from '../kit/world.ts';

let world: World;

beforeAll(async () => {
  world = await openWorld();
  await world.organisation('acme');
  await world.person('acme', 'Anna');
});

afterAll(() => world.close());

async function idTokenOf(id: string, metadata: Record<string, unknown>) {
  const app = await world.relyingParty(id, metadata);
  const { begun, callback } = await signIn(app, 'Anna', { portal: 'acme' });
  return (await app.exchange(callback, begun)).id_token ?? '';
}

async function published(): Promise<Record<string, unknown>> {
  return (await call(`${world.url}/.well-known/openid-configuration`)).body;
}

test('§9.1 an ID token is signed with RS256 when the application registered nothing', async () => {
  expect(decodeProtectedHeader(await idTokenOf('rs', {}))).toMatchObject({ alg: 'RS256' });
});

test('§9.1 an ID token is signed with ES256 for the application that registered it, and openid-client accepts it', async () => {
  expect(decodeProtectedHeader(await idTokenOf('es', { id_token_signed_response_alg: 'ES256' }))).toMatchObject({ alg: 'ES256' });
});

test('§9.1 an application cannot register an unsigned ID token', async () => {
  await expect(world.relyingParty('unsigned', { id_token_signed_response_alg: 'none' })).rejects.toThrow('id_token_signed_response_alg');
});

test('§9.2 every published key has a kid of its own, a use and an algorithm, and no private part', async () => {
  const { body } = await call(String((await published())['jwks_uri']));
  const keys = body['keys'] as Record<string, string>[];
  expect(keys.map((key) => key['alg']).sort()).toEqual(['ES256', 'RS256']);
  expect(new Set(keys.map((key) => key['kid'])).size).toBe(keys.length);
  for (const key of keys) {
    expect(key).toMatchObject({ kid: expect.stringMatching(/.+/), use: 'sig' });
    expect(Object.keys(key)).not.toEqual(expect.arrayContaining(['d']));
  }
});

test('§9.2 the kid of an ID token is that of a published key', async () => {
  const { kid } = decodeProtectedHeader(await idTokenOf('kid', {}));
  const { body } = await call(String((await published())['jwks_uri']));
  expect((body['keys'] as { kid: string }[]).map((key) => key.kid)).toContain(kid);
});

test('§9.2 discovery names the issuer letter for letter, and every address under it', async () => {
  const document = await published();
  expect(document['issuer']).toBe(world.url);
  const addresses = Object.entries(document).filter(([name]) => name.endsWith('_endpoint') || name === 'jwks_uri');
  expect(addresses.length).toBeGreaterThanOrEqual(7);
  for (const [, address] of addresses) expect(String(address)).toMatch(new RegExp(`^${world.url}/oidc/`));
});

test('§9.2 discovery says what relying parties look for', async () => {
  expect(await published()).toMatchObject({
    subject_types_supported: ['public'],
    end_session_endpoint: `${world.url}/oidc/session/end`,
    userinfo_endpoint: `${world.url}/oidc/userinfo`,
    response_types_supported: ['code'],
    code_challenge_methods_supported: ['S256'],
    id_token_signing_alg_values_supported: expect.arrayContaining(['RS256', 'ES256']),
    token_endpoint_auth_methods_supported: expect.arrayContaining(['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none']),
    authorization_response_iss_parameter_supported: true,
    backchannel_logout_supported: true,
    backchannel_logout_session_supported: true,
    acr_values_supported: ['urn:voordeur:acr:1', 'urn:voordeur:acr:fed', 'urn:voordeur:acr:2-mail', 'urn:voordeur:acr:2', 'phr'],
  });
});

test('§9.2 the ID token, the callback and discovery say one and the same issuer', async () => {
  const app = await world.relyingParty('issuer');
  const { begun, callback } = await signIn(app, 'Anna', { portal: 'acme' });
  const issuers = [
    (await app.exchange(callback, begun)).claims()?.iss,
    new URL(callback).searchParams.get('iss'),
    (await published())['issuer'],
  ];
  expect(issuers).toEqual([world.url, world.url, world.url]);
});

test('§9.4 nothing but the code flow with PKCE is compulsory: no pushed request, no request object', async () => {
  const document = await published();
  expect(document['require_pushed_authorization_requests'] ?? false).toBe(false);
  expect(document['require_signed_request_object'] ?? false).toBe(false);
});

test('discovery and keys may be cached for five minutes; nothing else may', async () => {
  const app = await world.relyingParty('cache');
  const kept = await Promise.all([`${world.url}/.well-known/openid-configuration`, endpoint(app, 'jwks_uri')].map((url) => call(url)));
  for (const { headers } of kept) expect(headers.get('cache-control')).toBe('public, max-age=300');
  const refused = await call(endpoint(app, 'userinfo_endpoint'));
  expect(refused.headers.get('cache-control')).toContain('no-store');
});

const documents = ['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server', '/oidc/jwks'];

test.each(documents)(
  'security 2.7, 2.8 %s is the same with the same headers whoever asks again, and is not sent twice to who holds it',
  async (path) => {
    const first = await fetch(world.url + path);
    const again = await fetch(world.url + path);
    expect(await again.text()).toBe(await first.text());
    const lasting = (headers: Headers) => Object.fromEntries([...headers].filter(([name]) => name !== 'date'));
    expect(lasting(again.headers)).toEqual(lasting(first.headers));
    expect(lasting(again.headers)).toMatchObject({ 'x-content-type-options': 'nosniff', 'cache-control': 'public, max-age=300' });
    const etag = again.headers.get('etag') ?? '';
    for (const held of [etag, `W/${etag}`, `"other", ${etag}`]) {
      const answer = await fetch(world.url + path, { headers: { 'if-none-match': held } });
      expect([answer.status, await answer.text(), answer.headers.get('etag')]).toEqual([304, '', etag]);
    }
    expect((await fetch(world.url + path, { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
  },
);

test.each(documents)('security 1.17 %s is not given to a request that was meant for another host, asked before or not', async (path) => {
  await fetch(world.url + path);
  const { port } = new URL(world.url);
  const status = await new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path, headers: { host: 'evil.example' } };
    request(options, (answer) => resolve(answer.resume().statusCode))
      .on('error', reject)
      .end();
  });
  expect(status).toBe(421);
});

test('§9.7 a document that is asked for by a page of another origin is for that origin each time', async () => {
  for (const origin of ['https://one.example', 'https://other.example']) {
    const { headers } = await fetch(`${world.url}/oidc/jwks`, { headers: { origin } });
    expect([headers.get('access-control-allow-origin'), headers.get('vary')]).toEqual([origin, 'Origin']);
  }
});
