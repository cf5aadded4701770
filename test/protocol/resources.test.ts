import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { setResource } from '../../src/domain/administration/resources.ts';
import { asClient, authorize, endpoint, introspect, redeem, redemption, refresh, returned, token, userinfo } from '../kit/endpoints.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { signIn } from '../kit/sign-in.ts';
import { openWorld, type World } from '../kit/world.ts';

const RESULTS = 'https://api.example/results';
const VAULT = 'https://api.example/vault';

let world: World;
let app: RelyingParty;
let machine: RelyingParty;
let vaultKeeper: RelyingParty;
let stranger: RelyingParty;

beforeAll(async () => {
  world = await openWorld();
  await world.organisation('acme');
  await world.person('acme', 'Anna');
  await world.resource(RESULTS, ['results:read', 'results:write']);
  await world.resource(VAULT, ['vault:open'], { format: 'opaque' });
  app = await world.relyingParty('exam', { resources: [RESULTS, VAULT] });
  const credentials = { grant_types: ['client_credentials'], redirect_uris: [] };
  machine = await world.relyingParty('machine', { ...credentials, resources: [RESULTS, VAULT] });
  vaultKeeper = await world.relyingParty('vault-keeper', credentials);
  stranger = await world.relyingParty('stranger', credentials);
  await setResource(world.app.installation.acting, VAULT, { introspectedBy: 'vault-keeper' });
});

afterAll(() => world.close());

const asMachine = (fields: Record<string, string>, client = machine) => token(client, { grant_type: 'client_credentials', ...fields });

async function verified(jwt: unknown, audience: string) {
  const keys = createRemoteJWKSet(new URL(endpoint(app, 'jwks_uri')));
  return jwtVerify(String(jwt), keys, { issuer: world.url, audience, typ: 'at+jwt' });
}

test('RFC 9068 client_credentials for a resource gives a JWT that its API can verify by itself', async () => {
  const { status, body } = await asMachine({ resource: RESULTS, scope: 'results:read' });
  expect([status, body['token_type'], body['scope']]).toEqual([200, 'Bearer', 'results:read']);
  const { payload, protectedHeader } = await verified(body['access_token'], RESULTS);
  expect(protectedHeader).toMatchObject({ typ: 'at+jwt', alg: 'ES256', kid: expect.any(String) });
  expect(payload).toMatchObject({ iss: world.url, aud: RESULTS, client_id: 'machine', sub: 'machine', scope: 'results:read' });
  expect(payload).toMatchObject({ jti: expect.any(String), iat: expect.any(Number), exp: expect.any(Number) });
  expect(Number(payload.exp) - Number(payload.iat)).toBe(600);
});

test('RFC 8707 a person’s access token for a resource names the person and the API, and is no key to userinfo', async () => {
  const signedIn = await signIn(app, 'Anna', { portal: 'acme', resource: RESULTS, scope: 'openid results:read' });
  const { body } = await token(app, { ...redemption(app, signedIn), resource: RESULTS });
  const { payload } = await verified(body['access_token'], RESULTS);
  expect(payload).toMatchObject({ aud: RESULTS, client_id: 'exam', scope: 'results:read' });
  expect(payload.sub).not.toBe('exam');
  expect((await userinfo(app, body['access_token'])).status).toBe(401);
  const next = await refresh(app, body['refresh_token'], { resource: RESULTS });
  expect((await verified(next.body['access_token'], RESULTS)).payload.sub).toBe(payload.sub);
});

test('RFC 8707 a code for a resource and a sign-in, redeemed without naming the resource, gives the token for userinfo', async () => {
  const signedIn = await signIn(app, 'Anna', { portal: 'acme', resource: RESULTS, scope: 'openid results:read' });
  const { body } = await redeem(app, signedIn);
  expect(await userinfo(app, body['access_token'])).toMatchObject({ status: 200, body: { sub: expect.any(String) } });
});

test('RFC 8707 a scope that the API does not have is not given', async () => {
  const { body } = await asMachine({ resource: RESULTS, scope: 'results:read vault:open' });
  expect(String(body['scope'] ?? '')).not.toContain('vault:open');
});

test('RFC 8707 a resource that is unknown, or not registered for the client, is invalid_target', async () => {
  expect(await asMachine({ resource: 'https://api.example/none' })).toMatchObject({ status: 400, body: { error: 'invalid_target' } });
  expect(await asMachine({ resource: RESULTS }, stranger)).toMatchObject({ status: 400, body: { error: 'invalid_target' } });
  const { answer } = await authorize(app, { portal: 'acme', resource: 'https://api.example/none' });
  expect(returned(answer)).toMatchObject({ error: 'invalid_target' });
});

test('settled 7: a resource registered for opaque tokens gets one that says nothing by itself', async () => {
  const { body } = await asMachine({ resource: VAULT, scope: 'vault:open' });
  expect(String(body['access_token']).split('.')).toHaveLength(1);
  expect(() => decodeProtectedHeader(String(body['access_token']))).toThrow();
});

test('settled 62: the registered client introspects the tokens of its resource, and nobody else does', async () => {
  const { body } = await asMachine({ resource: VAULT, scope: 'vault:open' });
  const seen = await introspect(vaultKeeper, body['access_token']);
  expect(seen.body).toMatchObject({ active: true, client_id: 'machine', scope: 'vault:open', aud: VAULT, iss: world.url });
  expect((await introspect(machine, body['access_token'])).body).toMatchObject({ active: true });
  for (const other of [stranger, app]) expect((await introspect(other, body['access_token'])).body).toEqual({ active: false });
});

test('settled 62: the client of one resource does not introspect the tokens of another', async () => {
  const { body } = await redeem(app, await signIn(app, 'Anna', { portal: 'acme' }));
  expect((await introspect(vaultKeeper, body['access_token'])).body).toEqual({ active: false });
  expect((await introspect(vaultKeeper, body['refresh_token'])).body).toEqual({ active: false });
});

test('RFC 7662 2.3 introspection wants a client that proves itself, and says nothing of what never was', async () => {
  const url = endpoint(app, 'introspection_endpoint');
  const unproved = await fetch(url, { method: 'POST', body: new URLSearchParams({ token: 'x', client_id: 'exam' }) });
  expect(unproved.status).toBe(401);
  expect((await introspect(app, 'never-was')).body).toEqual({ active: false });
});

test('RFC 7009 a revoked refresh token is dead, and the access tokens of its grant with it', async () => {
  const { body } = await redeem(app, await signIn(app, 'Anna', { portal: 'acme' }));
  const revoked = await asClient(app, endpoint(app, 'revocation_endpoint'), { token: String(body['refresh_token']) });
  expect(revoked.status).toBe(200);
  expect(await refresh(app, body['refresh_token'])).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  expect((await userinfo(app, body['access_token'])).status).toBe(401);
});

test('RFC 7009 2.1 a revoked access token is dead, and its grant with it', async () => {
  const { body } = await redeem(app, await signIn(app, 'Anna', { portal: 'acme' }));
  await asClient(app, endpoint(app, 'revocation_endpoint'), { token: String(body['access_token']) });
  expect((await userinfo(app, body['access_token'])).status).toBe(401);
  expect(await refresh(app, body['refresh_token'])).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
});

test('RFC 7009 2.1 a client cannot revoke the token of another, and learns nothing by trying', async () => {
  const { body } = await redeem(app, await signIn(app, 'Anna', { portal: 'acme' }));
  const reply = await asClient(stranger, endpoint(app, 'revocation_endpoint'), { token: String(body['refresh_token']) });
  expect(reply.body).not.toHaveProperty('active');
  expect(await refresh(app, body['refresh_token'])).toMatchObject({ status: 200 });
  const unknown = await asClient(stranger, endpoint(app, 'revocation_endpoint'), { token: 'never-was' });
  expect(unknown.status).toBe(200);
});
