import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import { minutes, seconds } from '../../src/kernel/duration.ts';
import { lendDispatcher } from '../kit/dispatcher.ts';
import { authorize, endpoint, redeem, returned, signOutUrl } from '../kit/endpoints.ts';
import { eventually, logFromNow } from '../kit/eventually.ts';
import { type Behaviour, type Listener, openListener } from '../kit/listener.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { signIn } from '../kit/sign-in.ts';
import { type Visitor, wordsOf } from '../kit/visitor.ts';
import { openWorld, type World } from '../kit/world.ts';

const BYE = 'http://localhost:9/exam/bye';

let world: World;
let listener: Listener;
let behaviour: Behaviour = 200;
let app: RelyingParty;
let told: RelyingParty;

beforeAll(async () => {
  lendDispatcher();
  listener = await openListener(() => behaviour);
  world = await openWorld({ VOORDEUR_PRIVATE_NETWORK_HOSTS: listener.host });
  await world.organisation('acme', { preferredLanguage: 'en' });
  await world.person('acme', 'Anna');
  app = await world.relyingParty('exam', { post_logout_redirect_uris: [BYE] });
  told = await world.relyingParty('told', { backchannel_logout_uri: `http://${listener.host}/told` });
});

afterEach(() => {
  behaviour = 200;
  world.clock.release();
});
afterAll(async () => {
  await world.close();
  await listener.close();
});

async function anna(party = app) {
  const signedIn = await signIn(party, 'Anna', { portal: 'acme' });
  return { visitor: signedIn.visitor, idToken: String((await redeem(party, signedIn)).body['id_token']) };
}

async function isSignedIn(visitor: Visitor): Promise<boolean> {
  return 'code' in returned((await authorize(app, { portal: 'acme', prompt: 'none' }, visitor)).answer);
}

const isBye = (url: string) => url.startsWith(BYE);

test('§10.8 a good hint of a first-party application signs out without a question, with state and without', async () => {
  for (const state of [{ state: 'abc' }, {}]) {
    const { visitor, idToken } = await anna();
    const answer = await visitor.open(signOutUrl(app, { id_token_hint: idToken, post_logout_redirect_uri: BYE, ...state }), isBye);
    expect(Object.fromEntries(new URL(answer.url).searchParams)).toEqual(state);
    expect([answer.status, await isSignedIn(visitor)]).toEqual([0, false]);
  }
});

test('§10.8 a good hint with no address to go to ends on our page that says so', async () => {
  const { visitor, idToken } = await anna();
  const answer = await visitor.open(signOutUrl(app, { id_token_hint: idToken }));
  expect([new URL(answer.url).origin, wordsOf(answer).includes('You are logged out'), await isSignedIn(visitor)]).toEqual([
    world.url,
    true,
    false,
  ]);
});

test.each([
  ['no parameter at all', {}],
  ['a state alone', { state: 'abc' }],
  ['an address but no hint and no application', { post_logout_redirect_uri: BYE, state: 'abc' }],
])('§10.8 with %s the person is asked, and never sent anywhere', async (_what, parameters: Record<string, string>) => {
  const { visitor } = await anna();
  const question = await visitor.open(signOutUrl(app, parameters));
  expect([wordsOf(question).includes('Do you want to log out?'), await isSignedIn(visitor)]).toEqual([true, true]);
  const done = await visitor.submit(question, { logout: 'yes' });
  expect([new URL(done.url).origin, wordsOf(done).includes('You are logged out'), await isSignedIn(visitor)]).toEqual([
    world.url,
    true,
    false,
  ]);
});

test.each<[string, (idToken: string) => Record<string, string>, string]>([
  [
    'an address that is not registered',
    (id_token_hint) => ({ id_token_hint, post_logout_redirect_uri: 'https://evil.example/' }),
    'post_logout_redirect_uri',
  ],
  [
    'a registered address with a query added',
    (id_token_hint) => ({ id_token_hint, post_logout_redirect_uri: `${BYE}?foo=bar` }),
    'post_logout_redirect_uri',
  ],
  ['a hint that is none', () => ({ id_token_hint: 'nonsense', post_logout_redirect_uri: BYE }), 'id_token_hint'],
  [
    'a hint changed on its way',
    (hint) => ({ id_token_hint: `${hint.slice(0, -6)}AAAAAA`, post_logout_redirect_uri: BYE }),
    'id_token_hint',
  ],
  ['a hint of one application and the id of another', (id_token_hint) => ({ id_token_hint, client_id: 'told' }), 'client_id'],
  ['an application nobody knows', () => ({ client_id: 'nobody', post_logout_redirect_uri: BYE }), 'client'],
])('§10.5, §10.8 %s: a page of ours says why, nobody is sent anywhere or signed out', async (_what, parameters, why) => {
  const { visitor, idToken } = await anna();
  for (const method of ['GET', 'POST'] as const) {
    const fields = parameters(idToken);
    const url = endpoint(app, 'end_session_endpoint');
    const sent =
      method === 'GET'
        ? await visitor.send(signOutUrl(app, fields))
        : await visitor.send(url, { method, body: new URLSearchParams(fields) });
    const answer = await visitor.follow(sent);
    expect([answer.status, new URL(answer.url).origin]).toEqual([400, world.url]);
    expect(wordsOf(answer)).toContain(why);
  }
  expect(await isSignedIn(visitor)).toBe(true);
});

test('§10.8 a logout token has its event, the session’s sid as in the ID token, a jti and an end, and no nonce', async () => {
  const { visitor, idToken } = await anna(told);
  const before = listener.heard.length;
  await visitor.open(signOutUrl(told, { id_token_hint: idToken }));
  const heard = await eventually(() => listener.heard[before]);
  const token = decodeJwt(heard.fields['logout_token'] ?? '');
  expect(token).toMatchObject({
    iss: world.url,
    aud: 'told',
    sub: decodeJwt(idToken).sub,
    sid: decodeJwt(idToken)['sid'],
    events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
    jti: expect.any(String),
    iat: expect.any(Number),
    exp: expect.any(Number),
  });
  expect([token['sid'], 'nonce' in token]).toEqual([expect.any(String), false]);
});

test('§10.8 an application that does not answer does not make the person wait', async () => {
  behaviour = 'silence';
  const logged = logFromNow(world.log);
  const [{ visitor, idToken }] = [await anna(told), await anna()];
  const before = listener.heard.length;
  const begun = performance.now();
  const done = await visitor.open(signOutUrl(told, { id_token_hint: idToken }));
  expect([wordsOf(done).includes('You are logged out'), performance.now() - begun < 1500]).toEqual([true, true]);
  await logged('not received');
  behaviour = 200;
  world.clock.forward(seconds(3));
  await eventually(() => listener.heard.length === before + 2);
});

test('§10.8 an application that is down for a moment hears of it later, by a token of its own each time', async () => {
  behaviour = 503;
  const logged = logFromNow(world.log);
  const { visitor, idToken } = await anna(told);
  const before = listener.heard.length;
  await visitor.open(signOutUrl(told, { id_token_hint: idToken }));
  // Once it is known to have failed: until then the next try has no hour that the clock could reach.
  await logged('not received', '"failures":1');
  world.clock.forward(seconds(3));
  await logged('not received', '"failures":2');
  behaviour = 200;
  world.clock.forward(seconds(11));
  await eventually(() => listener.heard.length === before + 3);
  world.clock.forward(minutes(10));
  const tokens = listener.heard.slice(before).map(({ fields }) => decodeJwt(fields['logout_token'] ?? ''));
  expect([new Set(tokens.map(({ jti }) => jti)).size, new Set(tokens.map(({ sid }) => sid)).size]).toEqual([3, 1]);
  expect(world.log.some((line) => line.includes('given up'))).toBe(false);
});

test('§10.8 an application that never hears is given up after five tries, and the log says which', async () => {
  behaviour = 500;
  const logged = logFromNow(world.log);
  const { visitor, idToken } = await anna(told);
  const before = listener.heard.length;
  await visitor.open(signOutUrl(told, { id_token_hint: idToken }));
  for (const [tries, wait] of [seconds(3), seconds(11), minutes(2), minutes(6)].entries()) {
    await logged('not received', `"failures":${tries + 1}`);
    world.clock.forward(wait);
  }
  await logged('given up', 'told');
  expect(listener.heard.length).toBe(before + 5);
});

test('§10.8 a server that stops tries once more, and does not wait for what cannot be', async () => {
  const own = await openListener(() => 503);
  const other = await openWorld({ VOORDEUR_PRIVATE_NETWORK_HOSTS: own.host });
  await other.organisation('acme');
  await other.person('acme', 'Anna');
  const party = await other.relyingParty('down', { backchannel_logout_uri: `http://${own.host}/down` });
  const { visitor, idToken } = await anna(party);
  await visitor.open(signOutUrl(party, { id_token_hint: idToken }));
  // Once it is known that the first one failed: one that is still under way is the last.
  await eventually(() => other.log.some((line) => line.includes('was not received')));
  await other.close();
  expect([own.heard.length, other.log.filter((line) => line.includes('given up')).length]).toEqual([2, 1]);
  await own.close();
});
