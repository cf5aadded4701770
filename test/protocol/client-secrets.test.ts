import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import * as oidc from 'openid-client';
import { minutes } from '../../src/kernel/duration.ts';
import { basic, endpoint, post, type Reply, repeated, tally } from '../kit/endpoints.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { openWorld, type World } from '../kit/world.ts';

const COUNTED = '401 invalid_client';
const TOO_MANY = '429 invalid_client';

let world: World;

beforeAll(async () => {
  world = await openWorld();
});

afterEach(() => world.clock.release());
afterAll(() => world.close());

function service(id: string): Promise<RelyingParty> {
  return world.relyingParty(id, { grant_types: ['client_credentials'], redirect_uris: [] });
}

/** What each endpoint that an application proves itself at is asked. */
const ENDPOINTS = {
  token_endpoint: { grant_type: 'client_credentials' },
  introspection_endpoint: { token: 'none' },
  revocation_endpoint: { token: 'none' },
  pushed_authorization_request_endpoint: { response_type: 'code' },
} as const;

type Endpoint = keyof typeof ENDPOINTS;

function ask(app: RelyingParty, secret: string, id = app.options.clientId, at: Endpoint = 'token_endpoint'): Promise<Reply> {
  return post(endpoint(app, at), ENDPOINTS[at], { authorization: basic(id, secret) });
}

async function wrong(count: number, app: RelyingParty, id?: string, at?: Endpoint): Promise<Record<string, number>> {
  return tally(await repeated(count, (number) => ask(app, `wrong-${number}`, id, at)));
}

test('security 2.2 after 20 wrong secrets the next is too many, and says when to come back', async () => {
  const app = await service('guessed');
  expect(await wrong(20, app)).toEqual({ [COUNTED]: 20 });
  world.clock.forward(minutes(4));
  const { status, headers, body } = await ask(app, 'wrong');
  expect([status, body]).toEqual([429, { error: 'invalid_client', error_description: expect.stringContaining('too many') }]);
  expect(headers.get('retry-after')).toMatch(/^3(60|[345]\d)$/);
  expect(headers.get('cache-control')).toContain('no-store');
});

test('security T11 the right secret is served whatever was guessed, and the guessing starts no new count', async () => {
  const [app, other] = [await service('owned'), await service('neighbour')];
  expect(await wrong(21, app)).toEqual({ [COUNTED]: 20, [TOO_MANY]: 1 });
  expect((await ask(app, app.options.secret ?? '')).status).toBe(200);
  expect(await wrong(1, app)).toEqual({ [TOO_MANY]: 1 });
  expect(await wrong(1, other)).toEqual({ [COUNTED]: 1 });
});

test('security 2.2 ten minutes after the first wrong secret they are counted anew', async () => {
  const app = await service('patient');
  expect(await wrong(25, app)).toEqual({ [COUNTED]: 20, [TOO_MANY]: 5 });
  world.clock.forward(minutes(9));
  expect(await wrong(1, app)).toEqual({ [TOO_MANY]: 1 });
  world.clock.forward(minutes(1));
  expect(await wrong(21, app)).toEqual({ [COUNTED]: 20, [TOO_MANY]: 1 });
});

test('security 1.8 token, introspection, revocation and pushed requests share the count, and so do both ways to send a secret', async () => {
  const app = await world.relyingParty('everywhere', { grant_types: ['authorization_code', 'client_credentials'] });
  const endpoints = Object.keys(ENDPOINTS) as Endpoint[];
  for (const at of endpoints) expect(await wrong(4, app, 'everywhere', at)).toEqual({ [COUNTED]: 4 });
  const posted = (at: Endpoint) => post(endpoint(app, at), { ...ENDPOINTS[at], client_id: 'everywhere', client_secret: 'wrong' });
  expect(tally(await Promise.all(endpoints.map(posted)))).toEqual({ [COUNTED]: 4 });
  for (const at of endpoints) expect([await wrong(1, app, 'everywhere', at), (await posted(at)).status]).toEqual([{ [TOO_MANY]: 1 }, 429]);
  for (const at of endpoints) expect([401, 429]).not.toContain((await ask(app, app.options.secret ?? '', 'everywhere', at)).status);
});

test('security 2.2 an id of no application is answered as ever, and takes no room in the store', async () => {
  const app = await service('existing');
  const { counters } = world.app.installation.store.ports;
  const forgotten = () => counters.sweep(Number.MAX_SAFE_INTEGER, 10_000);
  await forgotten();
  expect(await wrong(30, app, 'nobody')).toEqual({ [COUNTED]: 30 });
  expect(await forgotten()).toBe(0);
  await wrong(1, app);
  expect(await forgotten()).toBe(1);
});

test('security 1.39 the audit log has the wrong ones that were counted and one row for the limit, however many follow', async () => {
  const app = await service('audited');
  await wrong(40, app);
  await world.restart();
  const rows = await world.app.installation.store.ports.audit.list({}, 1000);
  const events = rows.filter(({ client }) => client === 'audited').map(({ event }) => event);
  expect(events.filter((event) => event === 'client.slowed')).toHaveLength(1);
  expect(events.filter((event) => event === 'token.refused')).toHaveLength(20);
  expect(await wrong(1, app)).toEqual({ [TOO_MANY]: 1 });
});

test('RFC 6749 5.2 to an application’s library one too many is the error it knows', async () => {
  const app = await service('library');
  await wrong(20, app);
  const authentication = oidc.ClientSecretBasic('wrong');
  const config = await oidc.discovery(new URL(world.url), 'library', {}, authentication, { execute: [oidc.allowInsecureRequests] });
  await expect(oidc.clientCredentialsGrant(config)).rejects.toMatchObject({ status: 429, error: 'invalid_client' });
});
