import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { setAccount } from '../../src/domain/administration/accounts.ts';
import { setClient } from '../../src/domain/administration/clients.ts';
import { setOrganisation } from '../../src/domain/administration/organisations.ts';
import { RECORD_MEMORY } from '../../src/provider/remembered-records.ts';
import { authorize, introspect, redeem, refresh, returned, userinfo } from '../kit/endpoints.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { signIn } from '../kit/sign-in.ts';
import { Visitor, wordsOf } from '../kit/visitor.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';

let world: World;
let app: RelyingParty;

beforeAll(async () => {
  world = await openWorld();
  await world.organisation('acme', { preferredLanguage: 'en' });
  app = await world.relyingParty('exam');
});

afterAll(() => world.close());

const acting = () => world.app.installation.acting;

/** A person of their own, signed in with tokens, `offline_access` or not. */
async function signedInPerson(username: string, scope = 'openid profile') {
  const { id } = await world.person('acme', username);
  const signedIn = await signIn(app, username, { portal: 'acme', scope });
  return { id, visitor: signedIn.visitor, tokens: (await redeem(app, signedIn)).body };
}

async function expectOut(visitor: Visitor, tokens: Record<string, unknown>): Promise<void> {
  expect(await refresh(app, tokens['refresh_token'])).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  expect(await userinfo(app, tokens['access_token'])).toMatchObject({ status: 401, body: { error: 'invalid_token' } });
  expect((await introspect(app, tokens['access_token'])).body).toEqual({ active: false });
  expect((await introspect(app, tokens['refresh_token'])).body).toEqual({ active: false });
  const silent = await authorize(app, { portal: 'acme', prompt: 'none' }, visitor);
  expect(returned(silent.answer)).toMatchObject({ error: 'login_required' });
  const asked = await authorize(app, { portal: 'acme' }, visitor);
  expect(new URL(asked.answer.url).pathname).toMatch(/^\/acme\/sign-in\/.*\/password$/);
}

test.each(['openid profile', 'openid profile offline_access'])(
  'security 1.20 a suspended account is out at once, with scope %s',
  async (scope) => {
    const { id, visitor, tokens } = await signedInPerson(scope.includes('offline') ? 'Olga' : 'Piet', scope);
    expect((await introspect(app, tokens['access_token'])).body).toMatchObject({ active: true });
    expect(await setAccount(acting(), id, { state: 'suspended' })).toMatchObject({ done: true });
    await expectOut(visitor, tokens);
  },
);

test('security 1.20 a suspended organisation’s people are out at once, and nothing of theirs comes back as if it had never been', async () => {
  await world.organisation('globex', { preferredLanguage: 'en' });
  await world.person('globex', 'Gerda');
  const signedIn = await signIn(app, 'Gerda', { portal: 'globex' });
  const tokens = (await redeem(app, signedIn)).body;
  expect(await setOrganisation(acting(), 'globex', { state: 'suspended' })).toMatchObject({ done: true });
  expect(await refresh(app, tokens['refresh_token'])).toMatchObject({ status: 400 });
  expect(await userinfo(app, tokens['access_token'])).toMatchObject({ status: 401 });
  expect((await introspect(app, tokens['access_token'])).body).toEqual({ active: false });
  // Its pages go with the short memory of it; within that nobody arrives, not even with the right password.
  const visitor = new Visitor();
  const page = (await authorize(app, { portal: 'globex' }, visitor)).answer;
  const end = await visitor.submit(page, { username: 'Gerda', password: PASSWORD }, app.isCallback);
  expect(returned(end)).toMatchObject({ error: 'access_denied' });
  world.clock.forward(RECORD_MEMORY);
  expect(returned((await authorize(app, { portal: 'globex' }, signedIn.visitor)).answer)).toMatchObject({ error: 'invalid_request' });
});

test('security 1.20 an account suspended between the password and the resume does not arrive', async () => {
  const { id } = await world.person('acme', 'Quinten');
  // Where there is a session already, the browser goes to the resume by itself.
  const { visitor } = await signIn(app, 'Quinten', { portal: 'acme' });
  const begun = await app.begin({ portal: 'acme', prompt: 'login' });
  const finished = await visitor.post(await visitor.open(begun.url), { username: 'Quinten', password: PASSWORD });
  await setAccount(acting(), id, { state: 'suspended' });
  const end = await visitor.follow(finished, app.isCallback);
  expect(end.text).toContain('autocomplete="current-password"');
});

test('security 1.20 an account suspended while its code is on its way gets no tokens', async () => {
  const { id } = await world.person('acme', 'Roos');
  const signedIn = await signIn(app, 'Roos', { portal: 'acme' });
  await setAccount(acting(), id, { state: 'suspended' });
  expect(await redeem(app, signedIn)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
});

test('settled 38: a new password ends the other sessions and tokens', async () => {
  const { id, visitor, tokens } = await signedInPerson('Sara');
  expect(await setAccount(acting(), id, { password: 'zeven schapen op de dijk' })).toMatchObject({ done: true });
  await expectOut(visitor, tokens);
});

test('an account that is active again signs in again, and its old tokens stay dead', async () => {
  const { id, tokens } = await signedInPerson('Teun');
  await setAccount(acting(), id, { state: 'suspended' });
  await setAccount(acting(), id, { state: 'active' });
  expect(await refresh(app, tokens['refresh_token'])).toMatchObject({ status: 400 });
  expect(await redeem(app, await signIn(app, 'Teun', { portal: 'acme' }))).toMatchObject({ status: 200 });
});

test('a suspended application gets neither sign-ins nor tokens, a few seconds later at most', async () => {
  const leaving = await world.relyingParty('leaving');
  await world.person('acme', 'Ursula');
  const { body } = await redeem(leaving, await signIn(leaving, 'Ursula', { portal: 'acme' }));
  await setClient(acting(), 'leaving', { state: 'suspended' });
  world.clock.forward(6_000);
  expect(await refresh(leaving, body['refresh_token'])).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
  const { answer } = await authorize(leaving, { portal: 'acme' });
  expect(answer.status).toBe(400);
  expect(wordsOf(answer)).toContain('invalid_client');
  world.clock.release();
});
