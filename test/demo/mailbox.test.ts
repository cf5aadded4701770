import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { parse } from 'node-html-parser';
import { type Mailbox, startMailbox } from '../../demo/mailbox/mailbox.ts';
import { mailPreviews } from '../../demo/mailbox/previews.ts';
import { readMail } from '../../demo/mailbox/read.ts';
import { rawMails } from '../../src/mailer/raw-mail.ts';
import { openWorld, type World } from '../kit/world.ts';
import { composeSample, everyMail, HANDED_OVER } from '../mailer/letters.ts';

let mailbox: Mailbox;
let world: World;
const surprises: unknown[] = [];

beforeAll(async () => {
  mailbox = await startMailbox({ port: 0, now: () => world.clock.now(), report: (error) => surprises.push(error) });
  world = await openWorld({ VOORDEUR_SMTP_URL: mailbox.smtpUrl });
});

afterAll(async () => {
  await world?.close();
  await mailbox?.close();
});

afterEach(() => expect(surprises).toEqual([]));

const page = async (path: string) => {
  const answer = await fetch(mailbox.url + path);
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
};
const hrefs = (text: string) =>
  parse(text)
    .querySelectorAll('a')
    .map((link) => link.getAttribute('href') ?? '');

test('an empty mailbox says where to ask for mail', async () => {
  expect((await page('/')).text).toContain('No mail has arrived');
  mailbox.open([{ href: `${world.url}/acme/forgot-password`, words: 'Forgot your password' }], { all: [], compose: async () => undefined });
  expect(hrefs((await page('/')).text)).toEqual([`${world.url}/acme/forgot-password`, '/preview', '/', '/preview']);
});

test('a letter of the product arrives by SMTP, and is read as it was written', async () => {
  const { id } = await world.organisation('acme', { name: 'Zoë & Søn, "Toetsen"', contactEmail: 'hulp@acme.example' });
  const account = await world.person('acme', 'anna', { givenName: 'Zoë', familyName: 'Ångström', email: 'zoe@home.example' });
  const { store } = world.app.installation;
  const mail = {
    kind: 'activation',
    link: 'l1',
    address: `${world.url}/acme/activate?t=${'Aa0-_'.repeat(9)}`,
    code: 'R4HW-9CJD',
    life: 3_600_000,
  } as const;
  const secrets = { tokenHash: 'hash', codeDigest: 'digest', passwordChangedAt: undefined, emailKey: 'zoe@home.example' };
  const link = { id: mail.link, purpose: mail.kind, organisationId: id, accountId: account.id, ...secrets } as const;
  await store.work(async ({ links, outbox }) => {
    await links.issue({ ...link, life: mail.life, issuedAt: world.clock.now() });
    await outbox.post({ organisation: id, account: account.id, to: 'zoe@home.example', locale: 'nl', mail }, world.clock.now());
  });
  await world.app.handOverMail();

  const list = await page('/');
  const [href = ''] = hrefs(list.text).filter((one) => one.startsWith('/mail/'));
  expect(list.text).toContain('Activeer je account bij Zoë &amp; Søn, &quot;Toetsen&quot;');
  const opened = parse((await page(href)).text);
  expect(
    opened
      .querySelectorAll('dd')
      .map((fact) => fact.textContent)
      .slice(0, 2),
  ).toEqual(['Zoë & Søn, "Toetsen" via Voordeur <inloggen@voordeur.example>', 'zoe@home.example']);
  const text = opened.querySelector('pre')?.textContent ?? '';
  expect(text).toContain('Hallo Zoë, Zoë & Søn, "Toetsen" heeft een account voor je gemaakt.');
  expect([...text.matchAll(/href="([^"]*)"/g)].map(([, address]) => address)).toContain(mail.address);

  const frame = await page(`${href}/html`);
  expect(hrefs(frame.text)).toContain(mail.address);
  expect(frame.text).toContain('<base target="_blank">');
  const source = await page(`${href}/source`);
  expect(source.headers.get('content-type')).toBe('text/plain; charset=utf-8');
  expect(source.text).toMatch(/^Auto-Submitted: auto-generated\r$/m);
});

test('every mail of the product is read from the wire as it was composed, whatever way it was packed', async () => {
  const unix = (text: string) => text.replaceAll('\r\n', '\n').trim();
  const write = rawMails('login.example', undefined);
  for (const [name, sample, language] of everyMail) {
    const mail = await composeSample(sample, language);
    const read = readMail((await write('letter-1', mail, HANDED_OVER)).bytes);
    expect([name, unix(read.text)]).toEqual([name, unix(mail.text)]);
    expect([name, unix(read.html)]).toEqual([name, unix(mail.html)]);
    expect([read.subject, read.to]).toEqual([mail.subject, 'anna@home.example']);
  }
});

test('a mail runs nothing and fetches nothing in the mailbox, whoever wrote it', async () => {
  const { headers } = await page(`${hrefs((await page('/')).text).find((one) => one.startsWith('/mail/'))}/html`);
  const policy = headers.get('content-security-policy');
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain('sandbox allow-popups allow-popups-to-escape-sandbox');
  expect(policy).not.toContain('script');
});

test('every mail can be looked at in both languages without being sent', async () => {
  const { id } = await world.organisation('globex', {});
  const account = await world.person('globex', 'piet', { givenName: 'Piet' });
  const previews = mailPreviews({
    ports: world.app.installation.store.ports,
    issuer: world.url,
    sender: 'inloggen@voordeur.example',
    now: () => world.clock.now(),
    portalUrl: `${world.url}/globex`,
    organisation: id,
    account: account.id,
    to: 'piet@home.example',
  });
  mailbox.open([], previews);
  const list = hrefs((await page('/preview')).text).filter((href) => href.startsWith('/preview/'));
  expect(list).toHaveLength(everyMail.length);
  const before = (await page('/')).text;
  for (const href of list) {
    const [shown, frame] = [await page(href), await page(`${href}/html`)];
    expect([href, shown.status, frame.status]).toEqual([href, 200, 200]);
    expect(frame.text).toContain(`<html lang="${href.slice(-2)}"`);
    expect(parse(shown.text).querySelector('pre')?.textContent.length).toBeGreaterThan(100);
  }
  expect((await page('/')).text).toBe(before);
});

test('what is not there is said, and nothing can be changed', async () => {
  for (const path of ['/mail/none', '/mail/none/html', '/preview/none', '/etc/passwd', '/mailbox'])
    expect((await page(path)).status).toBe(404);
  expect((await fetch(mailbox.url, { method: 'POST' })).status).toBe(405);
});

/** Says lines to the mail server, each after the answer to the one before. Returns the answers' codes. */
async function talk(lines: readonly string[]): Promise<string[]> {
  const socket = connect(Number(new URL(mailbox.smtpUrl).port), '127.0.0.1');
  const heard = async () => String((await once(socket, 'data'))[0]).slice(0, 3);
  const codes = [await heard()];
  for (const line of lines) {
    socket.write(`${line}\r\n`);
    codes.push(await heard());
  }
  socket.destroy();
  return codes;
}

test('the mail server keeps to the order of SMTP, and takes off the dots that SMTP puts on (RFC 5321 4.5.2)', async () => {
  expect(await talk(['RCPT TO:<a@b.example>', 'DATA', 'VRFY a', 'NOOP', 'HELO me', 'RSET', 'QUIT'])).toEqual([
    '220',
    '503',
    '503',
    '502',
    '250',
    '250',
    '250',
    '221',
  ]);
  const letter = 'Subject: dots\r\n\r\n..one\r\n...two\r\nthree\r\n.';
  expect(await talk(['EHLO me', 'MAIL FROM:<a@b.example>', 'RCPT TO:<c@d.example>', 'DATA', letter])).toEqual([
    '220',
    '250',
    '250',
    '250',
    '354',
    '250',
  ]);
  const [href = ''] = hrefs((await page('/')).text);
  expect((await page(`${href}/source`)).text).toBe('Subject: dots\r\n\r\n.one\r\n..two\r\nthree\r\n');
  expect(await talk([`EHLO ${'x'.repeat(600)}`])).toEqual(['220', '500']);
});

test.each([
  ['=?UTF-8?Q?Zo=C3=AB?= =?UTF-8?Q?_S=C3=B8n?=', 'Zoë Søn'],
  ['=?UTF-8?B?8J+Zgg==?= plain', '🙂 plain'],
  ['plain =?utf-8?q?a=3Db?=', 'plain a=b'],
])('the header %j is read as %j (RFC 2047)', (given, read) => {
  expect(readMail(Buffer.from(`Subject: ${given}\r\n\r\nx`)).subject).toBe(read);
});
