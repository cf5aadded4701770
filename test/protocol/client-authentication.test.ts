import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { basic, endpoint, post, type Reply, redeem, redemption, refresh } from '../kit/endpoints.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { signIn } from '../kit/sign-in.ts';
import { openWorld, type World } from '../kit/world.ts';

let world: World;
const keys = generateKeyPair('ES256', { extractable: true });

beforeAll(async () => {
  world = await openWorld();
  await world.organisation('acme');
  await world.person('acme', 'Anna');
});

afterAll(() => world.close());

/** Signs in at a new application and redeems its code with these fields and headers. */
async function redeemWith(app: RelyingParty, fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Reply> {
  const signedIn = await signIn(app, 'Anna', { portal: 'acme' });
  return post(endpoint(app, 'token_endpoint'), { ...redemption(app, signedIn), ...fields }, headers);
}

async function keyed(id: string): Promise<RelyingParty> {
  const jwk = await exportJWK((await keys).publicKey);
  const jwks = { keys: [{ ...jwk, kid: 'app-1', alg: 'ES256', use: 'sig' }] };
  return world.relyingParty(id, { token_endpoint_auth_method: 'private_key_jwt', token_endpoint_auth_signing_alg: 'ES256', jwks });
}

async function assertion(id: string, audience: string, key?: CryptoKey): Promise<Record<string, string>> {
  const proof = new SignJWT({}).setProtectedHeader({ alg: 'ES256', kid: 'app-1' }).setIssuer(id).setSubject(id).setAudience(audience);
  const jwt = await proof
    .setJti(crypto.randomUUID())
    .setIssuedAt()
    .setExpirationTime('1m')
    .sign(key ?? (await keys).privateKey);
  return { client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer', client_assertion: jwt };
}

test('§9.3 client_secret_basic gets tokens, and a wrong secret gets invalid_client', async () => {
  const app = await world.relyingParty('basic', { token_endpoint_auth_method: 'client_secret_basic' });
  const good = await redeemWith(app, {}, { authorization: basic('basic', app.options.secret ?? '') });
  expect(good).toMatchObject({
    status: 200,
    body: { token_type: 'Bearer', access_token: expect.any(String), id_token: expect.any(String) },
  });
  const bad = await redeemWith(app, {}, { authorization: basic('basic', 'wrong') });
  expect(bad).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
});

test('§9.3 client_secret_post gets tokens, and a wrong secret gets invalid_client', async () => {
  const app = await world.relyingParty('posted', { token_endpoint_auth_method: 'client_secret_post' });
  expect(await redeemWith(app, { client_id: 'posted', client_secret: app.options.secret ?? '' })).toMatchObject({ status: 200 });
  const bad = await redeemWith(app, { client_id: 'posted', client_secret: 'wrong' });
  expect(bad).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
});

test('§9.3 a public client with PKCE gets tokens without a secret', async () => {
  const app = await world.relyingParty('public', { token_endpoint_auth_method: 'none' });
  expect(app.options.secret).toBeUndefined();
  expect(await redeemWith(app, { client_id: 'public' })).toMatchObject({ status: 200 });
});

test('§9.3 private_key_jwt with the issuer as audience gets tokens', async () => {
  const app = await keyed('keyed');
  expect(await redeemWith(app, await assertion('keyed', world.url))).toMatchObject({ status: 200 });
});

test('§9.3 private_key_jwt for another audience, or by another key, gets invalid_client', async () => {
  const app = await keyed('keyed-wrong');
  const stranger = await generateKeyPair('ES256');
  const refused = [
    await assertion('keyed-wrong', 'https://elsewhere.example'),
    await assertion('keyed-wrong', world.url, stranger.privateKey),
  ];
  for (const fields of refused) expect(await redeemWith(app, fields)).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
});

test('§1.3 one assertion sent ten times at once proves the client once', async () => {
  const app = await keyed('keyed-replay');
  const proof = await assertion('keyed-replay', world.url);
  const send = () => post(endpoint(app, 'token_endpoint'), { grant_type: 'refresh_token', refresh_token: 'none', ...proof });
  const replies = await Promise.all(Array.from({ length: 10 }, send));
  expect(replies.filter(({ body }) => body['error'] === 'invalid_grant')).toHaveLength(1);
});

test('§9.3 a client with a secret is refused without it, and one with a key is refused with its id alone', async () => {
  const [strict, key] = [await world.relyingParty('strict'), await keyed('keyed-bare')];
  for (const app of [strict, key]) {
    const reply = await redeemWith(app, { client_id: app.options.clientId });
    expect(reply).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
  }
});

test('RFC 6749 4.1.3 a code of one application is worth nothing to another', async () => {
  const [app, other] = [await world.relyingParty('mine'), await world.relyingParty('theirs')];
  const stolen = redemption(app, await signIn(app, 'Anna', { portal: 'acme' }));
  const reply = await post(endpoint(app, 'token_endpoint'), stolen, { authorization: basic('theirs', other.options.secret ?? '') });
  expect(reply).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
});

test('RFC 6749 6 a refresh token of one application is worth nothing to another, and is none the worse for it', async () => {
  const [app, other] = [await world.relyingParty('owner'), await world.relyingParty('borrower', { token_endpoint_auth_method: 'none' })];
  const { body } = await redeem(app, await signIn(app, 'Anna', { portal: 'acme' }));
  const stolen = { grant_type: 'refresh_token', refresh_token: String(body['refresh_token']), client_id: other.options.clientId };
  expect(await post(endpoint(app, 'token_endpoint'), stolen)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  expect(await refresh(app, body['refresh_token'])).toMatchObject({ status: 200 });
});
