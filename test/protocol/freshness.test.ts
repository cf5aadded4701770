import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import { hours, minutes, seconds } from '../../src/kernel/duration.ts';
import { authorize, redeem, refresh, returned, userinfo } from '../kit/endpoints.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { signIn } from '../kit/sign-in.ts';
import { type Visitor, wordsOf } from '../kit/visitor.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';

const ACR = 'urn:voordeur:acr:1';

let world: World;
let app: RelyingParty;
let page: RelyingParty;

beforeAll(async () => {
  world = await openWorld();
  await world.organisation('acme', { preferredLanguage: 'en' });
  await world.person('acme', 'Anna');
  app = await world.relyingParty('exam');
  page = await world.relyingParty('spa', { token_endpoint_auth_method: 'none' });
});

afterEach(() => world.clock.release());
afterAll(() => world.close());

async function tokensOf(signedIn: Awaited<ReturnType<typeof signIn>>) {
  return (await redeem(app, signedIn)).body;
}

const authTime = (tokens: Record<string, unknown>) => Number(decodeJwt(String(tokens['id_token']))['auth_time']);

async function asks(visitor: Visitor, request: Record<string, string> = {}): Promise<boolean> {
  return (await authorize(app, { portal: 'acme', ...request }, visitor)).answer.status === 200;
}

async function silent(visitor: Visitor, request: Record<string, string> = {}): Promise<Record<string, string>> {
  return returned((await authorize(app, { portal: 'acme', prompt: 'none', ...request }, visitor)).answer);
}

test('a second sign-in on a live session asks nothing and tells the first one’s auth_time', async () => {
  const first = await signIn(app, 'Anna', { portal: 'acme' });
  const at = authTime(await tokensOf(first));
  world.clock.forward(minutes(5));
  const { begun, callback } = await authorize(app, { portal: 'acme' }, first.visitor);
  expect(authTime((await redeem(app, { begun, callback })).body)).toBe(at);
});

test('OIDC Core 3.1.2.1 prompt=login asks again and gives a new auth_time', async () => {
  const first = await signIn(app, 'Anna', { portal: 'acme' });
  const at = authTime(await tokensOf(first));
  world.clock.forward(minutes(5));
  const again = await signIn(app, 'Anna', { portal: 'acme', prompt: 'login' }, first.visitor);
  expect(authTime(await tokensOf(again))).toBeGreaterThanOrEqual(at + 300);
});

test('OIDC Core 3.1.2.1 max_age asks again only once the sign-in is older, and gives a new auth_time', async () => {
  const first = await signIn(app, 'Anna', { portal: 'acme' });
  const at = authTime(await tokensOf(first));
  world.clock.forward(minutes(5));
  expect(await silent(first.visitor, { max_age: '600' })).toHaveProperty('code');
  expect(await silent(first.visitor, { max_age: '60' })).toMatchObject({ error: 'login_required' });
  const again = await signIn(app, 'Anna', { portal: 'acme', max_age: '60' }, first.visitor);
  expect(authTime(await tokensOf(again))).toBeGreaterThanOrEqual(at + 300);
});

test('OIDC Core 3.1.2.1 max_age=0 always asks, and what comes of it is accepted by openid-client', async () => {
  const { visitor } = await signIn(app, 'Anna', { portal: 'acme' });
  expect(await asks(visitor, { max_age: '0' })).toBe(true);
  const { begun, callback } = await signIn(app, 'Anna', { portal: 'acme', max_age: '0' }, visitor);
  expect((await app.exchange(callback, begun)).claims()).toHaveProperty('auth_time');
});

test('settled 71: a known acr value is met, and unknown ones beside it are ignored', async () => {
  for (const acr_values of [ACR, `urn:example:gold ${ACR}`]) {
    const { begun, callback } = await signIn(app, 'Anna', { portal: 'acme', acr_values });
    expect((await app.exchange(callback, begun)).claims()).toMatchObject({ acr: ACR });
  }
});

test('settled 71: acr_values of which none can be reached are refused, signed in or not, without asking for a password first', async () => {
  const { visitor } = await signIn(app, 'Anna', { portal: 'acme' });
  const request = { portal: 'acme', acr_values: 'urn:example:gold silver' };
  for (const answer of [(await authorize(app, request)).answer, (await authorize(app, request, visitor)).answer]) {
    expect(returned(answer)).toMatchObject({ error: 'unmet_authentication_requirements' });
  }
});

test('settled 71: an essential acr that is met passes, and one that cannot be met is refused', async () => {
  const essential = (values: string[]) => JSON.stringify({ id_token: { acr: { essential: true, values } } });
  const met = await signIn(app, 'Anna', { portal: 'acme', claims: essential([ACR]) });
  expect((await app.exchange(met.callback, met.begun)).claims()).toMatchObject({ acr: ACR });
  const { answer } = await authorize(app, { portal: 'acme', claims: essential(['urn:example:gold']), prompt: 'none' }, met.visitor);
  expect(returned(answer)).toHaveProperty('error');
  const { answer: asked, visitor } = await authorize(app, { portal: 'acme', claims: essential(['urn:example:gold']) }, met.visitor);
  const end = asked.status === 0 ? asked : await visitor.submit(asked, { username: 'Anna', password: PASSWORD }, app.isCallback);
  expect(returned(end)).toMatchObject({ error: 'unmet_authentication_requirements' });
});

test('settled 6: a session that is not used for 61 minutes asks again, and says why', async () => {
  const { visitor } = await signIn(app, 'Anna', { portal: 'acme' });
  world.clock.forward(minutes(58));
  expect(await silent(visitor)).toHaveProperty('code');
  world.clock.forward(minutes(62));
  expect(await silent(visitor)).toMatchObject({ error: 'login_required' });
  const { answer } = await authorize(app, { portal: 'acme' }, visitor);
  expect(wordsOf(answer)).toContain('You were away for a while');
});

test('settled 6: a session that was never used again asks after 61 minutes', async () => {
  const { visitor } = await signIn(app, 'Anna', { portal: 'acme' });
  world.clock.forward(minutes(61) + seconds(1));
  expect(await asks(visitor)).toBe(true);
});

test('settled 6: a refresh counts as activity, so that nothing dies in the middle of a three-hour test', async () => {
  const signedIn = await signIn(page, 'Anna', { portal: 'acme' });
  let tokens = (await redeem(page, signedIn)).body;
  for (let quarter = 0; quarter < 12; quarter += 1) {
    world.clock.forward(minutes(15));
    const reply = await refresh(page, tokens['refresh_token']);
    expect(reply.status).toBe(200);
    tokens = reply.body;
  }
  expect(await silent(signedIn.visitor)).toHaveProperty('code');
  expect(await userinfo(page, tokens['access_token'])).toMatchObject({ status: 200 });
});

test('settled 6: after twelve hours a session asks again however busy it was, and its refresh token ends with it', async () => {
  const signedIn = await signIn(page, 'Anna', { portal: 'acme' });
  let tokens = (await redeem(page, signedIn)).body;
  for (let half = 0; half < 23; half += 1) {
    world.clock.forward(minutes(30));
    tokens = (await refresh(page, tokens['refresh_token'])).body;
    expect(await silent(signedIn.visitor)).toHaveProperty('code');
  }
  world.clock.forward(minutes(31));
  expect(await silent(signedIn.visitor)).toMatchObject({ error: 'login_required' });
  expect(await refresh(page, tokens['refresh_token'])).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
});

test('settled 5: with offline_access a refresh token outlives the session, idle for 24 hours at most', async () => {
  const { body } = await redeem(page, await signIn(page, 'Anna', { portal: 'acme', scope: 'openid offline_access' }));
  world.clock.forward(hours(23));
  const next = await refresh(page, body['refresh_token']);
  expect(next).toMatchObject({ status: 200 });
  world.clock.forward(hours(24) + minutes(1));
  expect(await refresh(page, next.body['refresh_token'])).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
});

test('settled 5: with offline_access a chain of refresh tokens ends after 30 days', async () => {
  let { body } = await redeem(page, await signIn(page, 'Anna', { portal: 'acme', scope: 'openid offline_access' }));
  for (let day = 0; day < 30; day += 1) {
    world.clock.forward(hours(23.9));
    const reply = await refresh(page, body['refresh_token']);
    expect(reply.status).toBe(200);
    body = reply.body;
  }
  world.clock.forward(hours(3));
  expect(await refresh(page, body['refresh_token'])).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
});

test('security 2.5 an access token is worth ten minutes, and the fifteen seconds that clocks may differ', async () => {
  const { body } = await redeem(app, await signIn(app, 'Anna', { portal: 'acme' }));
  expect(body['expires_in']).toBe(600);
  world.clock.forward(minutes(10) + seconds(16));
  expect(await userinfo(app, body['access_token'])).toMatchObject({ status: 401 });
});
