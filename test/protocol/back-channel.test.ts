import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { authorize, endpoint, redeem, returned, signOutUrl } from '../kit/endpoints.ts';
import { type Listener, openListener } from '../kit/listener.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { signIn } from '../kit/sign-in.ts';
import { type Visitor, wordsOf } from '../kit/visitor.ts';
import { freePort, openWorld, type World } from '../kit/world.ts';

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';

let world: World;
let listener: Listener;
let forbidden: Listener;
let seen = 0;
let app: RelyingParty;
let silent: RelyingParty;

beforeAll(async () => {
  [listener, forbidden] = await Promise.all([openListener(), openListener()]);
  world = await openWorld({ VOORDEUR_PRIVATE_NETWORK_HOSTS: listener.host });
  for (const portal of ['acme', 'globex']) {
    await world.organisation(portal, { preferredLanguage: 'en' });
    await world.person(portal, 'Anna');
  }
  const told = { backchannel_logout_uri: `http://${listener.host}/logout`, backchannel_logout_session_required: true };
  app = await world.relyingParty('exam', told);
  silent = await world.relyingParty('unreachable', { backchannel_logout_uri: `http://127.0.0.1:${await freePort()}/logout` });
});

beforeEach(() => {
  seen = listener.heard.length;
});

afterAll(async () => {
  await world.close();
  await Promise.all([listener.close(), forbidden.close()]);
});

const news = () => listener.heard.slice(seen);

async function signedIn(party: RelyingParty, portal = 'acme', visitor?: Visitor) {
  const arrived = await signIn(party, 'Anna', { portal }, visitor);
  return { visitor: arrived.visitor, tokens: (await redeem(party, arrived)).body };
}

test('Back-Channel Logout 2.4 the application hears a logout token that it can verify: sid, sub, event, no nonce', async () => {
  const { visitor, tokens } = await signedIn(app);
  await visitor.open(signOutUrl(app, { id_token_hint: String(tokens['id_token']) }));
  const [heard, ...more] = news();
  expect([heard?.path, more.length]).toEqual(['/logout', 0]);
  expect(heard?.contentType).toMatch(/^application\/x-www-form-urlencoded/);
  const keys = createRemoteJWKSet(new URL(endpoint(app, 'jwks_uri')));
  const { payload, protectedHeader } = await jwtVerify(heard?.fields['logout_token'] ?? '', keys, { issuer: world.url, audience: 'exam' });
  const idToken = decodeJwt(String(tokens['id_token']));
  expect(idToken['sid']).toEqual(expect.any(String));
  expect(payload).toMatchObject({ sub: idToken.sub, sid: idToken['sid'], events: { [EVENT]: {} }, jti: expect.any(String) });
  expect(payload).not.toHaveProperty('nonce');
  expect(protectedHeader).toMatchObject({ alg: 'RS256', typ: 'logout+jwt' });
});

test('every application of the session hears it, also by the person’s own «Log out»', async () => {
  const second = await world.relyingParty('second', { backchannel_logout_uri: `http://${listener.host}/second` });
  const { visitor } = await signedIn(app);
  await signedIn(second, 'acme', visitor);
  const page = await visitor.open(signOutUrl(app, {}));
  await visitor.submit(page, { logout: 'yes' });
  expect(
    news()
      .map(({ path }) => path)
      .sort(),
  ).toEqual(['/logout', '/second']);
});

test('settled 1: only the session of the portal that is left is told of', async () => {
  const { visitor, tokens } = await signedIn(app, 'acme');
  const other = await signedIn(app, 'globex', visitor);
  await visitor.open(signOutUrl(app, { id_token_hint: String(tokens['id_token']) }));
  const subjects = news().map(({ fields }) => decodeJwt(fields['logout_token'] ?? '').sub);
  expect(subjects).toEqual([decodeJwt(String(tokens['id_token'])).sub]);
  expect(subjects).not.toContain(decodeJwt(String(other.tokens['id_token'])).sub);
});

test('settled 1: «everywhere» tells the applications of both portals', async () => {
  const { visitor } = await signedIn(app, 'acme');
  await signedIn(app, 'globex', visitor);
  await visitor.submit(await visitor.open(signOutUrl(app, {})), { portal: 'all' });
  expect(news()).toHaveLength(2);
});

test('an application that cannot be reached does not hinder the sign-out, and the log says so', async () => {
  const { visitor, tokens } = await signedIn(silent);
  await signedIn(app, 'acme', visitor);
  const done = await visitor.open(signOutUrl(silent, { id_token_hint: String(tokens['id_token']) }));
  expect(wordsOf(done)).toContain('You are logged out');
  expect(returned((await authorize(silent, { portal: 'acme', prompt: 'none' }, visitor)).answer)).toMatchObject({
    error: 'login_required',
  });
  expect(news()).toHaveLength(1);
  expect(world.log.filter((line) => line.includes('back-channel logout was not received') && line.includes('unreachable'))).toHaveLength(1);
});

test('security 1.33 an address on the private network that nobody allowed is not asked', async () => {
  const inside = await world.relyingParty('inside', { backchannel_logout_uri: `http://${forbidden.host}/logout` });
  const { visitor, tokens } = await signedIn(inside);
  const done = await visitor.open(signOutUrl(inside, { id_token_hint: String(tokens['id_token']) }));
  expect(wordsOf(done)).toContain('You are logged out');
  expect(forbidden.heard).toEqual([]);
});
