import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { authorize, redeem, refresh, returned, userinfo } from '../kit/endpoints.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { type Answer, Visitor, wordsOf } from '../kit/visitor.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';

let world: World;
let third: RelyingParty;
let own: RelyingParty;

beforeAll(async () => {
  world = await openWorld();
  await world.organisation('acme', { preferredLanguage: 'en' });
  third = await world.relyingParty('third', { first_party: false, client_uri: 'https://third.example' });
  own = await world.relyingParty('own');
});

afterAll(() => world.close());

const isConsent = (answer: Answer) => answer.status === 200 && new URL(answer.url).pathname.endsWith('/consent');

/** A new person at the consent page of an application, or wherever the request led. */
async function arrive(app: RelyingParty, username: string, request: Record<string, string> = {}) {
  await world.person('acme', username, { givenName: username, familyName: 'Jansen', email: `${username.toLowerCase()}@example.nl` });
  const { answer, visitor, begun } = await authorize(app, { portal: 'acme', ...request });
  return { visitor, begun, page: await visitor.submit(answer, { username, password: PASSWORD }, app.isCallback) };
}

test('ux 1.11 a third-party application’s first sign-in asks, with the actual values', async () => {
  const { page } = await arrive(third, 'Anna', { scope: 'openid profile email' });
  expect(isConsent(page)).toBe(true);
  for (const words of ['May App third use your data?', 'third.example', 'Anna Jansen', 'anna@example.nl'])
    expect(wordsOf(page)).toContain(words);
});

test('ux 1.11 the page says where the application is, and who runs it when that is another host, each once', async () => {
  const { page } = await arrive(third, 'Karel');
  expect(wordsOf(page)).toContain('App third belongs to third.example (localhost:9).');
  const same = await world.relyingParty('same', { first_party: false, client_uri: 'http://localhost:9/' });
  const words = wordsOf((await arrive(same, 'Lies')).page);
  expect(words).toContain('App same is at localhost:9.');
  expect(words.split('localhost:9')).toHaveLength(2);
});

test('settled 10: who says no sends the application access_denied, and is asked again the next time', async () => {
  const { page, visitor, begun } = await arrive(third, 'Bram');
  const denied = await visitor.submit(page, { do: 'deny' }, third.isCallback);
  expect(returned(denied)).toMatchObject({ error: 'access_denied', state: begun.state, iss: world.url });
  expect(isConsent((await authorize(third, { portal: 'acme' }, visitor)).answer)).toBe(true);
});

test('settled 10: who says yes is not asked a second time, in this browser or another', async () => {
  const { page, visitor, begun } = await arrive(third, 'Cees', { scope: 'openid profile' });
  const { url: callback } = await visitor.submit(page, { do: 'allow' }, third.isCallback);
  const { body } = await redeem(third, { begun, callback });
  expect((await userinfo(third, body['access_token'])).body).toMatchObject({ name: 'Cees Jansen' });
  const again = await authorize(third, { portal: 'acme', scope: 'openid profile', prompt: 'none' }, visitor);
  expect(returned(again.answer)).toHaveProperty('code');
  const elsewhere = await authorize(third, { portal: 'acme', scope: 'openid profile' });
  const arrived = await elsewhere.visitor.submit(elsewhere.answer, { username: 'Cees', password: PASSWORD }, third.isCallback);
  expect(returned(arrived)).toHaveProperty('code');
});

test('settled 10: an application that wants more asks again, for what is new; it had not got it before', async () => {
  const { page, visitor, begun } = await arrive(third, 'Dirk', { scope: 'openid profile' });
  const { url: callback } = await visitor.submit(page, { do: 'allow' }, third.isCallback);
  const { body } = await redeem(third, { begun, callback });
  expect((await userinfo(third, body['access_token'])).body).not.toHaveProperty('email');
  const silent = await authorize(third, { portal: 'acme', scope: 'openid profile email', prompt: 'none' }, visitor);
  expect(returned(silent.answer)).toMatchObject({ error: 'consent_required' });
  const more = await authorize(third, { portal: 'acme', scope: 'openid profile email' }, visitor);
  expect(isConsent(more.answer)).toBe(true);
  expect(wordsOf(more.answer)).toContain('dirk@example.nl');
  const { url } = await visitor.submit(more.answer, { do: 'allow' }, third.isCallback);
  const wider = await redeem(third, { begun: more.begun, callback: url });
  expect((await userinfo(third, wider.body['access_token'])).body).toMatchObject({ email: 'dirk@example.nl', name: 'Dirk Jansen' });
});

test('settled 10: the consent of one person is not that of another, nor for another application', async () => {
  const { page, visitor } = await arrive(third, 'Els');
  await visitor.submit(page, { do: 'allow' }, third.isCallback);
  expect(isConsent((await arrive(third, 'Fred')).page)).toBe(true);
  const fourth = await world.relyingParty('fourth', { first_party: false });
  expect(isConsent((await authorize(fourth, { portal: 'acme' }, visitor)).answer)).toBe(true);
});

test('settled 10: a first-party application is not asked for, except on prompt=consent', async () => {
  const { page, visitor } = await arrive(own, 'Gijs');
  expect(returned(page)).toHaveProperty('code');
  const asked = await authorize(own, { portal: 'acme', prompt: 'consent' }, visitor);
  expect(isConsent(asked.answer)).toBe(true);
  const { url: callback } = await visitor.submit(asked.answer, { do: 'allow' }, own.isCallback);
  expect(await redeem(own, { begun: asked.begun, callback })).toMatchObject({ status: 200 });
});

test('Enter without a choice gives nothing away', async () => {
  const { page, visitor } = await arrive(third, 'Hans');
  expect(isConsent(await visitor.submit(page, {}, third.isCallback))).toBe(true);
});

test('security 1.3 the consent page of one browser cannot be answered from another', async () => {
  const { page, visitor } = await arrive(third, 'Ines');
  expect(isConsent(page)).toBe(true);
  const thief = new Visitor();
  const answer = await thief.post(page, { do: 'allow' });
  expect([400, 403]).toContain(answer.status);
  expect(isConsent((await authorize(third, { portal: 'acme' }, visitor)).answer)).toBe(true);
});

test('settled 5, OIDC Core 11 a third-party application gets offline_access with prompt=consent, and not without', async () => {
  const request = { scope: 'openid offline_access' };
  const { page, visitor, begun } = await arrive(third, 'Jan', request);
  expect(wordsOf(page)).not.toContain('when you are not using the app');
  const { url: callback } = await visitor.submit(page, { do: 'allow' }, third.isCallback);
  expect((await redeem(third, { begun, callback })).body).not.toHaveProperty('refresh_token');
  const asked = await authorize(third, { portal: 'acme', prompt: 'consent', ...request }, visitor);
  expect(wordsOf(asked.answer)).toContain('when you are not using the app');
  const { url } = await visitor.submit(asked.answer, { do: 'allow' }, third.isCallback);
  const { body } = await redeem(third, { begun: asked.begun, callback: url });
  expect(await refresh(third, body['refresh_token'])).toMatchObject({ status: 200 });
});

test('who cancels on the sign-in page of a third-party application sends it access_denied', async () => {
  const { answer, visitor } = await authorize(third, { portal: 'acme' });
  expect(returned(await visitor.submit(answer, { do: 'cancel' }, third.isCallback))).toMatchObject({ error: 'access_denied' });
});
