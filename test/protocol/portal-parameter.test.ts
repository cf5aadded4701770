import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { asClient, authorize, endpoint, redeem, redemption, returned, token } from '../kit/endpoints.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { signIn } from '../kit/sign-in.ts';
import { type Answer, Visitor, wordsOf } from '../kit/visitor.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';

let world: World;
let every: RelyingParty;
let acmeOnly: RelyingParty;
let withDefault: RelyingParty;
let acmeId = '';

beforeAll(async () => {
  world = await openWorld();
  for (const portal of ['acme', 'globex', 'initech']) {
    const { id } = await world.organisation(portal, { preferredLanguage: 'en' });
    if (portal === 'acme') acmeId = id;
    await world.person(portal, 'Anna');
  }
  every = await world.relyingParty('every');
  acmeOnly = await world.relyingParty('acme-only', { portals: ['acme'] });
  withDefault = await world.relyingParty('with-default', { portals: ['acme', 'globex'], default_portal: 'globex' });
});

afterAll(() => world.close());

/** The portal on whose page a request ended. */
const portalOf = (answer: Answer) => new URL(answer.url).pathname.split('/')[1];

async function portalReached(app: RelyingParty, request: Record<string, string>, visitor = new Visitor()): Promise<string | undefined> {
  const { answer } = await authorize(app, request, visitor);
  expect(answer.status).toBe(200);
  return portalOf(answer);
}

test.each(['acme', 'ACME', ' acme '])('settled 2: the portal is found by its short name, written %j', async (portal) => {
  expect(await portalReached(every, { portal })).toBe('acme');
});

test('settled 2: the portal is found by the organisation’s id', async () => {
  expect(await portalReached(every, { portal: acmeId })).toBe('acme');
});

test('settled 2: an unknown portal is invalid_request back to the application, naming the parameter', async () => {
  const { answer, begun } = await authorize(every, { portal: 'nowhere' });
  const back = returned(answer);
  expect(back).toMatchObject({ error: 'invalid_request', state: begun.state, iss: world.url });
  expect(back['error_description']).toContain('portal');
});

test('settled 2: a portal that the application does not serve is invalid_request, naming the parameter', async () => {
  for (const [app, portal] of [
    [acmeOnly, 'globex'],
    [withDefault, 'initech'],
  ] as const) {
    const back = returned((await authorize(app, { portal })).answer);
    expect([back['error'], back['error_description']]).toEqual(['invalid_request', expect.stringContaining('portal')]);
  }
});

test('settled 2: without the parameter the application’s only or default portal is taken', async () => {
  expect(await portalReached(acmeOnly, {})).toBe('acme');
  expect(await portalReached(withDefault, {})).toBe('globex');
});

test('settled 2: without the parameter the portal that this browser visited is taken', async () => {
  const visitor = new Visitor();
  await visitor.open(`${world.url}/initech`);
  expect(await portalReached(every, {}, visitor)).toBe('initech');
});

test('settled 2: a remembered portal that the application does not serve is not taken', async () => {
  const some = await world.relyingParty('some', { portals: ['acme', 'globex'] });
  const visitor = new Visitor();
  await visitor.open(`${world.url}/initech`);
  const { answer } = await authorize(some, {}, visitor);
  expect(new URL(answer.url).pathname).toBe('/');
});

test('settled 2: with no portal known the finder asks, names the application, and sends the same request again', async () => {
  const { answer, visitor, begun } = await authorize(every, { login_hint: 'Anna' });
  expect([answer.status, new URL(answer.url).pathname]).toEqual([200, '/']);
  expect(wordsOf(answer)).toContain('App every');
  const sheet = await visitor.submit(answer, { portal: 'globex' }, every.isCallback);
  expect(portalOf(sheet)).toBe('globex');
  const { url: callback } = await visitor.submit(sheet, { username: 'Anna', password: PASSWORD }, every.isCallback);
  const tokens = await every.exchange(callback, begun);
  expect(tokens.claims()).toMatchObject({ org_portal: 'globex' });
});

test('settled 2: a wrong name in the finder keeps the request waiting', async () => {
  const { answer, visitor, begun } = await authorize(every, {});
  const again = await visitor.submit(answer, { portal: 'nowhere' });
  expect([again.status, wordsOf(again)]).toEqual([200, expect.stringContaining('There is no portal with this name.')]);
  const sheet = await visitor.submit(again, { portal: 'acme' }, every.isCallback);
  const { url: callback } = await visitor.submit(sheet, { username: 'Anna', password: PASSWORD }, every.isCallback);
  expect((await every.exchange(callback, begun)).claims()).toMatchObject({ org_portal: 'acme' });
});

test('settled 2: who is signed in at the chosen portal goes straight from the finder to the application', async () => {
  const { visitor } = await signIn(every, 'Anna', { portal: 'acme' });
  const { answer, begun } = await authorize(every, {}, visitor);
  const arrived = await visitor.submit(answer, { portal: 'acme' }, every.isCallback);
  expect((await every.exchange(arrived.url, begun)).claims()).toMatchObject({ org_portal: 'acme' });
});

test('settled 60: prompt=none without a session is login_required, and without a portal too', async () => {
  for (const request of [{ portal: 'acme' }, {}]) {
    const { answer, begun } = await authorize(every, { prompt: 'none', ...request });
    expect(returned(answer)).toMatchObject({ error: 'login_required', state: begun.state });
  }
});

test('settled 60: prompt=none with an id_token_hint finds the portal of the person', async () => {
  const { visitor, begun, callback } = await signIn(every, 'Anna', { portal: 'acme' });
  const { id_token = '' } = await every.exchange(callback, begun);
  const { answer } = await authorize(every, { prompt: 'none', id_token_hint: id_token }, visitor);
  expect(returned(answer)).toHaveProperty('code');
});

test('OIDC Core 3.1.2.2 the id_token_hint of somebody else is login_required', async () => {
  const bram = await world.person('acme', 'Bram');
  expect(bram.id).toBeTruthy();
  const other = await signIn(every, 'Bram', { portal: 'acme' });
  const { id_token = '' } = await every.exchange(other.callback, other.begun);
  const { visitor } = await signIn(every, 'Anna', { portal: 'acme' });
  const { answer } = await authorize(every, { portal: 'acme', prompt: 'none', id_token_hint: id_token }, visitor);
  expect(returned(answer)).toMatchObject({ error: 'login_required' });
});

/** Pushes a request (RFC 9126) and returns the answer and what it was begun with. */
async function push(app: RelyingParty, request: Record<string, string>) {
  const begun = await app.begin(request);
  const reply = await asClient(
    app,
    endpoint(app, 'pushed_authorization_request_endpoint'),
    Object.fromEntries(new URL(begun.url).searchParams),
  );
  return { begun, reply };
}

test('settled 60: a pushed request without portal, for an application with several, is invalid_request at the push', async () => {
  const { reply } = await push(every, {});
  expect(reply).toMatchObject({ status: 400, body: { error: 'invalid_request', error_description: expect.stringContaining('portal') } });
});

test.each([{ portal: 'globex' }, { portal: 'nowhere' }])(
  'settled 60: a pushed request with $portal is judged at the push',
  async (request) => {
    const { reply } = await push(acmeOnly, request);
    expect(reply).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
  },
);

test('RFC 9126 a pushed request with portal signs in, offline_access included, and its request_uri works once', async () => {
  const { begun, reply } = await push(every, { portal: 'globex', scope: 'openid offline_access' });
  expect(reply).toMatchObject({ status: 201, body: { request_uri: expect.any(String) } });
  const parameters = new URLSearchParams({ client_id: 'every', request_uri: String(reply.body['request_uri']) });
  const visitor = new Visitor();
  const url = `${endpoint(every, 'authorization_endpoint')}?${parameters}`;
  const sheet = await visitor.open(url, every.isCallback);
  expect(portalOf(sheet)).toBe('globex');
  const { url: callback } = await visitor.submit(sheet, { username: 'Anna', password: PASSWORD }, every.isCallback);
  const tokens = await token(every, redemption(every, { callback, begun }));
  expect(tokens).toMatchObject({ status: 200, body: { scope: 'openid offline_access' } });
  expect((await visitor.open(url)).status).toBe(400);
});

test('the portal cannot be changed between the sign-in page and its answer', async () => {
  const visitor = new Visitor();
  const begun = await every.begin({ portal: 'acme' });
  const sheet = await visitor.open(begun.url);
  const moved = await visitor.open(sheet.url.replace('/acme/', '/globex/'));
  expect(moved.url).not.toContain(new URL(sheet.url).pathname.split('/')[3] ?? 'none');
  const { url: callback } = await visitor.submit(sheet, { username: 'Anna', password: PASSWORD }, every.isCallback);
  expect(await redeem(every, { begun, callback })).toMatchObject({ status: 200 });
});
