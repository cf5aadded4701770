import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openInstallation } from '../../src/commands/installation.ts';
import { generateKeyring, type Keyring, parseKeyring } from '../../src/crypto/keyring.ts';
import { inviteAccount } from '../../src/domain/administration/invitations.ts';
import { openDatabase } from '../../src/store/store.ts';
import { codeOn } from '../kit/challenge.ts';
import { furnishing } from '../kit/furnish.ts';
import { type MailServer, openMailServer } from '../kit/mail/mail-server.ts';
import { type ServerProcess, startServer } from '../kit/server.ts';
import { type Answer, Visitor } from '../kit/visitor.ts';
import { surroundingsIn } from '../kit/world.ts';

/** Longest wait for a mail that another process hands over, in milliseconds. */
const PATIENCE = 15_000;
const CHOSEN = 'vijf ezels op de dijk';
const ADDRESSES = ['anna@people.example', 'bert@people.example', 'gone@people.example', 'slow@people.example', 'nobody@elsewhere.example'];

let folder: string;
let mail: MailServer;
let origin: string;
let keyring: Keyring;
/** Tokens, codes and addresses that were mailed or typed. */
const secrets = new Set<string>(ADDRESSES);
/** Standard output and error of the server, from its start to its end, at log level debug; and the audit log. */
let said: string;
let audit: string;
let taken = 0;
let server: ServerProcess | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'voordeur-mailed-logs-'));
  mail = await openMailServer();
  await mail.behave(
    { at: 'recipient', does: '550 5.1.1 <gone@people.example> is unknown here', to: 'gone@people.example' },
    { at: 'recipient', does: '451 4.7.1 <slow@people.example> later', to: 'slow@people.example' },
  );
  const ring = JSON.stringify(generateKeyring());
  keyring = parseKeyring(ring);
  const own = { VOORDEUR_KEYRING: ring, VOORDEUR_LOG_LEVEL: 'debug', VOORDEUR_SMTP_URL: mail.url };
  const environment = { ...(await surroundingsIn(folder)), ...own };
  origin = environment.VOORDEUR_ISSUER;
  const installation = await openInstallation(environment);
  const furnish = furnishing(installation.acting, origin);
  await furnish.organisation('acme');
  const { id } = await furnish.person('acme', 'Anna', { email: 'anna@people.example', password: undefined });
  for (const [username, email] of [
    ['Bert', 'bert@people.example'],
    ['Berta', 'bert@people.example'],
    ['Gone', 'gone@people.example'],
    ['Slow', 'slow@people.example'],
  ] as const)
    await furnish.person('acme', username, { email });
  await inviteAccount(installation.acting, id);
  await installation.close();
  server = await startServer(environment);
  await activate();
  await recover();
  await askInVain();
  audit = await auditOf(environment.VOORDEUR_DATABASE);
  await surprise(environment.VOORDEUR_DATABASE);
  expect(await server.end()).toBe(0);
  said = server.said();
}, 120_000);

afterAll(async () => {
  await server?.end();
  await mail.close();
  await rm(folder, { recursive: true });
});

/** The next mail, as its reader sees the text: quoted-printable undone (RFC 2045 §6.7). What it holds is secret from now on. */
async function nextMail(): Promise<{ readonly tokens: string[]; readonly codes: string[]; readonly digits: string[] }> {
  let raw: string | undefined;
  for (const patience = performance.now() + PATIENCE; raw === undefined; raw = (await mail.received())[taken]?.raw) {
    if (performance.now() > patience) throw new Error(`mail ${taken} does not come`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  taken += 1;
  const text = raw.replace(/=\r?\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  const all = (pattern: RegExp) => [...new Set([...text.matchAll(pattern)].map(([, found = '']) => found))];
  const found = {
    tokens: all(/\/acme\/(?:activate|reset)\/([\w-]{43})/g),
    codes: all(/(?<![-\w])([A-Z0-9]{4}-[A-Z0-9]{4})(?![-\w])/g),
    digits: all(/^Subject: (\d{6})\b/gm),
  };
  for (const secret of [...found.tokens, ...found.codes, ...found.codes.map((code) => code.replace('-', '')), ...found.digits])
    secrets.add(secret);
  return found;
}

/** The link opened in every way that a scanner or a clumsy hand thinks of, then used, and opened once more. */
async function activate(): Promise<void> {
  const [token] = (await nextMail()).tokens;
  const link = `${origin}/acme/activate/${token}`;
  for (const address of [
    link,
    `${link}x`,
    `${link}/`,
    `${link}?email=anna@people.example`,
    link.replace('/acme/', '/other/'),
    `${origin}/${token}`,
  ])
    await new Visitor({ referer: link, 'user-agent': link }).open(address);
  const visitor = new Visitor();
  await visitor.send(link, { method: 'HEAD' });
  await visitor.send(link, { method: 'POST', body: new URLSearchParams({ 'new-password': CHOSEN }) });
  const page = await visitor.submit(await visitor.open(link), { 'new-password': 'kort' });
  await visitor.submit(page, { 'new-password': CHOSEN });
  await new Visitor().open(link);
}

async function ask(place: string, typed: Record<string, string>, visitor = new Visitor()): Promise<Answer> {
  const page = await visitor.open(origin + place);
  return visitor.submit(page, { ...typed, captcha: await codeOn(keyring, page, visitor, 'forgot') });
}

/** Two links by one mail, the typed code, lists of names and portals, and a code for the extra check. */
async function recover(): Promise<void> {
  await ask('/acme/forgot-password', { username: 'bert@people.example' });
  const reset = await nextMail();
  expect([reset.tokens.length, reset.codes.length]).toEqual([2, 2]);
  for (const code of ['ABCD-2345', reset.codes[0] ?? '']) await ask('/acme/code', { username: 'bert@people.example', code });
  const visitor = new Visitor();
  await visitor.submit(await visitor.open(`${origin}/acme/reset/${reset.tokens[1]}`), { 'new-password': CHOSEN });
  await nextMail();
  await ask('/acme/forgot-username', { email: 'bert@people.example' });
  await nextMail();
  await ask('/sign-in/which-portal', { email: 'bert@people.example' });
  await nextMail();
  const other = new Visitor();
  const asked = await other.submit(await other.open(`${origin}/acme/forgot-username`), { email: 'anna@people.example', do: 'mail' });
  const { digits } = await nextMail();
  expect(digits).toHaveLength(1);
  await other.submit(asked, { email: 'anna@people.example', mailed: digits[0] ?? '' });
  await nextMail();
}

/** Mail that comes back, mail that is put off, and addresses of nobody; then one that goes out, so that they were tried before. */
async function askInVain(): Promise<void> {
  for (const username of ['gone@people.example', 'slow@people.example', 'nobody@elsewhere.example'])
    await ask('/acme/forgot-password', { username });
  await new Visitor().open(`${origin}/acme/forgot-password?username=nobody@elsewhere.example`);
  await ask('/acme/forgot-username', { email: 'anna@people.example' });
  await nextMail();
}

/** The database breaks under a link, a form and the outbox: the errors that are logged have seen everything. */
async function surprise(url: string): Promise<void> {
  const database = await openDatabase({ url });
  await database.run('alter table mailed_link rename to lost');
  const [token] = [...secrets].filter((secret) => secret.length === 43);
  expect((await new Visitor().open(`${origin}/acme/activate/${token}`)).status).toBe(500);
  expect((await ask('/acme/forgot-password', { username: 'anna@people.example' })).status).toBe(500);
  await database.run('alter table letter rename to lost_letter');
  expect((await ask('/acme/forgot-username', { email: 'anna@people.example' })).status).toBe(500);
  await database.close();
}

async function auditOf(url: string): Promise<string> {
  const database = await openDatabase({ url });
  const rows = await database.all('select * from audit');
  await database.close();
  return JSON.stringify(rows);
}

test('the run had everything in it that a log could give away', () => {
  expect(secrets.size).toBeGreaterThan(ADDRESSES.length + 3 + 6);
  for (const message of ['mail handed over', 'mail bounced', 'mail put off', 'a request met a surprise']) expect(said).toContain(message);
  for (const event of ['link.asked', 'link.code-right', 'link.code-wrong', 'challenge.code-asked', 'password.changed'])
    expect(audit).toContain(event);
});

test('security 2.9, issue 5 no token, code or address of a mail stands in the log, whatever happened', () => {
  expect([...secrets].filter((secret) => said.includes(secret) || said.includes(encodeURIComponent(secret)))).toEqual([]);
  expect(said).not.toMatch(/@(?:people|elsewhere)|%40|is unknown here/);
});

test('security 1.39 nor in the audit log', () => {
  expect([...secrets].filter((secret) => audit.includes(secret))).toEqual([]);
  expect(audit).not.toContain('@');
});
