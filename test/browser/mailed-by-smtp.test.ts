import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { inviteAccount } from '../../src/domain/administration/invitations.ts';
import { openBrowser, visit } from '../kit/browser.ts';
import { type MailServer, openMailServer } from '../kit/mail/mail-server.ts';
import { textOf } from '../kit/mail/received.ts';
import { Visitor } from '../kit/visitor.ts';
import { PASSWORD } from '../kit/world.ts';
import { DOORS, type Door, openStreet, type Street } from './front-door.ts';
import { ask } from './mailed-forms.ts';
import { fillIn, send } from './places.ts';

const CHOSEN = 'vijf ezels op de dijk';
const AGAIN = 'zes ezels op de dijk';

let server: MailServer;
let street: Street;
let browser: Browser;

beforeAll(async () => {
  server = await openMailServer();
  street = await openStreet({ VOORDEUR_SMTP_URL: server.url });
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
  await street.close();
  await server.close();
});

/** The newest mail to an address, as its reader sees the text: quoted-printable undone (RFC 2045 §6.7). */
async function mailTo(address: string): Promise<string> {
  await street.world.app.handOverMail();
  const mail = (await server.received()).filter(({ to }) => to === address).at(-1);
  if (!mail) throw new Error(`no mail to ${address}`);
  return textOf(mail.raw);
}

/** The address in a mail that begins so. */
function addressIn(mail: string, beginning: string): string {
  const found = mail.match(new RegExp(`${beginning.replaceAll('.', '\\.')}[\\w-]{43}`))?.[0];
  if (!found) throw new Error(`no ${beginning}… in the mail`);
  return found;
}

async function choose(page: Page, password: string, script: boolean): Promise<void> {
  await page.fill('#new-password', password);
  if (!script) await page.fill('#new-password-again', password);
  await send(page, '#choose');
}

/** Every link of a mail, opened ten times by somebody else than its reader. */
async function scan(mail: string): Promise<void> {
  const links = [...new Set(mail.match(/http:\/\/localhost:\d+\/[\w/?=&;.%-]+/g))];
  expect(links.length).toBeGreaterThan(0);
  for (const link of links)
    for (let times = 0; times < 10; times += 1) await new Visitor().open(link, (url) => !url.startsWith(street.world.url));
}

const each = DOORS.flatMap((door) =>
  [true, false].map((script) => [`${door.language}, ${script ? 'with' : 'without'} script`, door, script] as const),
);

describe.each(each)('by real mail, in a browser, %s', (_name, door: Door, script) => {
  test('invited, scanned, activated, signed in, at the app; then forgotten, mailed, renewed, and at the app again', async () => {
    const { world } = street;
    const username = `Willemijn-${door.language}-${script}`;
    const email = `${username.toLowerCase()}@people.example`;
    const { id } = await world.person(door.portal, username, { email, givenName: 'Willemijn', password: undefined });
    await inviteAccount(world.app.installation.acting, id);
    const invitation = await mailTo(email);
    await scan(invitation);
    const { context, page } = await visit(browser, { language: door.language, script });
    await page.goto(addressIn(invitation, `${world.url}/${door.portal}/activate/`));
    await choose(page, CHOSEN, script);
    await Promise.all([page.waitForURL(/\/password$/), page.click('main a.button')]);
    await fillIn(page, await page.inputValue('#username'), CHOSEN);
    expect(await street.atTheApp(page)).toContain('Willemijn');
    await context.clearCookies();

    await page.goto(`${world.url}/${door.portal}/forgot-password`);
    await page.fill('#username', username);
    await ask(world, page, context, script);
    const reset = await mailTo(email);
    await scan(reset);
    await page.goto(addressIn(reset, `${world.url}/${door.portal}/reset/`));
    await choose(page, AGAIN, script);
    await Promise.all([page.waitForURL(/\/password$/), page.click('main a.button')]);
    await fillIn(page, username, AGAIN);
    expect(await street.atTheApp(page)).toContain('Willemijn');
    await context.close();
  });

  test('R6.1, R16.1 the user name and the portal forgotten: each mail leads to the sign-in, and on to the app', async () => {
    const { world } = street;
    const username = `Lena-${door.language}-${script}`;
    const email = `${username.toLowerCase()}@people.example`;
    await world.person(door.portal, username, { email, givenName: 'Lena' });
    for (const form of [`/${door.portal}/forgot-username`, '/sign-in/which-portal']) {
      const { context, page } = await visit(browser, { language: door.language, script });
      await street.go(page, form);
      await page.fill('#email', email);
      await ask(world, page, context, script);
      const mail = await mailTo(email);
      expect(mail).toContain(username);
      await scan(mail);
      const portal = mail.match(new RegExp(`${world.url}/${door.portal}[?\\w=&;.%-]*`))?.[0] ?? '';
      await page.goto(portal.replaceAll('&amp;', '&'));
      await fillIn(page, username, PASSWORD);
      expect(await street.atTheApp(page)).toContain('Lena');
      await context.close();
      await world.forgetMisses();
    }
  });
});
