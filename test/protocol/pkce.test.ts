import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { authorize, redemption, returned, token } from '../kit/endpoints.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { signIn } from '../kit/sign-in.ts';
import { Visitor } from '../kit/visitor.ts';
import { openWorld, type World } from '../kit/world.ts';

let world: World;
let app: RelyingParty;
let page: RelyingParty;

beforeAll(async () => {
  world = await openWorld();
  await world.organisation('acme');
  await world.person('acme', 'Anna');
  app = await world.relyingParty('exam');
  page = await world.relyingParty('spa', { token_endpoint_auth_method: 'none' });
});

afterAll(() => world.close());

async function without(party: RelyingParty, ...names: string[]) {
  const url = new URL((await party.begin({ portal: 'acme' })).url);
  for (const name of names) url.searchParams.delete(name);
  return new Visitor().open(url.href, party.isCallback);
}

test.each(['exam', 'spa'])('RFC 9700 2.1.1 a request without a challenge is refused for %s', async (id) => {
  const answer = await without(id === 'exam' ? app : page, 'code_challenge', 'code_challenge_method');
  expect(returned(answer)).toMatchObject({ error: 'invalid_request', error_description: expect.stringContaining('PKCE') });
});

test('RFC 7636 4.3 a challenge without a method would be plain, and is refused', async () => {
  expect(returned(await without(app, 'code_challenge_method'))).toMatchObject({ error: 'invalid_request' });
});

test('RFC 9700 2.1.1 the method plain is refused', async () => {
  const { answer } = await authorize(app, { portal: 'acme', code_challenge_method: 'plain' });
  expect(returned(answer)).toMatchObject({ error: 'invalid_request', error_description: expect.stringContaining('code_challenge_method') });
});

test('RFC 7636 4.6 a code whose challenge was sent is refused without the verifier', async () => {
  const { code_verifier: _left, ...rest } = redemption(app, await signIn(app, 'Anna', { portal: 'acme' }));
  expect(await token(app, rest)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
});

test('RFC 7636 4.6 a wrong verifier is refused', async () => {
  const fields = redemption(page, await signIn(page, 'Anna', { portal: 'acme' }));
  const wrong = await token(page, { ...fields, code_verifier: 'a'.repeat(43) });
  expect(wrong).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
});

test('RFC 9700 2.1.1 the challenge itself is no verifier', async () => {
  const signedIn = await signIn(app, 'Anna', { portal: 'acme' });
  const challenge = new URL(signedIn.begun.url).searchParams.get('code_challenge') ?? '';
  const reply = await token(app, { ...redemption(app, signedIn), code_verifier: challenge });
  expect(reply).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
});

test('RFC 9700 4.8.2 a verifier for a code that had no challenge is refused, so that a stolen code cannot be slipped in', async () => {
  const plain = await world.relyingParty('plain', { require_pkce: false });
  const begun = await plain.begin({ portal: 'acme' });
  const url = new URL(begun.url);
  for (const name of ['code_challenge', 'code_challenge_method']) url.searchParams.delete(name);
  const visitor = (await signIn(plain, 'Anna', { portal: 'acme' })).visitor;
  const { url: callback } = await visitor.open(url.href, plain.isCallback);
  const reply = await token(plain, redemption(plain, { callback, begun }));
  expect(reply).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
});

test('RFC 6749 4.1.3 a code is refused with another redirect address than it was asked with', async () => {
  const two = await world.relyingParty('two', { redirect_uris: ['http://localhost:9/two/a', 'http://localhost:9/two/b'] });
  const fields = redemption(two, await signIn(two, 'Anna', { portal: 'acme' }));
  const reply = await token(two, { ...fields, redirect_uri: 'http://localhost:9/two/b' });
  expect(reply).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
});

test('security 2.5 a code is worth a minute', async () => {
  const signedIn = await signIn(app, 'Anna', { portal: 'acme' });
  world.clock.forward(61_000);
  expect(await token(app, redemption(app, signedIn))).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
});
