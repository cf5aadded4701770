import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SignJWT } from 'jose';
import { authorize, call, endpoint, redeem, returned } from '../kit/endpoints.ts';
import type { Begun, RelyingParty } from '../kit/relying-party.ts';
import { type AppKey, appKey, signed, unsigned } from '../kit/signed.ts';
import { type Answer, formOf, Visitor } from '../kit/visitor.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';

let world: World;
let keys: Record<string, AppKey>;
let apps: Record<string, RelyingParty>;

beforeAll(async () => {
  world = await openWorld();
  await world.organisation('acme', { preferredLanguage: 'en' });
  await world.person('acme', 'Anna');
  keys = Object.fromEntries(await Promise.all(['RS256', 'PS256', 'ES256'].map(async (alg) => [alg, await appKey(alg)] as const)));
  apps = {};
  for (const [alg, key] of Object.entries(keys)) apps[alg] = await world.relyingParty(alg.toLowerCase(), { jwks: key.jwks });
});

afterAll(() => world.close());

const app = () => apps['ES256'] as RelyingParty;
const key = () => keys['ES256'] as AppKey;

/** An authorization request of an application, as the claims of its request object. */
async function request(
  party: RelyingParty,
  more: Record<string, unknown> = {},
): Promise<{ begun: Begun; claims: Record<string, unknown> }> {
  const begun = await party.begin();
  const claims = { ...Object.fromEntries(new URL(begun.url).searchParams), portal: 'acme', aud: world.url, ...more };
  return { begun, claims };
}

/** Sends a request object, with these parameters in the open beside it. */
async function send(party: RelyingParty, object: string, open: Record<string, string> = {}): Promise<{ visitor: Visitor; answer: Answer }> {
  const { clientId: client_id, redirectUri: redirect_uri } = party.options;
  const parameters = new URLSearchParams({ client_id, redirect_uri, response_type: 'code', scope: 'openid', ...open, request: object });
  const visitor = new Visitor();
  return { visitor, answer: await visitor.open(`${endpoint(party, 'authorization_endpoint')}?${parameters}`, party.isCallback) };
}

async function refusal(object: string, open: Record<string, string> = {}): Promise<Record<string, string>> {
  return returned((await send(app(), object, { portal: 'acme', ...open })).answer);
}

test.each(['RS256', 'PS256', 'ES256'])('§10.1 a request object signed with %s signs in, and what stands in it counts', async (alg) => {
  const party = apps[alg] as RelyingParty;
  const { begun, claims } = await request(party, { login_hint: 'Anna' });
  const object = await signed(keys[alg] as AppKey, party.options.clientId, claims);
  const { visitor, answer } = await send(party, object, { scope: 'openid email', state: 'outside', login_hint: 'Bram' });
  expect(formOf(answer).fields['username']).toBe('Anna');
  const { url: callback } = await visitor.submit(answer, { username: 'Anna', password: PASSWORD }, party.isCallback);
  expect(new URL(callback).searchParams.get('state')).toBe(begun.state);
  expect((await party.exchange(callback, begun)).claims()?.sub).toBeTruthy();
});

test('§10.1 parameters outside the request object do not count once there is one', async () => {
  const { claims } = await request(app(), { prompt: 'none', scope: undefined });
  const object = await signed(key(), 'es256', { ...claims, scope: 'openid' });
  expect(await refusal(object, { prompt: 'login' })).toMatchObject({ error: 'login_required' });
});

test('§10.1 an unsigned request object is refused, in the open mode of the answer and in the one it asks for itself', async () => {
  const { claims } = await request(app());
  expect(await refusal(unsigned(claims))).toMatchObject({ error: 'invalid_request_object' });
  const asked = [
    send(app(), unsigned(claims), { response_mode: 'form_post' }),
    send(app(), unsigned({ ...claims, response_mode: 'form_post' })),
  ];
  for (const { answer } of await Promise.all(asked)) expect(formOf(answer).fields).toMatchObject({ error: 'invalid_request_object' });
});

test.each<[string, (claims: Record<string, unknown>) => Promise<string>]>([
  ['signed with a key of somebody else', async (claims) => signed(await appKey(), 'es256', claims)],
  ['signed with a shared secret', async (claims) => new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.alloc(32, 1))],
  ['for another provider', (claims) => signed(key(), 'es256', { ...claims, aud: 'https://other.example' })],
  ['of another issuer', (claims) => signed(key(), 'es256', { ...claims, iss: 'somebody' })],
  ['that has expired', (claims) => signed(key(), 'es256', { ...claims, exp: 1_000_000_000 })],
  ['dated in the future', (claims) => signed(key(), 'es256', { ...claims, iat: Math.floor(world.clock.now() / 1000) + 600 })],
  ['with another request in it', (claims) => signed(key(), 'es256', { ...claims, request: 'x' })],
  ['that is none', async () => 'a.b.c'],
])('§10.1 a request object %s is refused, and says so in the form the application asked for', async (_what, make) => {
  const { claims } = await request(app());
  const object = await make(claims);
  expect(await refusal(object)).toMatchObject({ error: 'invalid_request_object', iss: world.url });
  const { answer } = await send(app(), object, { portal: 'acme', response_mode: 'form_post', state: 's' });
  expect(formOf(answer)).toMatchObject({ action: app().options.redirectUri, fields: { error: 'invalid_request_object', iss: world.url } });
});

test('§10.1 a request object that names another redirect address stays on a page of ours', async () => {
  const { claims } = await request(app(), { redirect_uri: 'https://evil.example/' });
  const { answer } = await send(app(), await signed(key(), 'es256', claims));
  expect([answer.status, new URL(answer.url).origin]).toEqual([400, world.url]);
});

test('§10.1 a request by reference is refused: nothing is fetched for a stranger', async () => {
  const { answer } = await authorize(app(), { portal: 'acme', request_uri: 'https://app.example/request.jwt' });
  expect(returned(answer)).toMatchObject({ error: 'request_uri_not_supported' });
});

test('§10.1 a client registered for signed requests alone is refused without', async () => {
  const strict = await world.relyingParty('strict', { jwks: key().jwks, require_signed_request_object: true });
  expect(returned((await authorize(strict, { portal: 'acme' })).answer)).toMatchObject({ error: 'invalid_request' });
  const { claims } = await request(strict, { prompt: 'none' });
  const { answer } = await send(strict, await signed(key(), 'strict', claims));
  expect(returned(answer)).toMatchObject({ error: 'login_required' });
});

test.each([
  ['prompt=none and nobody signed in', { portal: 'acme', prompt: 'none' }, 'login_required'],
  ['an unknown portal', { portal: 'nowhere' }, 'invalid_request'],
  ['a response type we do not have', { portal: 'acme', response_type: 'code id_token' }, 'unsupported_response_type'],
  ['a prompt nobody knows', { portal: 'acme', prompt: 'dance' }, 'invalid_request'],
  ['no challenge', { portal: 'acme', code_challenge: '', code_challenge_method: '' }, 'invalid_request'],
  ['a max_age that is none', { portal: 'acme', max_age: 'soon' }, 'invalid_request'],
  ['claims that are none', { portal: 'acme', claims: '[' }, 'invalid_request'],
])('§10.1 the answer to a form_post request with %s is a form', async (_what, parameters, error) => {
  const { answer, begun } = await authorize(app(), { ...parameters, response_mode: 'form_post' });
  expect(formOf(answer)).toMatchObject({ action: app().options.redirectUri, fields: { error, state: begun.state, iss: world.url } });
});

test('§10.1 who does not want to, at a third party’s form_post request, is handed back by a form too', async () => {
  const third = await world.relyingParty('third', { first_party: false });
  const { answer, visitor } = await authorize(third, { portal: 'acme', response_mode: 'form_post' });
  const consent = await visitor.submit(answer, { username: 'Anna', password: PASSWORD }, third.isCallback);
  expect(formOf(await visitor.submit(consent, { do: 'deny' })).fields).toMatchObject({ error: 'access_denied' });
});

test('§10.1 a code by form_post after a signed request is worth tokens', async () => {
  const { begun, claims } = await request(app(), { response_mode: 'form_post' });
  const { visitor, answer } = await send(app(), await signed(key(), 'es256', claims));
  const page = await visitor.submit(answer, { username: 'Anna', password: PASSWORD });
  const { action, fields } = formOf(page);
  expect(await redeem(app(), { begun, callback: `${action}?${new URLSearchParams(fields)}` })).toMatchObject({ status: 200 });
});

test('§10.1 discovery says so: objects by value, signed with RS256, PS256 or ES256, none by reference', async () => {
  const { body } = await call(`${world.url}/.well-known/openid-configuration`);
  expect(body).toMatchObject({
    request_parameter_supported: true,
    request_uri_parameter_supported: false,
    request_object_signing_alg_values_supported: ['RS256', 'PS256', 'ES256'],
  });
  expect(body).not.toHaveProperty('client_id_metadata_document_supported');
});
