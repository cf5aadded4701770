import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { lendDispatcher } from '../kit/dispatcher.ts';
import { endpoint, post } from '../kit/endpoints.ts';
import { type Listener, openListener } from '../kit/listener.ts';
import { type AppKey, appKey, assertion } from '../kit/signed.ts';
import { openWorld, type World } from '../kit/world.ts';

const HOST = 'login.example';
const ISSUER = `https://${HOST}`;
const DISCOVERY = '/.well-known/openid-configuration';

interface Bare {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** A request as a proxy, or somebody who is none, sends it to the server's own port. */
function send(world: World, path: string, headers: OutgoingHttpHeaders): Promise<Bare> {
  const port = Number(world.environment['VOORDEUR_PORT']);
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, headers: { host: HOST, accept: 'text/html', ...headers } }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part) => {
        text += part;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
    });
    sent.on('error', reject).end();
  });
}

/** A server behind proxies; organisation acme. */
async function behind(hops: number, networks: string): Promise<World> {
  const world = await openWorld({
    VOORDEUR_ISSUER: ISSUER,
    VOORDEUR_TRUSTED_PROXY_HOPS: String(hops),
    ...(networks && { VOORDEUR_TRUSTED_PROXY_NETWORKS: networks }),
  });
  await world.organisation('acme');
  return world;
}

let key: AppKey;
let known: Listener;
let unknown: Listener;

beforeAll(async () => {
  lendDispatcher();
  key = await appKey();
  const answer = () => ({ json: key.jwks });
  [known, unknown] = await Promise.all([openListener(answer), openListener(answer)]);
});

afterAll(() => Promise.all([known.close(), unknown.close()]));

test('§10.11 behind a configured proxy the scheme is what it says, for addresses and for cookies', async () => {
  const world = await behind(1, '127.0.0.0/8');
  const { status, text } = await send(world, DISCOVERY, { 'x-forwarded-proto': 'https' });
  expect([status, JSON.parse(text)]).toEqual([200, expect.objectContaining({ issuer: ISSUER, token_endpoint: `${ISSUER}/oidc/token` })]);
  const page = await send(world, '/acme/help', { 'x-forwarded-proto': 'https' });
  expect(page.headers['set-cookie']).toContainEqual(expect.stringMatching(/^__Host-voordeur_browser=.*; secure/));
  await world.close();
});

test('§10.11 a request that did not come over https is refused, and nothing is said about why in pages of people', async () => {
  const world = await behind(1, '127.0.0.1');
  for (const headers of [{}, { 'x-forwarded-proto': 'http' }, { 'x-forwarded-proto': 'https, http' }]) {
    const { status, headers: answered } = await send(world, DISCOVERY, headers);
    expect([status, answered['set-cookie']]).toEqual([421, undefined]);
  }
  await world.close();
});

test('§10.11 of two proxies the outer one’s word counts, and what stood there before it does not', async () => {
  const world = await behind(2, '127.0.0.1');
  expect((await send(world, DISCOVERY, { 'x-forwarded-proto': 'http, https, http' })).status).toBe(200);
  expect((await send(world, DISCOVERY, { 'x-forwarded-proto': 'https, http, http' })).status).toBe(421);
  await world.close();
});

test.each([
  ['from an address that is not the proxy’s', 1, '192.0.2.7'],
  ['where no proxy is configured', 0, ''],
])('§10.11 %s the header counts for nothing', async (_what, hops, networks) => {
  const world = await behind(hops, networks);
  expect((await send(world, DISCOVERY, { 'x-forwarded-proto': 'https' })).status).toBe(421);
  await world.close();
});

test('§10.11 a forwarded host counts from nobody: every address stays our own', async () => {
  const world = await behind(1, '127.0.0.1');
  const headers = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'evil.example', forwarded: 'host=evil.example;proto=https' };
  expect((await send(world, DISCOVERY, headers)).text).not.toContain('evil.example');
  expect((await send(world, DISCOVERY, { ...headers, host: 'evil.example' })).status).toBe(421);
  await world.close();
});

test('§10.9, §10.11 the second origin, where certificates are asked for, serves the endpoints that look at them and nothing else', async () => {
  const world = await openWorld({
    VOORDEUR_ISSUER: ISSUER,
    VOORDEUR_TRUSTED_PROXY_HOPS: '1',
    VOORDEUR_TRUSTED_PROXY_NETWORKS: '127.0.0.1',
    VOORDEUR_CLIENT_CERTIFICATE_HEADER: 'client-cert',
    VOORDEUR_MTLS_ORIGIN: 'https://mtls.login.example',
  });
  const https = { 'x-forwarded-proto': 'https' };
  const { mtls_endpoint_aliases: aliases, ...discovered } = JSON.parse((await send(world, DISCOVERY, https)).text);
  expect(aliases.token_endpoint).toBe('https://mtls.login.example/oidc/token');
  expect(discovered.token_endpoint).toBe(`${ISSUER}/oidc/token`);
  const there = { ...https, host: 'mtls.login.example' };
  for (const address of Object.values<string>(aliases)) expect((await send(world, new URL(address).pathname, there)).status).not.toBe(421);
  for (const path of [DISCOVERY, '/', '/acme', '/oidc/auth', '/oidc/jwks']) expect((await send(world, path, there)).status).toBe(421);
  expect(discovered.token_endpoint_auth_methods_supported).toContain('self_signed_tls_client_auth');
  expect(discovered.token_endpoint_auth_methods_supported).not.toContain('tls_client_auth');
  await world.close();
});

test('§10.11 our own requests reach a private address only where it is on the list', async () => {
  const world = await openWorld({ VOORDEUR_PRIVATE_NETWORK_HOSTS: known.host });
  const proves = async (id: string, host: string) => {
    const app = await world.relyingParty(id, {
      token_endpoint_auth_method: 'private_key_jwt',
      grant_types: ['client_credentials'],
      redirect_uris: [],
      jwks_uri: `http://${host}/jwks`,
    });
    const fields = { grant_type: 'client_credentials', ...(await assertion(key, id, world.url)) };
    return (await post(endpoint(app, 'token_endpoint'), fields)).status;
  };
  expect([await proves('listed', known.host), known.heard.length]).toEqual([200, 1]);
  expect([await proves('unlisted', unknown.host), unknown.heard.length]).toEqual([401, 0]);
  await world.close();
});
