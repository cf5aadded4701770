// Modules of the certification profiles RP-Initiated Logout and Back-Channel Logout, by the names the suite gives them.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import * as oidc from 'openid-client';
import { play, type SuiteClient, suiteClient, tokensOf } from '../kit/conformance.ts';
import { lendDispatcher } from '../kit/dispatcher.ts';
import { eventually } from '../kit/eventually.ts';
import { type Listener, openListener } from '../kit/listener.ts';
import { type Answer, wordsOf } from '../kit/visitor.ts';
import { openWorld, type World } from '../kit/world.ts';

const BYE = 'https://suite.example/bye';

let world: World;
let listener: Listener;
let client: SuiteClient;
let second: SuiteClient;
let told: SuiteClient;

beforeAll(async () => {
  lendDispatcher();
  listener = await openListener();
  world = await openWorld({ VOORDEUR_PRIVATE_NETWORK_HOSTS: listener.host });
  await world.organisation('acme', { preferredLanguage: 'en' });
  await world.person('acme', 'Anna');
  client = await suiteClient(world, 'first', { post_logout_redirect_uris: [BYE] });
  second = await suiteClient(world, 'second', { post_logout_redirect_uris: ['https://suite.example/other'] });
  told = await suiteClient(world, 'told', { post_logout_redirect_uris: [BYE], backchannel_logout_uri: `http://${listener.host}/logout` });
});

afterAll(async () => {
  await world.close();
  await listener.close();
});

/** Signs Anna in and sends her to the end of her session with these parameters; says where she ended and whether it did. */
async function signOut(parameters: (idToken: string) => Record<string, string>, party = client) {
  const flow = await play(party);
  const tokens = await tokensOf(party, flow);
  const url = oidc.buildEndSessionUrl(party.config, parameters(tokens.id_token ?? ''));
  // The library adds client_id by itself; what the module leaves out stays out.
  if (!('client_id' in parameters(''))) url.searchParams.delete('client_id');
  const page = await flow.visitor.open(url.href, (address) => address.startsWith(BYE));
  const signedIn = async () => !('error' in (await play(party, { prompt: 'none' }, { visitor: flow.visitor })).answer);
  return { page, visitor: flow.visitor, idToken: tokens.claims(), signedIn };
}

/** Presses «Log out» where that is asked; then the page that says it is done, or the address that was asked for. */
async function confirmed({ page, visitor }: Awaited<ReturnType<typeof signOut>>): Promise<Answer> {
  return visitor.submit(page, { logout: 'yes' }, (address) => address.startsWith(BYE));
}

test('oidcc-rp-initiated-logout', async () => {
  const { page, signedIn } = await signOut((id_token_hint) => ({ id_token_hint, post_logout_redirect_uri: BYE, state: 'abc' }));
  expect([page.url, await signedIn()]).toEqual([`${BYE}?state=abc`, false]);
});

test('oidcc-rp-initiated-logout-no-state', async () => {
  const { page, signedIn } = await signOut((id_token_hint) => ({ id_token_hint, post_logout_redirect_uri: BYE }));
  expect([page.url, await signedIn()]).toEqual([BYE, false]);
});

test('oidcc-rp-initiated-logout-no-post-logout-redirect-uri', async () => {
  const { page, signedIn } = await signOut((id_token_hint) => ({ id_token_hint, state: 'abc' }));
  expect([page.status, wordsOf(page).includes('You are logged out'), await signedIn()]).toEqual([200, true, false]);
});

test.each<[string, Record<string, string>]>([
  ['oidcc-rp-initiated-logout-no-params', {}],
  ['oidcc-rp-initiated-logout-only-state', { state: 'abc' }],
  ['oidcc-rp-initiated-logout-no-id-token-hint', { post_logout_redirect_uri: BYE, state: 'abc' }],
])('%s', async (_module, parameters) => {
  const out = await signOut(() => parameters);
  expect(wordsOf(out.page)).toContain('Do you want to log out?');
  expect([wordsOf(await confirmed(out)).includes('You are logged out'), await out.signedIn()]).toEqual([true, false]);
});

test.each<[string, (idToken: string) => Record<string, string>]>([
  [
    'oidcc-rp-initiated-logout-bad-post-logout-redirect-uri',
    (id_token_hint) => ({ id_token_hint, post_logout_redirect_uri: 'https://suite.example/x', state: 'abc' }),
  ],
  [
    'oidcc-rp-initiated-logout-query-added-to-post-logout-redirect-uri',
    (id_token_hint) => ({ id_token_hint, post_logout_redirect_uri: `${BYE}?foo=bar`, state: 'abc' }),
  ],
  ['oidcc-rp-initiated-logout-bad-id-token-hint', () => ({ id_token_hint: 'bad', post_logout_redirect_uri: BYE, state: 'abc' })],
  [
    'oidcc-rp-initiated-logout-modified-id-token-hint',
    (hint) => ({ id_token_hint: `${hint}x`, post_logout_redirect_uri: BYE, state: 'abc' }),
  ],
])('%s', async (_module, parameters) => {
  const { page, signedIn } = await signOut(parameters);
  expect([page.status, new URL(page.url).origin, await signedIn()]).toEqual([400, world.url, true]);
});

test('an address of another client is no address of this one’s', async () => {
  const { page } = await signOut((id_token_hint) => ({ id_token_hint, post_logout_redirect_uri: BYE }), second);
  expect(page.status).toBe(400);
});

test('oidcc-backchannel-rp-initiated-logout', async () => {
  const { idToken, page } = await signOut((id_token_hint) => ({ id_token_hint, post_logout_redirect_uri: BYE }), told);
  expect(page.url).toBe(BYE);
  const heard = await eventually(() => listener.heard[0]);
  const keys = createRemoteJWKSet(new URL(told.config.serverMetadata().jwks_uri ?? ''));
  const { payload } = await jwtVerify(heard.fields['logout_token'] ?? '', keys, { issuer: world.url, audience: 'told', typ: 'logout+jwt' });
  expect(payload).toMatchObject({ sub: idToken?.sub, sid: idToken?.['sid'], jti: expect.any(String), exp: expect.any(Number) });
  expect(payload['events']).toEqual({ 'http://schemas.openid.net/event/backchannel-logout': {} });
  expect(payload).not.toHaveProperty('nonce');
});

test('oidcc-backchannel-discovery-endpoint-verification', () => {
  const metadata = told.config.serverMetadata();
  expect([
    metadata['backchannel_logout_supported'],
    metadata['backchannel_logout_session_supported'],
    metadata.end_session_endpoint,
  ]).toEqual([true, true, `${world.url}/oidc/session/end`]);
});
