import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import { openInstallation } from '../../src/commands/installation.ts';
import { readConfig } from '../../src/config/config.ts';
import { systemClock } from '../../src/kernel/clock.ts';
import { lifetimesConfiguration } from '../../src/provider/lifetimes.ts';
import { payloadOf } from '../../src/store/oidc-adapter.ts';
import { openDatabase } from '../../src/store/store.ts';
import { asClient, endpoint, redeem, refresh, token } from '../kit/endpoints.ts';
import { furnishing } from '../kit/furnish.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { type ServerProcess, startServer } from '../kit/server.ts';
import { type SignedIn, signIn } from '../kit/sign-in.ts';
import { Visitor } from '../kit/visitor.ts';
import { surroundingsIn } from '../kit/world.ts';

const [MINUTE, HOUR, DAY] = [60, 3600, 86_400];
const API = 'https://api.example.org/results';

let folder: string;
let environment: Record<string, string>;
let server: ServerProcess;
let exam: RelyingParty;
let spa: RelyingParty;
let machine: RelyingParty;
let signedIn: SignedIn;
let tokens: Record<string, unknown>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'voordeur-lives-'));
  environment = await surroundingsIn(folder);
  const installation = await openInstallation(environment);
  const furnish = furnishing(installation.acting, environment['VOORDEUR_ISSUER'] ?? '');
  await furnish.organisation('acme');
  await furnish.person('acme', 'Anna');
  await furnish.resource(API, ['results:read']);
  server = await startServer(environment);
  exam = await furnish.relyingParty('exam');
  spa = await furnish.relyingParty('spa', { token_endpoint_auth_method: 'none' });
  machine = await furnish.relyingParty('machine', { grant_types: ['client_credentials'], redirect_uris: [], resources: [API] });
  await installation.close();
  signedIn = await signIn(exam, 'Anna', { portal: 'acme' });
  tokens = (await redeem(exam, signedIn)).body;
});

afterAll(async () => {
  await server?.end();
  await rm(folder, { recursive: true, force: true });
});

/** What a token says of its own life, in seconds. */
function lifeOf(jwt: unknown): number {
  const { iat = Number.NaN, exp = Number.NaN } = decodeJwt(String(jwt));
  return exp - iat;
}

const ownToken = (more: Record<string, string> = {}) => token(machine, { grant_type: 'client_credentials', ...more });

/** Pushes a request (RFC 9126). */
async function push() {
  const { url } = await exam.begin({ portal: 'acme' });
  return asClient(exam, endpoint(exam, 'pushed_authorization_request_endpoint'), Object.fromEntries(new URL(url).searchParams));
}

/** How long a visitor keeps the cookie whose name begins so, in seconds; undefined: until the browser ends. */
async function keeps(visitor: Visitor, name: string): Promise<number | undefined> {
  const cookie = (await visitor.jar.serialize())?.cookies.find(({ key }) => key?.startsWith(name));
  if (!cookie) throw new Error(`no cookie ${name}`);
  const until = Date.parse(String(cookie['expires']));
  return Number.isNaN(until) ? undefined : (until - systemClock.now()) / 1000;
}

/** Lives of what is stored, in seconds, by kind. What was counted down from a moment before is said in full minutes. */
async function storedLives(): Promise<Record<string, number[]>> {
  const database = await openDatabase({ url: environment['VOORDEUR_DATABASE'] ?? '', pool: 1 });
  const rows = await database.all(`select model, payload, null as consumed_at from artifact_short
    union all select model, payload, null as consumed_at from artifact_long`);
  await database.close();
  const lives = new Map<string, Set<number>>();
  for (const row of rows) {
    const [model, { iat, exp }] = [String(row['model']), payloadOf(row)];
    lives.set(model, (lives.get(model) ?? new Set()).add(Math.round((Number(exp) - Number(iat)) / MINUTE) * MINUTE));
  }
  return Object.fromEntries([...lives].map(([model, all]) => [model, [...all].toSorted((one, other) => one - other)]));
}

test('security 2.5 an ID token says that it lives ten minutes, and so does the answer of an access token, each time', async () => {
  const again = (await refresh(exam, tokens['refresh_token'])).body;
  for (const body of [tokens, again]) expect([lifeOf(body['id_token']), body['expires_in']]).toEqual([10 * MINUTE, 10 * MINUTE]);
});

test('security 2.5 an application’s own token lives ten minutes, whether or not it is for an API', async () => {
  const opaque = await ownToken();
  const jwt = await ownToken({ resource: API, scope: 'results:read' });
  expect([opaque.body['expires_in'], jwt.body['expires_in'], lifeOf(jwt.body['access_token'])]).toEqual(Array(3).fill(10 * MINUTE));
});

test('security 2.5 a pushed request lives a minute', async () => {
  const pushed = await push();
  expect([pushed.status, pushed.body['expires_in']]).toEqual([201, MINUTE]);
});

test('security 2.6 the cookie of a sign-in is kept an hour at most, that of a session until the browser ends', async () => {
  const visitor = new Visitor();
  await visitor.open((await exam.begin({ portal: 'acme' })).url);
  const kept = await keeps(visitor, 'voordeur_interaction');
  expect(kept).toBeLessThanOrEqual(HOUR);
  expect(kept).toBeGreaterThan(HOUR / 2);
  expect(await keeps(signedIn.visitor, 'voordeur_session_')).toBeUndefined();
});

test('security 2.5 what is stored lives as long as is said: code, token, refresh token, sign-in, session, grant', async () => {
  await new Visitor().open((await exam.begin({ portal: 'acme' })).url);
  await redeem(spa, await signIn(spa, 'Anna', { portal: 'acme', scope: 'openid offline_access' }));
  await Promise.all([ownToken(), push()]);
  expect(await storedLives()).toMatchObject({
    AuthorizationCode: [MINUTE],
    AccessToken: [10 * MINUTE],
    ClientCredentials: [10 * MINUTE],
    PushedAuthorizationRequest: [MINUTE],
    // Once answered, two minutes for whom the answer did not reach.
    Interaction: [2 * MINUTE, 60 * MINUTE],
    Session: [12 * HOUR],
    // Bound to the session, and with `offline_access` (`settled.md` 5).
    RefreshToken: [12 * HOUR, 24 * HOUR],
    Grant: [31 * DAY],
  });
});

test('every life that the library knows is set by us, but for those of features that are off', () => {
  const source = readFileSync(join(import.meta.dirname, '../../node_modules/oidc-provider/lib/helpers/defaults.js'), 'utf8');
  const block = /^ {4}ttl: \{$([\s\S]*?)^ {4}\},$/m.exec(source)?.[1] ?? '';
  const known = [...block.matchAll(/^ {6}(\w+): \w+,$/gm)].map(([, name]) => name ?? '');
  const ours = Object.keys(lifetimesConfiguration(readConfig({}).lifetimes, systemClock));
  expect(ours.filter((name) => !known.includes(name))).toEqual([]);
  const left = known.filter((name) => !ours.includes(name));
  expect(left.toSorted()).toEqual(['BackchannelAuthenticationRequest', 'DeviceCode', 'PreAuthorizedCode']);
  const metadata = exam.config.serverMetadata();
  expect(metadata.grant_types_supported?.toSorted()).toEqual(['authorization_code', 'client_credentials', 'refresh_token']);
  for (const name of ['backchannel_authentication_endpoint', 'device_authorization_endpoint', 'credential_endpoint'])
    expect(name in metadata).toBe(false);
});

test('the library says nothing about a default that was left in force, at the start or at any of these requests', () => {
  expect(server.said()).toContain('Voordeur serves');
  expect(server.said()).not.toMatch(/oidc-provider (?:NOTICE|WARNING)/);
});
