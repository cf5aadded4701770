import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { asClient, authorize, basic, call, endpoint, post, redeem, returned } from '../kit/endpoints.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { unsigned } from '../kit/signed.ts';
import { formOf, Visitor } from '../kit/visitor.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';

let world: World;
let app: RelyingParty;

beforeAll(async () => {
  world = await openWorld();
  for (const portal of ['acme', 'globex']) await world.organisation(portal);
  await world.person('acme', 'Anna', { email: 'anna@example.nl' });
  app = await world.relyingParty('exam');
});

afterAll(async () => {
  expect(world.log.filter((line) => line.includes('surprise') || line.includes('"error"'))).toEqual([]);
  await world.close();
});

const jwt = (...parts: unknown[]) => [...parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')), 'AA'].join('.');
const LONG = 'x'.repeat(10_000);

describe('an authorization request with nonsense in it goes back to the application with the error it means', () => {
  test.each<[string, Record<string, string>, string]>([
    ['claims that are no JSON', { claims: '{"id_token":' }, 'invalid_request'],
    ['claims that are a list', { claims: '[]' }, 'invalid_request'],
    ['claims of null', { claims: 'null' }, 'invalid_request'],
    [
      'an acr among lists of objects',
      { claims: '{"id_token":{"acr":{"essential":true,"values":[{}]}}}' },
      'unmet_authentication_requirements',
    ],
    ['an age below nothing', { max_age: '-1' }, 'invalid_request'],
    ['an age without end', { max_age: '1e999' }, 'invalid_request'],
    ['a prompt nobody knows', { prompt: '__proto__' }, 'invalid_request'],
    ['prompts that exclude each other', { prompt: 'none login' }, 'invalid_request'],
    ['a response mode nobody knows', { response_mode: '__proto__' }, 'unsupported_response_mode'],
    ['a resource that is no address', { resource: '::' }, 'invalid_target'],
    ['a request object that is none', { request: 'a.b.c' }, 'invalid_request_object'],
    ['an unsigned request object', { request: unsigned({ client_id: ['exam'], portal: {}, scope: 5 }) }, 'invalid_request'],
    ['a request object of 10 kB', { request: LONG }, 'invalid_request_object'],
    ['a pushed request that was never pushed', { request_uri: 'urn:ietf:params:oauth:request_uri:\0' }, 'invalid_request_uri'],
    ['a request object elsewhere', { request_uri: 'https://evil.example/' }, 'request_uri_not_supported'],
    ['a hint that is none', { id_token_hint: 'a.b.c' }, 'invalid_request'],
    ['a hint of nothing', { id_token_hint: jwt(null, null) }, 'invalid_request'],
    ['a hint about nobody', { id_token_hint: jwt({ alg: 'RS256' }, { sub: '\0', aud: {} }) }, 'invalid_request'],
    ['a portal of 10 000 signs', { portal: LONG }, 'invalid_request'],
    ['a portal that is no text', { portal: '\0' }, 'invalid_request'],
    ['a challenge that is none', { code_challenge: '\0' }, 'invalid_request'],
    ['a challenge method of the past', { code_challenge_method: 'plain' }, 'invalid_request'],
  ])('%s', async (_what, request, error) => {
    const { answer } = await authorize(app, { portal: 'acme', ...request });
    expect(returned(answer)).toMatchObject({ error });
  });

  test.each(['scope', 'portal', 'state', 'nonce', 'claims', 'prompt', 'code_challenge'])('RFC 6749 3.1 %s given twice', async (name) => {
    const { url } = await app.begin({ portal: 'acme' });
    const twice = new URL(url);
    twice.searchParams.append(name, 'x');
    if (twice.searchParams.getAll(name).length < 2) twice.searchParams.append(name, 'y');
    expect(returned(await new Visitor().open(twice.href, app.isCallback))).toMatchObject({ error: 'invalid_request' });
  });
});

test.each(['client_id', 'redirect_uri'])(
  'RFC 6749 3.1, 4.1.2.1 %s given twice, or made of nonsense, leads to a page of ours and nowhere else',
  async (name) => {
    const { url } = await app.begin({ portal: 'acme' });
    const spoilt = ['\0', LONG, '__proto__', 'javascript:alert(1)', ''].map((value) => {
      const changed = new URL(url);
      changed.searchParams.set(name, value);
      return changed.href;
    });
    for (const address of [`${url}&${name}=x`, ...spoilt]) {
      const answer = await new Visitor().send(address);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([400, expect.stringMatching('text/html')]);
    }
  },
);

describe('what an application may ask but nobody can give', () => {
  test.each([
    ['claims of the language itself', '{"id_token":{"constructor":{"essential":true},"__proto__":null},"userinfo":{"toString":null}}'],
    ['a value that is an object', '{"userinfo":{"email":{"value":{"a":1},"values":[{}]}}}'],
    ['half a character', '{"userinfo":{"name":{"value":"\\ud800"}}}'],
    ['claims nested three hundred deep', `${'{"id_token":'.repeat(300)}null${'}'.repeat(300)}`],
    ['a claim of 5 000 signs', `{"id_token":{"${'c'.repeat(5000)}":null}}`],
  ])('%s: the person signs in, and the tokens come without', async (_what, claims) => {
    const visitor = new Visitor();
    const begun = await app.begin({ portal: 'acme', claims });
    const callback = await visitor.submit(await visitor.open(begun.url), { username: 'Anna', password: PASSWORD }, app.isCallback);
    const { status, body } = await redeem(app, { begun, callback: callback.url });
    expect(status).toBe(200);
    const userinfo = await call(endpoint(app, 'userinfo_endpoint'), {
      headers: { authorization: `Bearer ${String(body['access_token'])}` },
    });
    expect([userinfo.status, Object.keys(userinfo.body).includes('toString')]).toEqual([200, false]);
  });

  test('a login_hint of 10 000 signs, with every sign that no one sees, stands in the field as it came', async () => {
    const answer = await new Visitor().open((await app.begin({ portal: 'acme', login_hint: `\u202e<b>"${LONG.slice(0, 9_000)}` })).url);
    expect([answer.status, formOf(answer).fields['username']]).toEqual([200, `\u202e<b>"${LONG.slice(0, 9_000)}`]);
  });
});

describe('the token endpoint and its neighbours answer nonsense in the words of the protocol', () => {
  const names = ['token_endpoint', 'introspection_endpoint', 'revocation_endpoint', 'pushed_authorization_request_endpoint'];
  const fields = [
    'grant_type',
    'code',
    'code_verifier',
    'refresh_token',
    'token',
    'redirect_uri',
    'scope',
    'resource',
    'client_assertion',
    'request',
  ];

  test.each(names)('%s, every field being 10 kB, a NUL, or not what it should be', async (name) => {
    for (const value of [LONG.slice(0, 5_000), '\0', '__proto__', 'a.b.c', jwt({ alg: 'none' }, { iss: {}, sub: [], aud: 1, exp: 'x' })]) {
      const reply = await asClient(app, endpoint(app, name), Object.fromEntries(fields.map((field) => [field, value])));
      expect([value.slice(0, 9), [200, 400, 401].includes(reply.status)]).toEqual([value.slice(0, 9), true]);
      if (reply.status !== 200) expect(reply.body['error']).toMatch(/^[a-z_]+$/);
    }
  });

  test.each(names)('%s, without a body, with fields twice, with a body of another kind or of 1 MB', async (name) => {
    const url = endpoint(app, name);
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const sent: RequestInit[] = [
      { headers: form },
      { headers: form, body: 'client_id=exam&client_id=spa' },
      { headers: form, body: `client_id=${'x'.repeat(1024 * 1024)}` },
      { headers: form, body: '%%%=%ff&a[b]=c&__proto__=d' },
      { headers: { 'content-type': 'application/json' }, body: '{"client_id":' },
      { headers: { ...form, 'content-encoding': 'gzip' }, body: 'x' },
    ];
    for (const init of sent) {
      const { status, body } = await call(url, { method: 'POST', ...init });
      expect([400, 401]).toContain(status);
      expect(body['error']).toMatch(/^invalid_/);
    }
  });

  test.each([
    'Basic !',
    'Basic',
    basic('\0', '\0'),
    basic('exam', ''),
    `Basic ${Buffer.from('%zz:%').toString('base64')}`,
    'Bearer x',
    `Basic ${LONG}`,
  ])('client authentication by %j is no client', async (authorization) => {
    const { status, body } = await post(endpoint(app, 'token_endpoint'), { grant_type: 'client_credentials' }, { authorization });
    expect([400, 401]).toContain(status);
    expect(body['error']).toMatch(/^invalid_(client|request)$/);
  });

  test('userinfo answers a token that is none, twice or nowhere with a challenge (RFC 6750 3)', async () => {
    const url = endpoint(app, 'userinfo_endpoint');
    for (const headers of [
      {},
      { authorization: 'Bearer' },
      { authorization: `Bearer ${LONG}` },
      { authorization: 'DPoP x', dpop: 'a.b.c' },
    ]) {
      expect([400, 401]).toContain((await call(url, { headers })).status);
    }
    expect((await post(url, { access_token: 'x' }, { authorization: 'Bearer y' })).status).toBe(400);
  });
});

test.each([
  'id_token_hint=a.b.c',
  'id_token_hint=a&id_token_hint=b',
  `id_token_hint=${jwt(null, null)}`,
  'post_logout_redirect_uri=%00&client_id=exam',
  'client_id=__proto__',
  `state=${LONG}`,
])('a sign-out request with %s gets a page of ours', async (query) => {
  const answer = await new Visitor().open(`${world.url}/oidc/session/end?${query}`);
  expect([200, 400]).toContain(answer.status);
  expect(answer.headers.get('content-type')).toMatch('text/html');
});
