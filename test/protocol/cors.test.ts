import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { call, endpoint, redeem, redemption } from '../kit/endpoints.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { signIn } from '../kit/sign-in.ts';
import { openWorld, type World } from '../kit/world.ts';

const OWN = 'https://spa.example';
const FOREIGN = 'https://evil.example';

let world: World;
let app: RelyingParty;
let confidential: RelyingParty;

beforeAll(async () => {
  world = await openWorld();
  await world.organisation('acme');
  await world.person('acme', 'Anna');
  app = await world.relyingParty('spa', { token_endpoint_auth_method: 'none', redirect_uris: [`${OWN}/callback`] });
  confidential = await world.relyingParty('server', { redirect_uris: [`${OWN}/server`] });
});

afterAll(() => world.close());

const allowed = (headers: Headers) => headers.get('access-control-allow-origin');

async function tokens(party: RelyingParty): Promise<Record<string, unknown>> {
  return (await redeem(party, await signIn(party, 'Anna', { portal: 'acme' }))).body;
}

function form(fields: Record<string, string>, origin: string): RequestInit {
  return { method: 'POST', body: new URLSearchParams(fields), headers: { origin } };
}

test('§9.7 discovery and keys may be read by a page of any origin', async () => {
  for (const url of [`${world.url}/.well-known/openid-configuration`, endpoint(app, 'jwks_uri')]) {
    const reply = await call(url, { headers: { origin: OWN } });
    expect([reply.status, allowed(reply.headers)]).toEqual([200, expect.stringMatching(/^(\*|https:\/\/spa\.example)$/)]);
  }
});

test.each(['token_endpoint', 'userinfo_endpoint', 'revocation_endpoint'])(
  '§9.7 the preflight for Authorization is answered at %s',
  async (name) => {
    const asks = { origin: OWN, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' };
    const reply = await call(endpoint(app, name), { method: 'OPTIONS', headers: asks });
    expect(reply.status).toBeLessThan(300);
    expect([allowed(reply.headers), reply.headers.get('access-control-allow-methods')]).toEqual([OWN, expect.stringContaining('POST')]);
    expect(reply.headers.get('access-control-allow-headers')?.toLowerCase()).toContain('authorization');
  },
);

test('§9.7 a page on a public client’s own origin redeems a code, asks userinfo and revokes', async () => {
  const signedIn = await signIn(app, 'Anna', { portal: 'acme' });
  const redeemed = await call(endpoint(app, 'token_endpoint'), form({ client_id: 'spa', ...redemption(app, signedIn) }, OWN));
  expect([redeemed.status, allowed(redeemed.headers)]).toEqual([200, OWN]);
  const bearer = `Bearer ${redeemed.body['access_token']}`;
  const asked = await call(endpoint(app, 'userinfo_endpoint'), { headers: { origin: OWN, authorization: bearer } });
  expect([asked.status, allowed(asked.headers)]).toEqual([200, OWN]);
  const fields = { client_id: 'spa', token: String(redeemed.body['refresh_token']) };
  const revoked = await call(endpoint(app, 'revocation_endpoint'), form(fields, OWN));
  expect([revoked.status, allowed(revoked.headers)]).toEqual([200, OWN]);
});

test('§9.7 a foreign origin is refused at the token endpoint and cannot read the answer', async () => {
  const signedIn = await signIn(app, 'Anna', { portal: 'acme' });
  const reply = await call(endpoint(app, 'token_endpoint'), form({ client_id: 'spa', ...redemption(app, signedIn) }, FOREIGN));
  expect([reply.status, reply.body['error'], allowed(reply.headers)]).toEqual([400, 'invalid_request', null]);
});

test('§9.7 a foreign origin is refused at userinfo and at revocation', async () => {
  const { access_token, refresh_token } = await tokens(app);
  const headers = { origin: FOREIGN, authorization: `Bearer ${access_token}` };
  const asked = await call(endpoint(app, 'userinfo_endpoint'), { headers });
  expect([asked.status, allowed(asked.headers)]).toEqual([400, null]);
  const fields = { client_id: 'spa', token: String(refresh_token) };
  const revoked = await call(endpoint(app, 'revocation_endpoint'), form(fields, FOREIGN));
  expect([revoked.status, allowed(revoked.headers)]).toEqual([400, null]);
});

test('§9.7 a confidential client has no business in a page: even its own origin is refused', async () => {
  const { access_token } = await tokens(confidential);
  const reply = await call(endpoint(app, 'userinfo_endpoint'), { headers: { origin: OWN, authorization: `Bearer ${access_token}` } });
  expect([reply.status, allowed(reply.headers)]).toEqual([400, null]);
});

test('§9.7 pages for people are open to no other origin', async () => {
  const begun = await app.begin({ portal: 'acme' });
  const reply = await call(begun.url, { headers: { origin: OWN } });
  expect(allowed(reply.headers)).toBeNull();
});
