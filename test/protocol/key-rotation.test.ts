import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { decodeProtectedHeader } from 'jose';
import { rotateKeys } from '../../src/domain/administration/keys.ts';
import { hours, minutes } from '../../src/kernel/duration.ts';
import { authorize, call, endpoint, redeem, refresh, returned, signOutUrl } from '../kit/endpoints.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { signIn } from '../kit/sign-in.ts';
import { Visitor } from '../kit/visitor.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';

const lives = { token: minutes(10), session: hours(12) };

let world: World;
let app: RelyingParty;

beforeAll(async () => {
  world = await openWorld();
  await world.organisation('acme');
  await world.person('acme', 'Anna');
  app = await world.relyingParty('exam', { post_logout_redirect_uris: ['http://localhost:9/exam/bye'] });
});

afterEach(() => world.clock.release());
afterAll(() => world.close());

async function publishedKids(): Promise<string[]> {
  const { body } = await call(endpoint(app, 'jwks_uri'));
  return (body['keys'] as { kid: string }[]).map(({ kid }) => kid);
}

async function idToken(): Promise<string> {
  const { body } = await redeem(app, await signIn(app, 'Anna', { portal: 'acme' }));
  return String(body['id_token']);
}

const kidOf = (jwt: string) => String(decodeProtectedHeader(jwt).kid);

async function rotate(more: { now?: boolean } = {}): Promise<string[]> {
  const { acting, makeKeys } = world.app.installation;
  const outcome = await rotateKeys(acting, { lives, force: true, ...more }, makeKeys);
  if (!outcome.done) throw new Error('not rotated');
  await world.app.refreshKeys();
  return outcome.value.map(({ kid }) => kid);
}

test('settled 63: a new key is published at once, signs after 24 hours, and what the old one signed is still accepted', async () => {
  const before = await signIn(app, 'Anna', { portal: 'acme' });
  const old = (await redeem(app, before)).body;
  const oldKid = kidOf(String(old['id_token']));
  const fresh = await rotate();

  expect(await publishedKids()).toEqual(expect.arrayContaining([oldKid, ...fresh]));
  expect(kidOf(await idToken())).toBe(oldKid);
  world.clock.forward(hours(24) - minutes(1));
  await world.app.refreshKeys();
  expect(kidOf(await idToken())).toBe(oldKid);

  world.clock.forward(minutes(2));
  await world.app.refreshKeys();
  const late = await signIn(app, 'Anna', { portal: 'acme' });
  const { id_token = '' } = await app.exchange(late.callback, late.begun);
  expect(fresh).toContain(kidOf(id_token));
  expect(await publishedKids()).toContain(oldKid);

  const url = signOutUrl(app, {
    id_token_hint: String(old['id_token']),
    post_logout_redirect_uri: 'http://localhost:9/exam/bye',
    state: 's',
  });
  const bye = await before.visitor.open(url, (address) => address.startsWith('http://localhost:9/exam/bye'));
  expect([bye.status, new URL(bye.url).searchParams.get('state')]).toEqual([0, 's']);
});

test('settled 63: sessions, codes and sign-in pages under way live through a rotation', async () => {
  const visitor = new Visitor();
  const begun = await app.begin({ portal: 'acme' });
  const sheet = await visitor.open(begun.url);
  const waiting = await signIn(app, 'Anna', { portal: 'acme' });
  const { body } = await redeem(app, await signIn(app, 'Anna', { portal: 'acme' }));
  const fresh = await rotate({ now: true });
  const { url: callback } = await visitor.submit(sheet, { username: 'Anna', password: PASSWORD }, app.isCallback);
  const tokens = await redeem(app, { begun, callback });
  expect(fresh).toContain(kidOf(String(tokens.body['id_token'])));
  expect(await redeem(app, waiting)).toMatchObject({ status: 200 });
  expect(await refresh(app, body['refresh_token'])).toMatchObject({ status: 200 });
  const { answer } = await authorize(app, { portal: 'acme', prompt: 'none' }, waiting.visitor);
  expect(returned(answer)).toHaveProperty('code');
});

test('settled 63: an old key is no longer published once nothing it signed can come back', async () => {
  const oldKid = kidOf(await idToken());
  await rotate({ now: true });
  expect(await publishedKids()).toContain(oldKid);
  world.clock.forward(lives.token + lives.session + minutes(1));
  await world.app.refreshKeys();
  expect(await publishedKids()).not.toContain(oldKid);
});
