import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { mailSamples } from '../../demo/mailbox/samples.ts';
import { inviteAccount } from '../../src/domain/administration/invitations.ts';
import { askEmailChange } from '../../src/domain/journeys/change-email.ts';
import { MAIL_KINDS } from '../../src/domain/mail/mails.ts';
import { openBrowser, visit } from '../kit/browser.ts';
import { type MailServer, openMailServer } from '../kit/mail/mail-server.ts';
import { textOf } from '../kit/mail/received.ts';
import { askFor } from '../kit/recovery.ts';
import { requireSingleSignOn, WORK } from '../kit/single-sign-on.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';
import { send } from './places.ts';

/** A scanner of mails takes its time, in milliseconds. */
const PATIENCE = 180_000;
/** How often it opens each link. */
const TIMES = 10;
const CHOSEN = 'vijf ezels op de dijk';

let server: MailServer;
let world: World;
let browser: Browser;
/** Every address of every mail that the product sends, and those of them that hold a token. */
let addresses: string[];
let tokens: string[];
let whose: { readonly invited: string; readonly forgot: readonly string[]; readonly moving: string; readonly atWork: string };

beforeAll(async () => {
  server = await openMailServer();
  world = await openWorld({ VOORDEUR_SMTP_URL: server.url });
  await world.organisation('acme', { preferredLanguage: 'en' });
  await world.relyingParty('exam');
  const bert = await world.person('acme', 'Bert', { email: 'bert@people.example' });
  const berta = await world.person('acme', 'Berta', { email: 'bert@people.example' });
  const anna = await world.person('acme', 'Anna', { email: 'anna@people.example', password: undefined });
  const cor = await world.person('acme', 'Cor', { email: 'cor@people.example' });
  const dora = await world.person('acme', 'Dora', { email: `dora@${WORK}`, password: undefined });
  await requireSingleSignOn(world);
  whose = { invited: anna.id, forgot: [bert.id, berta.id], moving: cor.id, atWork: dora.id };
  await haveAllMailed(bert.id);
  const mails = (await server.received()).map(({ raw }) => textOf(raw));
  addresses = [
    ...new Set(mails.flatMap((mail) => [...mail.matchAll(/http:\/\/localhost:\d+[\w/?=&;.%-]*/g)].map(([found]) => plain(found)))),
  ];
  tokens = addresses.filter((address) => /\/acme\/(?:activate|reset)\/[\w-]{43}$/.test(address));
  browser = await openBrowser();
}, PATIENCE);

afterAll(async () => {
  await browser.close();
  await world.close();
  await server.close();
});

/** A mail of each kind goes out by SMTP: those with links by what people do, the others as they are posted by whatever causes them. */
async function haveAllMailed(account: string): Promise<void> {
  const { store, acting } = world.app.installation;
  const organisation = (await store.ports.organisations.byPortal('acme'))?.id;
  for (const id of [whose.invited, whose.atWork]) await inviteAccount(acting, id);
  await askFor(world, 'forgot-password', { username: 'Dora' });
  for (const [place, portal] of [
    ['forgot-password', '/acme'],
    ['forgot-username', '/acme'],
    ['which-portal', '/sign-in'],
  ] as const)
    await askFor(world, place, { username: 'bert@people.example', email: 'bert@people.example' }, undefined, portal);
  await wantAnotherAddress(whose.moving);
  const others = mailSamples({ portalUrl: `${world.url}/acme`, now: world.clock.now() }).filter(
    ({ mail: { kind } }) => !['activation', 'password-reset', 'portals', 'email-new', 'email-old'].includes(kind),
  );
  const id = await codeOf(account);
  for (const { mail: sample, root, personal } of others) {
    const mail = sample.kind === 'sign-in-code' ? { ...sample, id } : sample;
    const from = { organisation: root ? undefined : organisation, account: personal && !root ? account : undefined };
    await store.ports.outbox.post({ ...from, to: 'bert@people.example', locale: 'en', mail }, world.clock.now());
  }
  await world.app.handOverMail();
  const letters = await store.ports.outbox.list({}, 100);
  expect(letters.filter(({ state }) => state !== 'handed-over')).toEqual([]);
  expect(new Set(letters.map(({ kind }) => kind))).toEqual(new Set(MAIL_KINDS));
}

/** Id of a code for a sign-in under way: its mail is of no use without one. */
async function codeOf(accountId: string): Promise<string> {
  const { signInCodes } = world.app.installation.store.ports;
  const code = { journey: 'under way', ordinal: 1, accountId, letters: 'KR', digest: 'none', life: 60_000, madeAt: world.clock.now() };
  return (await signInCodes.put(code)) ?? '';
}

/** Has both mails of a change of address sent. */
async function wantAnotherAddress(id: string): Promise<void> {
  const { store, acting } = world.app.installation;
  const found = await store.ports.accounts.withOrganisation(id);
  if (!found) throw new Error('nobody there');
  const address = { text: 'cor@new.example', key: 'cor@new.example' };
  const asking = { ...found, address, asked: { at: world.clock.now() }, audit: {} };
  await askEmailChange({ ...acting.mailedLinks, counters: store.ports.counters, work: store.work }, asking);
}

function plain(found: string): string {
  return found.replaceAll('&amp;', '&').replace(/[.;]+$/, '');
}

/** All that a scanner could use up: links, passwords, mail that is sent, and what is written down of it. */
async function standing(): Promise<unknown> {
  const { links, passwords, accounts, outbox, audit, emailChanges } = world.app.installation.store.ports;
  const each = [whose.invited, ...whose.forgot, whose.moving, whose.atWork];
  return {
    links: await Promise.all(each.flatMap((id) => [links.newest(id, 'activation'), links.newest(id, 'password-reset')])),
    wishes: await Promise.all(each.flatMap((id) => [emailChanges.find(id), links.newest(id, 'email-new'), links.newest(id, 'email-old')])),
    passwords: await passwords.byAccounts(each),
    accounts: await Promise.all(each.map((id) => accounts.byId(id))),
    letters: await outbox.list({}, 100),
    events: (await audit.list({}, 1000)).map(({ event }) => event).filter((event) => !/^sign-in\.(?:refused|sso-failed)$/.test(event)),
  };
}

/** Opens an address as a scanner with a script engine does: a browser of its own, every script run. */
async function scanned(address: string, act: (page: Page) => Promise<void>): Promise<void> {
  const { context, page } = await visit(browser);
  await page.goto(address);
  await act(page);
  await context.close();
}

/** All of them are pages, and not one is a fault. Opened again by who was never there, the first time until nothing more is asked for. */
async function lookAround(page: Page, address: string): Promise<void> {
  for (let times = 0; times < TIMES; times += 1) {
    await page.context().clearCookies();
    await page.goto(address, { waitUntil: times === 0 ? 'networkidle' : 'load' });
    expect(await page.locator('h1').count()).toBe(1);
    await page.mouse.move(200, 200);
    await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
  }
}

test(
  'R7.4 a scanner that opens every link of every mail ten times and runs the scripts of its pages uses nothing up',
  async () => {
    expect(tokens).toHaveLength(3);
    expect(addresses.length).toBeGreaterThan(5);
    const before = await standing();
    for (const address of addresses) await scanned(address, (page) => lookAround(page, address));
    expect(await standing()).toEqual(before);
  },
  PATIENCE,
);

test(
  'R7.4 nor does one that sends every form of these pages, with nothing typed in and past what its script would check',
  async () => {
    const before = await standing();
    for (const address of addresses) {
      const { context, page } = await visit(browser);
      await page.goto(address);
      const forms = await page.locator('form').count();
      await context.close();
      for (let at = 0; at < forms; at += 1)
        await scanned(address, async (one) => {
          await Promise.all([one.waitForNavigation(), one.evaluate((nth) => document.forms[nth]?.submit(), at)]);
        });
    }
    expect(await standing()).toEqual(before);
  },
  PATIENCE,
);

test(
  'R7.4 after both every link still does what its mail says',
  async () => {
    for (const address of tokens) {
      const { context, page } = await visit(browser);
      await page.goto(address);
      await page.fill('#new-password', CHOSEN);
      await send(page, '#choose');
      expect(page.url()).toMatch(/\/acme\/(?:activate|reset)\/[\w-]{22}\/done$/);
      await context.close();
    }
    const { passwords } = world.app.installation.store.ports;
    const now = await passwords.byAccounts([whose.invited, ...whose.forgot]);
    expect(now).toHaveLength(3);
    const { hasher } = world.app.installation.acting;
    for (const stored of now)
      expect([await hasher.verify(stored, [CHOSEN]), await hasher.verify(stored, [PASSWORD])]).toEqual([true, false]);
  },
  PATIENCE,
);
