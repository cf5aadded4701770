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
import { inMails, mailAt } from '../kit/mail/received.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { halfway } from '../kit/second-step/halfway.ts';
import { type ServerProcess, startServer } from '../kit/server.ts';
import { type Answer, Visitor } from '../kit/visitor.ts';
import { surroundingsIn } from '../kit/world.ts';
import { secondStepSecrets } from './second-secrets.ts';

const CHOSEN = 'vijf ezels op de dijk';
const ADDRESSES = [
  ...['anna', 'bert', 'gone', 'slow', 'carel'].map((name) => `${name}@people.example`),
  ...['nobody', 'carel'].map((name) => `${name}@elsewhere.example`),
];

/** What the audit log tells of the run. */
const EVENTS = [
  ...['link.asked', 'link.code-right', 'link.code-wrong', 'challenge.code-asked', 'password.changed', 'email.changed'],
  ...['code.mailed', 'code.wrong', 'code.right', 'factor.added', 'recovery-codes.made', 'recovery-code.used', 'trusted-browser.added'],
];

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
  for (const username of ['Bert', 'Berta', 'Gone', 'Slow'])
    await furnish.person('acme', username, { email: `${username.slice(0, 4).toLowerCase()}@people.example` });
  await inviteAccount(installation.acting, id);
  const policy = { twoStep: 'required', twoStepMailBesideApp: true, trustedBrowserDays: 30 };
  await furnish.organisation('beta', { preferredLanguage: 'en', policy });
  const carel = await furnish.person('beta', 'Carel', { email: 'carel@people.example' });
  server = await startServer(environment);
  const app = await furnish.relyingParty('exam');
  await installation.close();
  await activate();
  await recover();
  await askInVain();
  const mailed = (pattern: RegExp) => inMails(mail, taken, pattern);
  const walk = { app, portal: 'beta', person: carel, wanted: 'carel@elsewhere.example', mailed };
  for (const secret of await secondStepSecrets(walk)) secrets.add(secret);
  audit = await auditOf(environment.VOORDEUR_DATABASE);
  await surprise(environment.VOORDEUR_DATABASE, app);
  expect(await server.end()).toBe(0);
  said = server.said();
}, 120_000);

afterAll(async () => {
  await server?.end();
  await mail.close();
  await rm(folder, { recursive: true });
});

/** The next mail. What it holds is secret from now on. */
async function nextMail(): Promise<{ readonly tokens: string[]; readonly codes: string[]; readonly digits: string[] }> {
  const text = await mailAt(mail, taken);
  taken += 1;
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
  const bent = ['', 'x', '/', '?email=anna@people.example'].map((end) => link + end);
  for (const address of [...bent, link.replace('/acme/', '/other/'), `${origin}/${token}`])
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
  const email = 'anna@people.example';
  const asked = await visitor.submit(await visitor.open(`${origin}/acme/forgot-username`), { email, do: 'mail' });
  const { digits } = await nextMail();
  expect(digits).toHaveLength(1);
  await visitor.submit(asked, { email, mailed: digits[0] ?? '' });
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

/** The database breaks under a link, a form, a code and the outbox: the errors that are logged have seen everything. */
async function surprise(url: string, app: RelyingParty): Promise<void> {
  const { visitor, page } = await halfway(app, 'Carel', { portal: 'beta' });
  const asked = await visitor.open(page.url.replace(/[\w-]+$/, 'recovery-code'));
  const database = await openDatabase({ url });
  await database.run('alter table mailed_link rename to lost');
  const [token] = [...secrets].filter((secret) => secret.length === 43);
  expect((await new Visitor().open(`${origin}/acme/activate/${token}`)).status).toBe(500);
  expect((await ask('/acme/forgot-password', { username: 'anna@people.example' })).status).toBe(500);
  await database.run('alter table recovery_code rename to lost_code');
  const [code = ''] = [...secrets].filter((secret) => /^\w{4}(-\w{4}){3}$/.test(secret));
  expect((await visitor.submit(asked, { code })).status).toBe(500);
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
  expect(secrets.size).toBeGreaterThan(ADDRESSES.length + 9 + 40);
  for (const message of ['mail handed over', 'mail bounced', 'mail put off', 'a request met a surprise']) expect(said).toContain(message);
  for (const event of EVENTS) expect(audit).toContain(event);
});

/** Six digits stand in a time or a port by chance, so those are looked for alone. */
function standsIn(text: string, secret: string): boolean {
  if (/^\d{6}$/.test(secret)) return new RegExp(`(?<![\\d.])${secret}(?!\\d)`).test(text);
  return [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)].some((form) => text.includes(form));
}

test('security 2.9, issue 5 no token, code, key, challenge or address stands in the log, whatever happened', () => {
  expect([...secrets].filter((secret) => standsIn(said, secret))).toEqual([]);
  expect(said).not.toMatch(/@(?:people|elsewhere)|%40|is unknown here/);
});

test('security 1.39 nor in the audit log', () => {
  expect([...secrets].filter((secret) => standsIn(audit, secret))).toEqual([]);
  expect(audit).not.toContain('@');
});
