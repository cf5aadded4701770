import { afterAll, beforeAll, expect, test } from '@jest/globals';
import * as oidc from 'openid-client';
import { endpoint, returned } from '../kit/endpoints.ts';
import { RelyingParty } from '../kit/relying-party.ts';
import { signIn } from '../kit/sign-in.ts';
import { Visitor } from '../kit/visitor.ts';
import { openWorld, type World } from '../kit/world.ts';

const API = 'https://api.example/results';
const BYE = 'http://localhost:9/exam/bye';

let world: World;
let app: RelyingParty;
let machine: RelyingParty;
let annaId: string;

beforeAll(async () => {
  world = await openWorld();
  await world.organisation('acme', { preferredLanguage: 'en' });
  annaId = (await world.person('acme', 'Anna', { givenName: 'Anna', familyName: 'Jansen', email: 'anna@example.nl' })).id;
  await world.resource(API, ['results:read']);
  app = await world.relyingParty('exam', { post_logout_redirect_uris: [BYE], resources: [API] });
  const service = { grant_types: ['client_credentials'], redirect_uris: [], portals: undefined, resources: [API] };
  machine = await world.relyingParty('machine', service);
});

afterAll(() => world.close());

/** The tokens of a sign-in, every one of them checked by openid-client: signature, issuer, audience, nonce, times, state, `iss`. */
async function tokens(request: Record<string, string> = {}, parameters: Record<string, string> = {}) {
  const signedIn = await signIn(app, 'Anna', { portal: 'acme', ...request });
  return { ...signedIn, answer: await app.exchange(signedIn.callback, signedIn.begun, parameters) };
}

/** Changes the last letters of a JWT's signature. */
function tampered(token: string): string {
  const [header, payload, signature = ''] = token.split('.');
  return [header, payload, `${signature.slice(0, -8)}${signature.endsWith('AAAAAAAA') ? 'BBBBBBBB' : 'AAAAAAAA'}`].join('.');
}

test('openid-client as it comes goes the whole way: code, ID token, userinfo, refresh, introspection, revocation', async () => {
  const { answer } = await tokens();
  const claims = answer.claims();
  expect(claims).toMatchObject({ iss: world.url, aud: 'exam', sub: annaId, acr: 'urn:voordeur:acr:1', amr: ['pwd'], org_portal: 'acme' });
  const about = await oidc.fetchUserInfo(app.config, answer.access_token, annaId);
  expect(about).toMatchObject({ sub: annaId, name: 'Anna Jansen', preferred_username: 'Anna', email: 'anna@example.nl' });
  const refreshed = await oidc.refreshTokenGrant(app.config, answer.refresh_token ?? '');
  expect(refreshed.claims()).toMatchObject({ sub: annaId, auth_time: claims?.auth_time, acr: claims?.['acr'], amr: claims?.['amr'] });
  expect(await oidc.tokenIntrospection(app.config, refreshed.access_token)).toMatchObject({ active: true, sub: annaId, client_id: 'exam' });
  await oidc.tokenRevocation(app.config, answer.refresh_token ?? '');
  expect(await oidc.tokenIntrospection(app.config, refreshed.access_token)).toEqual({ active: false });
});

test('openid-client accepts a token of its own for a service, and an access token for an API', async () => {
  const own = await oidc.clientCredentialsGrant(machine.config, { resource: API, scope: 'results:read' });
  expect(own).toMatchObject({ token_type: 'bearer', scope: 'results:read' });
  const resource = { resource: API, scope: 'openid results:read' };
  const { answer } = await tokens(resource, { resource: API });
  expect(answer).toMatchObject({ scope: expect.stringContaining('results:read') });
});

test('openid-client pushes its request and signs in (RFC 9126)', async () => {
  const verifier = oidc.randomPKCECodeVerifier();
  const pushed = await oidc.buildAuthorizationUrlWithPAR(app.config, {
    redirect_uri: app.options.redirectUri,
    scope: 'openid',
    portal: 'acme',
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  });
  expect(pushed.searchParams.get('request_uri')).toMatch(/^urn:ietf:params:oauth:request_uri:/);
  const visitor = (await tokens()).visitor;
  const { url } = await visitor.open(pushed.href, app.isCallback);
  expect((await oidc.authorizationCodeGrant(app.config, new URL(url), { pkceCodeVerifier: verifier })).claims()?.sub).toBe(annaId);
});

test('openid-client’s own sign-out address ends the session', async () => {
  const { visitor, answer } = await tokens();
  const end = oidc.buildEndSessionUrl(app.config, { id_token_hint: answer.id_token ?? '', post_logout_redirect_uri: BYE, state: 's' });
  expect((await visitor.open(end.href, (url) => url.startsWith(BYE))).url).toBe(`${BYE}?state=s`);
  const silent = await visitor.open((await app.begin({ portal: 'acme', prompt: 'none' })).url, app.isCallback);
  expect(returned(silent)).toMatchObject({ error: 'login_required', iss: world.url });
  await expect(oidc.refreshTokenGrant(app.config, answer.refresh_token ?? '')).rejects.toMatchObject({ error: 'invalid_grant' });
});

test('openid-client refuses an ID token whose signature was changed on its way, so it really looks', async () => {
  const deceived = await RelyingParty.discover(app.options);
  deceived.config[oidc.customFetch] = async (url, init) => {
    const response = await fetch(url, init as RequestInit);
    if (url !== endpoint(app, 'token_endpoint')) return response;
    const body = (await response.json()) as { id_token: string };
    return Response.json({ ...body, id_token: tampered(body.id_token) });
  };
  const { callback, begun } = await signIn(deceived, 'Anna', { portal: 'acme' });
  const refusal = { cause: { message: 'JWT signature verification failed' } };
  await expect(deceived.exchange(callback, begun)).rejects.toMatchObject(refusal);
});

test.each([
  ['another state', { expectedState: 'other' }],
  ['another nonce', { expectedNonce: 'other' }],
  ['another verifier', { pkceCodeVerifier: 'x'.repeat(43) }],
])('openid-client refuses a callback with %s', async (_what, other) => {
  const { callback, begun } = await signIn(app, 'Anna', { portal: 'acme' });
  const checks = { pkceCodeVerifier: begun.verifier, expectedState: begun.state, expectedNonce: begun.nonce, ...other };
  await expect(oidc.authorizationCodeGrant(app.config, new URL(callback), checks)).rejects.toThrow();
});

test('openid-client hears a refusal as such: error, state and issuer', async () => {
  const begun = await app.begin({ portal: 'nowhere' });
  const { url } = await new Visitor().open(begun.url, app.isCallback);
  await expect(app.exchange(url, begun)).rejects.toMatchObject({ error: 'invalid_request' });
});
