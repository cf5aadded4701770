import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import { authorize, call, endpoint, post, redeem, refresh, returned } from '../kit/endpoints.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { signIn } from '../kit/sign-in.ts';
import { wordsOf } from '../kit/visitor.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';

const PROFILE = {
  name: 'Anna de Vries',
  given_name: 'Anna',
  family_name: 'de Vries',
  preferred_username: 'Anna',
  locale: 'en',
  updated_at: expect.any(Number),
};
const EMAIL = { email: 'anna@example.nl', email_verified: expect.any(Boolean) };
const ALL = [...Object.keys(PROFILE), ...Object.keys(EMAIL)];

let world: World;
let app: RelyingParty;
let third: RelyingParty;

beforeAll(async () => {
  world = await openWorld();
  await world.organisation('acme', { preferredLanguage: 'en' });
  await world.person('acme', 'Anna', { givenName: 'Anna', familyName: 'de Vries', email: 'anna@example.nl' });
  app = await world.relyingParty('exam');
  third = await world.relyingParty('third', { first_party: false });
});

afterAll(() => world.close());

async function tokens(request: Record<string, string>): Promise<Record<string, unknown>> {
  return (await redeem(app, await signIn(app, 'Anna', { portal: 'acme', ...request }))).body;
}

/** Userinfo, without what every answer has. */
async function claimsOf(accessToken: unknown): Promise<Record<string, unknown>> {
  const { body } = await call(endpoint(app, 'userinfo_endpoint'), { headers: { authorization: `Bearer ${accessToken}` } });
  return Object.fromEntries(Object.entries(body).filter(([name]) => ALL.includes(name)));
}

test.each([
  ['openid', {}],
  ['openid profile', PROFILE],
  ['openid email', EMAIL],
  ['openid profile email address phone', { ...PROFILE, ...EMAIL }],
  ['openid address phone', {}],
])('§10.7 scope «%s» gives at userinfo the claims of Core 5.4 that we hold, and no others', async (scope, expected) => {
  expect(await claimsOf((await tokens({ scope }))['access_token'])).toEqual(expected);
});

test('§10.7 the ID token holds none of them: they are asked for at userinfo', async () => {
  const idToken = decodeJwt(String((await tokens({ scope: 'openid profile email' }))['id_token']));
  for (const claim of ALL) expect(idToken).not.toHaveProperty(claim);
});

test.each(ALL)('§10.7 the claims parameter gives %s alone, at userinfo or in the ID token, essential or not', async (claim) => {
  const value = { ...PROFILE, ...EMAIL }[claim as keyof typeof PROFILE];
  const atUserinfo = await tokens({ scope: 'openid', claims: JSON.stringify({ userinfo: { [claim]: { essential: true } } }) });
  expect(await claimsOf(atUserinfo['access_token'])).toEqual({ [claim]: value });
  expect(decodeJwt(String(atUserinfo['id_token']))).not.toHaveProperty(claim);
  const inIdToken = await tokens({ scope: 'openid', claims: JSON.stringify({ id_token: { [claim]: null } }) });
  expect(decodeJwt(String(inIdToken['id_token']))).toMatchObject({ [claim]: value });
  expect(await claimsOf(inIdToken['access_token'])).toEqual({});
});

test('§10.7 what was asked for by claims is still there after a refresh', async () => {
  const first = await tokens({ scope: 'openid', claims: JSON.stringify({ userinfo: { name: null }, id_token: { email: null } }) });
  const { body } = await refresh(app, first['refresh_token']);
  expect(await claimsOf(body['access_token'])).toEqual({ name: PROFILE.name });
  expect(decodeJwt(String(body['id_token']))).toMatchObject({ email: EMAIL.email });
});

test('§10.7 claims beside scopes add to them, in one answer', async () => {
  const { access_token } = await tokens({ scope: 'openid email', claims: JSON.stringify({ userinfo: { name: null, given_name: null } }) });
  expect(await claimsOf(access_token)).toEqual({ ...EMAIL, name: PROFILE.name, given_name: PROFILE.given_name });
});

test('§10.7 who signs in as another than the wanted sub gets the application login_required, never another person’s code', async () => {
  const claims = JSON.stringify({ id_token: { sub: { value: 'somebody' } } });
  const { answer, visitor } = await authorize(app, { portal: 'acme', claims });
  const arrived = await visitor.submit(answer, { username: 'Anna', password: PASSWORD }, app.isCallback);
  expect(returned(arrived)).toMatchObject({ error: 'login_required' });
});

test('§10.7 userinfo answers GET and POST alike, the token in the header or in the body, never in the address', async () => {
  const { access_token } = await tokens({ scope: 'openid profile email' });
  const url = endpoint(app, 'userinfo_endpoint');
  const authorization = `Bearer ${access_token}`;
  const ways = [
    await call(url, { headers: { authorization } }),
    await call(url, { method: 'POST', headers: { authorization } }),
    await post(url, {}, { authorization }),
    await post(url, { access_token: String(access_token) }),
  ];
  for (const answer of ways) expect(answer).toMatchObject({ status: 200, body: { sub: expect.any(String), ...PROFILE, ...EMAIL } });
  for (const { headers } of ways) expect(headers.get('content-type')).toMatch(/^application\/json/);
  expect((await call(`${url}?access_token=${access_token}`)).status).toBeGreaterThanOrEqual(400);
  const twice = await post(url, { access_token: String(access_token) }, { authorization });
  expect(twice).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
});

test('§10.7 userinfo without a good token says what is missing, as RFC 6750 wants it said', async () => {
  const url = endpoint(app, 'userinfo_endpoint');
  for (const headers of [{}, { authorization: 'Bearer nonsense' }]) {
    const answer = await call(url, { headers });
    expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([expect.any(Number), expect.stringMatching(/^Bearer /)]);
    expect([400, 401]).toContain(answer.status);
  }
});

test('§10.7 a third party gets by claims what the person allowed, whatever it is', async () => {
  const { answer, visitor, begun } = await authorize(third, {
    portal: 'acme',
    scope: 'openid',
    claims: JSON.stringify({ userinfo: { locale: null, email: null } }),
  });
  const consent = await visitor.submit(answer, { username: 'Anna', password: PASSWORD }, third.isCallback);
  for (const shown of ['Anna de Vries', 'anna@example.nl']) expect(wordsOf(consent)).toContain(shown);
  const { url: callback } = await visitor.submit(consent, { do: 'allow' }, third.isCallback);
  const { body } = await redeem(third, { begun, callback });
  expect(await claimsOf(body['access_token'])).toEqual({ locale: 'en', email: EMAIL.email });
});

test('§10.7 discovery names what can be had, and nothing else', async () => {
  const { body } = await call(`${world.url}/.well-known/openid-configuration`);
  expect(body).toMatchObject({ claims_parameter_supported: true, claims_supported: expect.arrayContaining(ALL) });
  expect(body['scopes_supported']).toEqual(['openid', 'offline_access', 'profile', 'email', 'organisation']);
  for (const claim of ['address', 'phone_number', 'birthdate']) expect(body['claims_supported']).not.toContain(claim);
});
