import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openInstallation } from '../../src/commands/installation.ts';
import { generateKeyring } from '../../src/crypto/keyring.ts';
import { openDatabase } from '../../src/store/store.ts';
import {
  asClient,
  authorize,
  basic,
  endpoint,
  introspect,
  post,
  redeem,
  redemption,
  refresh,
  signOutUrl,
  token,
  userinfo,
} from '../kit/endpoints.ts';
import { furnishing, PASSWORD } from '../kit/furnish.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { startServer } from '../kit/server.ts';
import { signIn } from '../kit/sign-in.ts';
import { type Answer, formOf, Visitor } from '../kit/visitor.ts';
import { surroundingsIn } from '../kit/world.ts';

const MAIL = 'anna.jansen@example.nl';
const WRONG = 'a wrong horse in the meadow';
/** Terminals obey ESC, and log readers believe a line that looks like one. */
const FORGED = 'Anna\r\n{"level":30,"message":"forged"}\u001b[2J\u2028\u0085';

let folder: string;
/** Everything that must not be found, by what it is. */
const secrets: Record<string, string> = { password: PASSWORD, 'wrong password': WRONG, 'mail address': MAIL };
/** Standard output and error of the server, from its start to its end, at log level debug. */
let said: string;
let lines: Record<string, unknown>[];
let audit: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'voordeur-logs-'));
  const keyring = JSON.stringify(generateKeyring());
  const environment = { ...(await surroundingsIn(folder)), VOORDEUR_KEYRING: keyring, VOORDEUR_LOG_LEVEL: 'debug' };
  const installation = await openInstallation(environment);
  const furnish = furnishing(installation.acting, environment.VOORDEUR_ISSUER);
  await furnish.organisation('acme');
  await furnish.person('acme', 'Anna', { email: MAIL });
  const server = await startServer(environment);
  const app = await furnish.relyingParty('exam');
  await installation.close();
  Object.assign(secrets, { 'client secret': app.options.secret, keyring });
  const database = environment.VOORDEUR_DATABASE;
  await failedAttempts(app);
  await wholeVisit(app);
  await nonsense(app);
  audit = await auditOf(database);
  await surprise(database, app);
  expect(await server.end()).toBe(0);
  said = server.said();
  lines = said.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : []));
}, 120_000);

afterAll(() => rm(folder, { recursive: true }));

async function keepCookies(visitor: Visitor, ...addresses: string[]): Promise<void> {
  for (const address of addresses) {
    for (const [name, value] of Object.entries(await visitor.cookies(address))) {
      // Names of portal and language are no secret, and not personal either.
      if (value.length > 10) secrets[`cookie ${name} ${Object.keys(secrets).length}`] = value;
    }
  }
}

/** A forged name, a password typed where the name goes, a wrong password. */
async function failedAttempts(app: RelyingParty): Promise<void> {
  const visitor = new Visitor();
  let sheet: Answer = await visitor.open((await app.begin({ portal: 'acme', login_hint: MAIL })).url);
  for (const [username, password] of [
    [FORGED, WRONG],
    [PASSWORD, 'x'],
    ['Anna', WRONG],
  ] as const) {
    Object.assign(secrets, { [`csrf of ${username}`]: formOf(sheet).fields['csrf'] ?? '' });
    sheet = await visitor.submit(sheet, { username, password });
  }
  await keepCookies(visitor, sheet.url);
}

/** Sign-in, tokens, refresh, introspection, the same code again, sign-out by hint. */
async function wholeVisit(app: RelyingParty): Promise<void> {
  const signedIn = await signIn(app, 'Anna', { portal: 'acme', login_hint: MAIL });
  const { visitor, begun, callback } = signedIn;
  const { body } = await redeem(app, signedIn);
  const renewed = (await refresh(app, body['refresh_token'])).body;
  await userinfo(app, body['access_token']);
  await introspect(app, body['access_token']);
  const { code } = redemption(app, { callback, begun });
  Object.assign(secrets, { code, verifier: begun.verifier, state: begun.state, nonce: begun.nonce });
  for (const name of ['access_token', 'refresh_token', 'id_token']) {
    Object.assign(secrets, { [name]: String(body[name]), [`renewed ${name}`]: String(renewed[name] ?? body[name]) });
  }
  await keepCookies(visitor, app.options.issuer);
  await redeem(app, signedIn);
  await visitor.open(signOutUrl(app, { id_token_hint: String(body['id_token']), state: begun.state }));
  await visitor.open(`${app.options.issuer}/?pending=${Buffer.from(new URL(begun.url).search).toString('base64url')}`);
}

/** Secrets where they do not belong, and requests that are refused. */
async function nonsense(app: RelyingParty): Promise<void> {
  const { issuer } = app.options;
  const wrongSecret = { authorization: basic('exam', WRONG) };
  await post(endpoint(app, 'token_endpoint'), { grant_type: 'authorization_code', code: WRONG }, wrongSecret);
  await token(app, {
    grant_type: 'authorization_code',
    code: secrets['code'] ?? '',
    code_verifier: 'x'.repeat(43),
    redirect_uri: app.options.redirectUri,
  });
  await token(app, { grant_type: 'refresh_token', refresh_token: WRONG });
  await asClient(app, endpoint(app, 'revocation_endpoint'), { token: secrets['refresh_token'] ?? '' });
  await authorize(app, { portal: 'acme', id_token_hint: `${secrets['id_token']}x`, prompt: 'none' });
  for (const path of [
    `/${MAIL}`,
    `/oidc/${secrets['code']}`,
    `/assets/${secrets['code']}`,
    `/acme/sign-in/${secrets['code']}/password?x=${MAIL}`,
    `/oidc/auth/${secrets['code']}`,
  ]) {
    await new Visitor({ authorization: `Bearer ${secrets['access_token']}`, 'user-agent': MAIL }).send(issuer + path);
  }
}

/** The database breaks under a sign-in: the error that is logged has seen everything. */
async function surprise(url: string, app: RelyingParty): Promise<void> {
  const visitor = new Visitor();
  const own = await visitor.open((await app.begin({ portal: 'acme', login_hint: MAIL })).url);
  const database = await openDatabase({ url });
  await database.run('alter table password rename to lost');
  await database.close();
  expect((await visitor.submit(own, { username: 'Anna', password: PASSWORD })).status).toBe(500);
}

async function auditOf(url: string): Promise<string> {
  const database = await openDatabase({ url });
  const rows = await database.all('select * from audit');
  await database.close();
  return JSON.stringify(rows);
}

const foundIn = (text: string) =>
  Object.entries(secrets)
    .filter(([, value]) => [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)].some((form) => text.includes(form)))
    .map(([what]) => what);

test('the run had everything in it that a log could give away', () => {
  expect(Object.values(secrets).filter((value) => value.length < 10)).toEqual([]);
  expect(Object.keys(secrets).length).toBeGreaterThan(20);
  expect(lines.filter(({ msg }) => msg === 'request').length).toBeGreaterThan(30);
  expect(lines.filter(({ status }) => status === 500)).toHaveLength(1);
  expect(lines.filter(({ msg }) => msg === 'a request met a surprise')).toHaveLength(1);
  expect(audit).toContain('sign-in.refused');
});

test('security 2.9 no password, code, token, cookie, verifier, secret, hint or mail address stands in the log', () => {
  expect(foundIn(said)).toEqual([]);
  expect(said).not.toContain('@example');
});

test('security 2.9 no query string stands in the log, and no field but those that are named', () => {
  expect(said).not.toMatch(/\?|client_id=|%[0-9A-F]{2}/);
  const fields = new Set(lines.flatMap((line) => Object.keys(line)));
  expect([...fields].sort()).toEqual(['error', 'level', 'method', 'ms', 'msg', 'pattern', 'reference', 'status', 'time']);
});

test('security 2.9 what was typed as a name cannot forge a line, nor move the cursor of who reads the log', () => {
  const all = said.trim().split('\n');
  const isGreeting = (line: string) => /^Voordeur serves http:\/\/localhost:\d+ on 127\.0\.0\.1:\d+$/.test(line);
  expect(all.filter(isGreeting)).toHaveLength(1);
  const rest = all.filter((line) => !isGreeting(line));
  expect(rest.map((line) => Object.keys(JSON.parse(line)).includes('time'))).not.toContain(false);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there.
  expect(said).not.toMatch(/forged|[\x00-\x09\x0b-\x1f\x7f\u0085\u2028]/);
});

test('security 1.39 the audit log holds none of them either, but the id by which the lines of one sign-in belong together', () => {
  expect(foundIn(audit).filter((what) => !what.startsWith('cookie voordeur_interaction'))).toEqual([]);
});
