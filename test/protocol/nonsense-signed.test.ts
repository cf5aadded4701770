import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { call, endpoint, post } from '../kit/endpoints.ts';
import { asked, type FapiApp, fapiApp, fapiToken, push, tokenProof } from '../kit/fapi.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { type AppKey, appKey, assertion, proof, signed } from '../kit/signed.ts';
import { Visitor } from '../kit/visitor.ts';
import { openWorld, type World } from '../kit/world.ts';

let world: World;
let app: RelyingParty;
let key: AppKey;
let fapi: FapiApp;

beforeAll(async () => {
  world = await openWorld();
  for (const portal of ['acme', 'globex']) await world.organisation(portal);
  key = await appKey();
  app = await world.relyingParty('exam', {
    token_endpoint_auth_method: 'private_key_jwt',
    jwks: key.jwks,
    request_object_signing_alg: key.alg,
  });
  fapi = await fapiApp(world, 'bank');
});

afterAll(async () => {
  expect(world.log.filter((line) => line.includes('surprise') || line.includes('"error"'))).toEqual([]);
  await world.close();
});

/** What nobody expects where a text should be; a signature makes none of it true. */
const VALUES: readonly unknown[] = [
  null,
  5,
  -1,
  1e300,
  true,
  [],
  ['x', 'y'],
  {},
  { a: { b: [] } },
  '',
  '\0',
  '\ud800',
  '__proto__',
  'x'.repeat(2000),
];
const NAMES = [
  ...[
    'client_id',
    'redirect_uri',
    'portal',
    'scope',
    'state',
    'nonce',
    'prompt',
    'max_age',
    'claims',
    'acr_values',
    'response_type',
    'response_mode',
  ],
  ...[
    'code_challenge',
    'code_challenge_method',
    'id_token_hint',
    'login_hint',
    'ui_locales',
    'resource',
    'request',
    'request_uri',
    'iss',
    'aud',
    'exp',
    'nbf',
    'iat',
    'jti',
  ],
  ...['constructor', 'dpop_jkt'],
];

const tried = (what: string, value: unknown) => `${what} ${JSON.stringify(value)?.slice(0, 30)}`;

describe('RFC 9101: a request object whose signature is good and whose content is nonsense', () => {
  test.each(NAMES)('with anything for %s is answered to the application or on a page of ours', async (name) => {
    const begun = new URL((await app.begin({ portal: 'acme' })).url);
    const parameters = Object.fromEntries(begun.searchParams);
    for (const value of VALUES) {
      const request = await signed(key, 'exam', { aud: world.url, ...parameters, [name]: value });
      const address = `${endpoint(app, 'authorization_endpoint')}?${new URLSearchParams({ client_id: 'exam', request })}`;
      const answer = await new Visitor().send(address);
      expect([tried(name, value), [303, 400].includes(answer.status)]).toEqual([tried(name, value), true]);
    }
  });

  test.each(NAMES)('pushed, with anything for %s, is taken or refused in the words of the protocol (RFC 9126 2.3)', async (name) => {
    const { fields } = await asked(fapi);
    for (const value of VALUES) {
      const request = await signed(fapi.key, fapi.id, { aud: fapi.issuer, ...fields, [name]: value });
      const { status, body } = await push(fapi, { request });
      expect([tried(name, value), [201, 400, 401].includes(status)]).toEqual([tried(name, value), true]);
      if (status !== 201) expect(body['error']).toMatch(/^[a-z_]+$/);
      else expect((await new Visitor().send(pushedTo(body['request_uri']))).status).toBeLessThan(500);
    }
  });
});

const pushedTo = (uri: unknown) => {
  const parameters = new URLSearchParams({ client_id: fapi.id, request_uri: String(uri) });
  return `${endpoint(fapi.app, 'authorization_endpoint')}?${parameters}`;
};

describe('RFC 7523: a client assertion whose signature is good and whose content is nonsense', () => {
  test.each(['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti'])('with anything for %s is no client, or the client it says', async (name) => {
    for (const value of VALUES) {
      const fields = {
        grant_type: 'authorization_code',
        code: 'x',
        redirect_uri: 'x',
        ...(await assertion(key, 'exam', world.url, { [name]: value })),
      };
      const { status, body } = await post(endpoint(app, 'token_endpoint'), fields);
      expect([tried(name, value), [400, 401].includes(status)]).toEqual([tried(name, value), true]);
      expect(body['error']).toMatch(/^invalid_(client|request|grant)$/);
    }
  });

  test.each([
    { alg: 'none' },
    { alg: 'HS256' },
    { kid: '\0' },
    { kid: {} },
    { crit: ['x'], x: 1 },
    { typ: [] },
    { jku: 'https://evil.example' },
    { b64: false },
  ])('with the header %j is no client, or the same one', async (header) => {
    const made = await signed(key, 'exam', { sub: 'exam', aud: world.url });
    const [, ...rest] = made.split('.');
    const head = Buffer.from(JSON.stringify({ alg: key.alg, ...header })).toString('base64url');
    const fields = { ...(await assertion(key, 'exam', world.url)), client_assertion: [head, ...rest].join('.') };
    const { status, body } = await post(endpoint(app, 'token_endpoint'), { grant_type: 'client_credentials', ...fields });
    expect([status, body['error']]).toEqual([401, 'invalid_client']);
  });
});

describe('RFC 9449: a proof of possession whose signature is good and whose content is nonsense', () => {
  test.each(['htm', 'htu', 'iat', 'jti', 'ath', 'nonce'])('with anything for %s proves nothing that was not proved', async (name) => {
    for (const value of VALUES) {
      const { status, body } = await fapiToken(
        fapi,
        { grant_type: 'authorization_code', code: 'x' },
        {},
        await tokenProof(fapi, { [name]: value }),
      );
      expect([tried(name, value), status]).toEqual([tried(name, value), 400]);
      expect(body['error']).toMatch(/^(invalid_dpop_proof|use_dpop_nonce|invalid_grant|invalid_request)$/);
    }
  });

  test('at userinfo is refused with a challenge, whatever it says', async () => {
    const url = endpoint(fapi.app, 'userinfo_endpoint');
    for (const value of VALUES) {
      const dpop = await proof(fapi.dpopKey, 'GET', url, { ath: value as string, htu: value as string });
      expect((await call(url, { headers: { authorization: 'DPoP x', dpop } })).status).toBe(401);
    }
  });
});
