import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openInstallation } from '../../src/commands/installation.ts';
import { generateKeyring } from '../../src/crypto/keyring.ts';
import { addConnection } from '../../src/domain/administration/connections.ts';
import { setOrganisation } from '../../src/domain/administration/organisations.ts';
import { openDatabase } from '../../src/store/store.ts';
import { CROOKED_CLIENT, type CrookedProvider, openCrookedProvider } from '../kit/crooked-provider.ts';
import { departed, pressed } from '../kit/federated.ts';
import { furnishing } from '../kit/furnish.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { type ServerProcess, startServer } from '../kit/server.ts';
import { type Answer, Visitor } from '../kit/visitor.ts';
import { surroundingsIn } from '../kit/world.ts';

const MAIL = 'jan@acme.example';
const STRANGER = 'sven@elsewhere.example';
const ACCESS = randomBytes(32).toString('base64url');
/** What the provider says where it quotes whatever it knows. */
const QUOTED = `the grant of ${MAIL} by ${ACCESS} trace ${randomUUID()}`;

let folder: string;
let provider: CrookedProvider;
let server: ServerProcess | undefined;
let app: RelyingParty;
let database: string;
/** Everything that must not be found. */
const secrets = new Set<string>([MAIL, STRANGER, ACCESS, CROOKED_CLIENT.clientSecret]);
/** Standard output and error of the server, from its start to its end, at log level debug; and the audit log. */
let said: string;
let audit: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'voordeur-work-logs-'));
  provider = await openCrookedProvider();
  const own = { VOORDEUR_KEYRING: JSON.stringify(generateKeyring()), VOORDEUR_LOG_LEVEL: 'debug' };
  const environment = { ...(await surroundingsIn(folder)), ...own };
  database = environment.VOORDEUR_DATABASE;
  const installation = await openInstallation(environment);
  const furnish = furnishing(installation.acting, environment.VOORDEUR_ISSUER);
  await furnish.organisation('acme', { preferredLanguage: 'en' });
  await furnish.person('acme', 'Jan', { email: MAIL });
  const connection = { name: 'Acme ID', issuer: provider.issuer, ...CROOKED_CLIENT, links: 'by-email' };
  expect(await addConnection(installation.acting, 'acme', connection)).toMatchObject({ done: true });
  const policy = { singleSignOn: 'required', singleSignOnDomains: ['acme.example'] } as const;
  expect(await setOrganisation(installation.acting, 'acme', { policy })).toMatchObject({ done: true });
  server = await startServer(environment);
  app = await furnish.relyingParty('exam');
  await installation.close();
  await comeAndGo();
  await comeInVain();
  audit = await auditOf();
  await surprise();
  expect(await server.end()).toBe(0);
  said = server.said();
}, 120_000);

afterAll(async () => {
  await server?.end();
  await provider.close();
  await rm(folder, { recursive: true });
});

/** To the provider, which sends the browser back; what stands in the two addresses is secret from now on. */
async function away(more?: Parameters<CrookedProvider['authorize']>[1]) {
  const visitor = new Visitor();
  const begun = await app.begin({ portal: 'acme', login_hint: MAIL });
  const page = await visitor.open(begun.url, app.isCallback);
  const address = departed(await pressed({ visitor, begun, page }));
  const callback = provider.authorize(address, more);
  const [asked, answered] = [new URL(address).searchParams, new URL(callback).searchParams];
  for (const secret of [asked.get('state'), asked.get('nonce'), answered.get('code')]) if (secret) secrets.add(secret);
  return { visitor, callback };
}

async function back({ visitor, callback }: Awaited<ReturnType<typeof away>>): Promise<Answer> {
  const answer = await visitor.open(callback, app.isCallback);
  const verifier = provider.lastGrant().get('code_verifier');
  if (verifier) secrets.add(verifier);
  return answer;
}

/** In, by an address that is linked by it; then once more, as known. */
async function comeAndGo(): Promise<void> {
  provider.behaviour.tokens = { access_token: ACCESS };
  for (const _time of ['linked', 'known']) {
    const { url } = await back(await away());
    expect(app.isCallback(url)).toBe(true);
    secrets.add(new URL(url).searchParams.get('code') ?? '');
  }
}

/** All that can go wrong there, said by a provider that quotes everything; and addresses that are bent, cut and sent twice. */
async function comeInVain(): Promise<void> {
  const failing: readonly Partial<CrookedProvider['behaviour']>[] = [
    { claims: { aud: MAIL } },
    { claims: { sub: 'person-2', email: STRANGER } },
    { signed: 'other key' },
    { instead: { '/token': { status: 400, body: { error: 'invalid_grant', error_description: QUOTED } } } },
    { instead: { '/token': { status: 500, type: 'text/html', body: `<p>${QUOTED}</p>` } } },
    { instead: { '/token': { status: 302, headers: { location: `https://elsewhere.example/?${QUOTED}` }, body: '' } } },
  ];
  for (const behaviour of failing) {
    Object.assign(provider.behaviour, { tokens: { access_token: ACCESS } }, behaviour);
    expect((await back(await away())).text).toContain('did not work');
    provider.mend();
  }
  for (const error of ['access_denied', 'server_error', ACCESS])
    await back(await away({ code: undefined, error, error_description: QUOTED }));
  const gone = await away();
  for (const address of [`${gone.callback}x`, gone.callback.replace('/callback', `/callback/${MAIL}`), gone.callback, gone.callback])
    await gone.visitor.open(address, app.isCallback);
  await new Visitor({ referer: gone.callback, 'user-agent': gone.callback }).send(gone.callback, { method: 'POST' });
}

/** The database breaks under an answer, and under a departure: the errors that are logged have seen everything. */
async function surprise(): Promise<void> {
  const [waiting, sheet] = [await away(), new Visitor()];
  const begun = await app.begin({ portal: 'acme' });
  const page = await sheet.open(begun.url);
  const tables = await openDatabase({ url: database });
  await tables.run('alter table identity rename to lost');
  expect((await back(waiting)).status).toBe(500);
  await tables.run('alter table upstream_visit rename to lost_visit');
  await expect(pressed({ visitor: sheet, begun, page })).resolves.toMatchObject({ status: 500 });
  await tables.close();
}

async function auditOf(): Promise<string> {
  const tables = await openDatabase({ url: database });
  const rows = await tables.all('select * from audit');
  await tables.close();
  return JSON.stringify(rows);
}

const foundIn = (text: string) =>
  [...secrets].filter((secret) =>
    [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)].some((form) => text.includes(form)),
  );

test('the run had everything in it that a log could give away', () => {
  expect([...secrets].filter((secret) => secret.length < 10)).toEqual([]);
  expect(secrets.size).toBeGreaterThan(30);
  expect(said.match(/a request met a surprise/g)).toHaveLength(2);
  for (const event of ['sign-in.sso-failed', 'sign-in.succeeded']) expect(audit).toContain(event);
});

test('security 2.9, issue 5 no token, code, state, nonce, verifier, secret or address of single sign-on stands in the log, whatever happened', () => {
  expect(foundIn(said)).toEqual([]);
  expect(said).not.toMatch(/eyJ|%40|acme\.example|elsewhere\.example/);
});

test('security 1.39 nor in the audit log', () => {
  expect(foundIn(audit)).toEqual([]);
  expect(audit).not.toMatch(/eyJ|@/);
  // What the operator can ask the provider about stays.
  expect(audit).toMatch(/the grant of \[address\] by \[long\] trace [0-9a-f-]{36}/);
});
