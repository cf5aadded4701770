import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import { minutes } from '../../src/kernel/duration.ts';
import { authorize, redeem, returned } from '../kit/endpoints.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { signIn } from '../kit/sign-in.ts';
import { type Answer, formOf, type Visitor } from '../kit/visitor.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';

let world: World;
let app: RelyingParty;

beforeAll(async () => {
  world = await openWorld();
  await world.organisation('acme', { preferredLanguage: 'nl' });
  for (const username of ['Anna', 'Bram']) await world.person('acme', username, { email: `${username}@example.nl` });
  app = await world.relyingParty('exam');
});

afterEach(() => world.clock.release());
afterAll(() => world.close());

const pathOf = (answer: Answer) => new URL(answer.url).pathname;
const isSignInPage = (answer: Answer) => answer.status === 200 && pathOf(answer).endsWith('/password');
const isConsentPage = (answer: Answer) => answer.status === 200 && pathOf(answer).endsWith('/consent');

async function anna() {
  const signedIn = await signIn(app, 'Anna', { portal: 'acme' });
  const tokens = (await redeem(app, signedIn)).body;
  return {
    visitor: signedIn.visitor,
    idToken: String(tokens['id_token']),
    authTime: Number(decodeJwt(String(tokens['id_token']))['auth_time']),
  };
}

async function authTimeAfter(request: Record<string, string>, visitor: Visitor): Promise<number> {
  const { begun, callback } = await signIn(app, 'Anna', { portal: 'acme', ...request }, visitor);
  return Number((await app.exchange(callback, begun)).claims()?.['auth_time']);
}

test('§10.4 prompt=none: a code for who is signed in, login_required for who is not', async () => {
  const { visitor } = await anna();
  expect(returned((await authorize(app, { portal: 'acme', prompt: 'none' }, visitor)).answer)).toHaveProperty('code');
  expect(returned((await authorize(app, { portal: 'acme', prompt: 'none' })).answer)).toMatchObject({ error: 'login_required' });
});

test.each(['login', 'select_account', 'login select_account'])(
  '§10.4 prompt=%s asks who is signed in again, and gives a new auth_time',
  async (prompt) => {
    const { visitor, authTime } = await anna();
    world.clock.forward(minutes(5));
    expect(isSignInPage((await authorize(app, { portal: 'acme', prompt }, visitor)).answer)).toBe(true);
    expect(await authTimeAfter({ prompt }, visitor)).toBeGreaterThanOrEqual(authTime + 300);
    expect(await authTimeAfter({}, visitor)).toBeGreaterThanOrEqual(authTime + 300);
  },
);

test('§10.4 prompt=consent shows the page to a first-party application’s people too, and leaves auth_time alone', async () => {
  const { visitor, authTime } = await anna();
  world.clock.forward(minutes(5));
  const { answer, begun } = await authorize(app, { portal: 'acme', prompt: 'consent' }, visitor);
  expect(isConsentPage(answer)).toBe(true);
  const { url } = await visitor.submit(answer, { do: 'allow' }, app.isCallback);
  expect((await app.exchange(url, begun)).claims()).toMatchObject({ auth_time: authTime });
});

test('§10.4 several prompts at once are asked one after another', async () => {
  const { visitor } = await anna();
  const { answer, begun } = await authorize(app, { portal: 'acme', prompt: 'consent login' }, visitor);
  expect(isSignInPage(answer)).toBe(true);
  const consent = await visitor.submit(answer, { username: 'Anna', password: PASSWORD }, app.isCallback);
  expect(isConsentPage(consent)).toBe(true);
  const { url: callback } = await visitor.submit(consent, { do: 'allow' }, app.isCallback);
  expect(await redeem(app, { begun, callback })).toMatchObject({ status: 200 });
});

test('§10.4 prompt=none beside another is invalid_request', async () => {
  const { answer } = await authorize(app, { portal: 'acme', prompt: 'none login' });
  expect(returned(answer)).toMatchObject({ error: 'invalid_request' });
});

test('§10.4 max_age asks again once the sign-in is older, and gives a new auth_time; a younger one passes', async () => {
  const { visitor, authTime } = await anna();
  world.clock.forward(minutes(5));
  expect(await authTimeAfter({ max_age: '10000', prompt: 'none' }, visitor)).toBe(authTime);
  expect(await authTimeAfter({ max_age: '1' }, visitor)).toBeGreaterThanOrEqual(authTime + 300);
});

test('§10.4 id_token_hint of who is signed in passes in silence; of another person it asks, and in silence it is login_required', async () => {
  const { visitor, idToken } = await anna();
  const other = String((await redeem(app, await signIn(app, 'Bram', { portal: 'acme' }))).body['id_token']);
  const silent = async (id_token_hint: string) =>
    returned((await authorize(app, { portal: 'acme', prompt: 'none', id_token_hint }, visitor)).answer);
  expect(await silent(idToken)).toHaveProperty('code');
  expect(await silent(other)).toMatchObject({ error: 'login_required' });
  const { answer } = await authorize(app, { portal: 'acme', id_token_hint: other }, visitor);
  expect(isSignInPage(answer)).toBe(true);
  const again = await visitor.submit(answer, { username: 'Anna', password: PASSWORD }, app.isCallback);
  expect(returned(again)).toMatchObject({ error: 'login_required' });
});

test('§10.4 login_hint fills in the name, ui_locales chooses the language', async () => {
  const { answer } = await authorize(app, { portal: 'acme', login_hint: 'Anna', ui_locales: 'fr en' });
  expect(formOf(answer).fields['username']).toBe('Anna');
  expect(answer.text).toContain('<html lang="en"');
  expect((await authorize(app, { portal: 'acme', ui_locales: 'nl-NL en' })).answer.text).toContain('<html lang="nl"');
});

test.each([
  ['claims_locales', { claims_locales: 'se fr' }],
  ['ui_locales nobody speaks', { ui_locales: 'xx' }],
  ['display', { display: 'popup' }],
  ['a display nobody knows', { display: 'hologram' }],
  ['acr_values', { acr_values: 'urn:voordeur:acr:1 1 2' }],
  ['claims nobody knows', { claims: '{"userinfo":{"shoe_size":{"essential":true}},"id_token":{"hat":null},"more":{}}' }],
  ['scopes whose claims we do not hold', { scope: 'openid profile email address phone shoes' }],
  ['unknown ones', { extra: 'foobar', vendor_hint: '1' }],
  ['an empty one', { login_hint: '', nonce_hint: '' }],
])('§10.4 %s: harmless, the sign-in goes on', async (_what, more) => {
  const { begun, callback } = await signIn(app, 'Anna', { portal: 'acme', ...more });
  expect((await app.exchange(callback, begun)).claims()).toMatchObject({ nonce: begun.nonce });
});
