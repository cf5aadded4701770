import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type TestCertificate, testCertificate } from '../kit/certificate.ts';
import { call, endpoint, post, type Reply, redemption } from '../kit/endpoints.ts';
import { asked, type FapiApp, fapiApp, pushedUrl } from '../kit/fapi.ts';
import { type FrontProxy, openProxy } from '../kit/proxy.ts';
import { Visitor } from '../kit/visitor.ts';
import { freePort, openWorld, PASSWORD, type World } from '../kit/world.ts';

const HEADER = 'x-client-cert';
const VERDICT = 'x-client-verify';

let world: World;
let proxy: FrontProxy;
let mine: TestCertificate;
let self: FapiApp;
let named: FapiApp;

beforeAll(async () => {
  proxy = await openProxy();
  world = await openWorld({
    VOORDEUR_ISSUER: proxy.url,
    VOORDEUR_TRUSTED_PROXY_HOPS: '1',
    VOORDEUR_TRUSTED_PROXY_NETWORKS: '127.0.0.1',
    VOORDEUR_CLIENT_CERTIFICATE_HEADER: HEADER,
    VOORDEUR_CLIENT_CERTIFICATE_VERDICT_HEADER: VERDICT,
  });
  proxy.target = Number(world.environment['VOORDEUR_PORT']);
  await world.organisation('acme', { preferredLanguage: 'en' });
  await world.person('acme', 'Anna');
  mine = testCertificate(
    [
      ['2.5.4.6', 'NL'],
      ['2.5.4.10', 'Acme, "Inc" é'],
      ['2.5.4.3', 'app'],
    ],
    { dns: 'app.example', uri: 'spiffe://acme/app' },
  );
  const bound = { dpop_bound_access_tokens: false, tls_client_certificate_bound_access_tokens: true };
  self = await fapiApp(world, 'self', { token_endpoint_auth_method: 'self_signed_tls_client_auth', jwks: mine.jwks, ...bound });
  named = await fapiApp(world, 'named', { ...byName('tls_client_auth_subject_dn', 'CN=app,O=Acme\\, \\"Inc\\" \\C3\\A9,C=NL'), ...bound });
});

beforeEach(() => presents(undefined));

afterAll(async () => {
  await world.close();
  await proxy.close();
});

function byName(name: string, value: string): Record<string, unknown> {
  return { token_endpoint_auth_method: 'tls_client_auth', jwks: null, [name]: value };
}

/** From now on, whoever comes through the proxy shows this certificate. */
function presents(shown: TestCertificate | undefined, verdict = 'SUCCESS'): void {
  const certificate = shown && encodeURIComponent(shown.certificate.toString());
  proxy.headers = { 'x-forwarded-proto': 'http', [HEADER]: certificate, [VERDICT]: shown ? verdict : 'NONE' };
}

async function pushAs(fapi: FapiApp): Promise<Reply> {
  const { fields } = await asked(fapi);
  return post(endpoint(fapi.app, 'pushed_authorization_request_endpoint'), { ...fields, client_id: fapi.id });
}

/** Signs Anna in and redeems the code, the certificate shown all along. */
async function tokensOf(fapi: FapiApp, shown: TestCertificate): Promise<Reply> {
  presents(shown);
  const { begun, fields } = await asked(fapi);
  const pushed = await post(endpoint(fapi.app, 'pushed_authorization_request_endpoint'), { ...fields, client_id: fapi.id });
  const visitor = new Visitor();
  const page = await visitor.open(pushedUrl(fapi, pushed));
  const { url: callback } = await visitor.submit(page, { username: 'Anna', password: PASSWORD }, fapi.app.isCallback);
  return post(endpoint(fapi.app, 'token_endpoint'), { ...redemption(fapi.app, { begun, callback }), client_id: fapi.id });
}

test.each(['self', 'named'])('§10.9 a client (%s) proves itself by its certificate, and its tokens are bound to it', async (which) => {
  const fapi = which === 'self' ? self : named;
  const { status, body } = await tokensOf(fapi, mine);
  expect(status).toBe(200);
  const url = endpoint(fapi.app, 'userinfo_endpoint');
  const headers = { authorization: `Bearer ${body['access_token']}` };
  expect(await call(url, { headers })).toMatchObject({ status: 200 });
  presents(testCertificate([['2.5.4.3', 'thief']]));
  expect(await call(url, { headers })).toMatchObject({ status: 401 });
  presents(undefined);
  expect(await call(url, { headers })).toMatchObject({ status: 401 });
});

test('§10.9 with no certificate, another, or one that only looks the same, nobody is this client', async () => {
  const twin = testCertificate([
    ['2.5.4.6', 'NL'],
    ['2.5.4.10', 'Acme, "Inc" é'],
    ['2.5.4.3', 'app'],
  ]);
  presents(undefined);
  for (const fapi of [self, named]) expect(await pushAs(fapi)).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
  presents(testCertificate([['2.5.4.3', 'app']]));
  for (const fapi of [self, named]) expect(await pushAs(fapi)).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
  presents(twin);
  expect(await pushAs(self)).toMatchObject({ status: 401 });
  // An authority that issues the same name twice means the same client (RFC 8705 §2.1): the name is what is registered.
  expect(await pushAs(named)).toMatchObject({ status: 201 });
});

test.each(['FAILED:self-signed certificate', 'NONE', '', '1'])(
  '§10.9 a certificate of which the proxy says «%s» proves nobody by its name',
  async (verdict) => {
    presents(mine, verdict);
    expect(await pushAs(named)).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
    expect(await pushAs(self)).toMatchObject({ status: 201 });
  },
);

test('§10.9 an alternative name is compared whole', async () => {
  const bound = { dpop_bound_access_tokens: false, tls_client_certificate_bound_access_tokens: true };
  const outcome = async (id: string, name: string, value: string) => {
    const fapi = await fapiApp(world, id, { ...byName(name, value), ...bound });
    return (await pushAs(fapi)).status;
  };
  presents(mine);
  expect(await outcome('dns', 'tls_client_auth_san_dns', 'app.example')).toBe(201);
  expect(await outcome('dns-other', 'tls_client_auth_san_dns', 'example')).toBe(401);
  expect(await outcome('uri', 'tls_client_auth_san_uri', 'spiffe://acme/app')).toBe(201);
  expect(await outcome('uri-other', 'tls_client_auth_san_uri', 'spiffe://acme/ap')).toBe(401);
});

test('§10.9 a certificate may also come as base64, bare or between colons (RFC 9440); two at once are none', async () => {
  const base64 = mine.certificate.raw.toString('base64');
  presents(mine);
  for (const value of [base64, `:${base64}:`]) {
    proxy.headers[HEADER] = value;
    expect(await pushAs(self)).toMatchObject({ status: 201 });
  }
  proxy.headers[HEADER] = `${base64}, ${base64}`;
  expect(await pushAs(self)).toMatchObject({ status: 401 });
});

test('§10.9, §10.11 who does not come through the proxy shows no certificate, whatever is in the header', async () => {
  const direct = await openWorld({
    ...world.environment,
    VOORDEUR_TRUSTED_PROXY_NETWORKS: '192.0.2.7',
    VOORDEUR_PORT: String(await freePort()),
  });
  const { fields } = await asked(self);
  const headers = { [HEADER]: encodeURIComponent(mine.certificate.toString()), [VERDICT]: 'SUCCESS', host: new URL(proxy.url).host };
  const target = proxy.target;
  proxy.target = Number(direct.environment['VOORDEUR_PORT']);
  proxy.headers = { ...headers, 'x-forwarded-proto': 'http' };
  const refused = await post(endpoint(self.app, 'pushed_authorization_request_endpoint'), { ...fields, client_id: 'self' });
  proxy.target = target;
  const taken = await post(endpoint(self.app, 'pushed_authorization_request_endpoint'), { ...fields, client_id: 'self' });
  await direct.close();
  expect([refused.status, taken.status]).toEqual([401, 201]);
});

test('§10.9 discovery says so', async () => {
  const { body } = await call(`${world.url}/.well-known/openid-configuration`);
  expect(body['token_endpoint_auth_methods_supported']).toEqual(expect.arrayContaining(['tls_client_auth', 'self_signed_tls_client_auth']));
  expect(body['tls_client_certificate_bound_access_tokens']).toBe(true);
});
