import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { hours, minutes } from '../../src/kernel/duration.ts';
import { takeMail } from '../kit/mailbag.ts';
import { askForCode, codeInMail, codesFor, missThrice, notThis } from '../kit/mailed-code.ts';
import { changed } from '../kit/recovery.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { type Answer, formOf, Visitor, wordsOf } from '../kit/visitor.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';

const OLD = 'The code from the e-mail is too old, or it was used or tried too often. Have a new one sent.';
const WRONG = 'The code from the e-mail is not right. Use the newest e-mail.';

let world: World;
let app: RelyingParty;

beforeEach(async () => {
  await world?.close();
  // Addresses of tests come from the one trusted hop, so that each story chooses its own.
  world = await openWorld({ VOORDEUR_TRUSTED_PROXY_HOPS: '1' });
  await world.organisation('acme', { preferredLanguage: 'en' });
  await world.person('acme', 'Anna', { email: 'anna@people.example' });
  await world.person('acme', 'Bert', { email: 'bert@people.example' });
  app = await world.relyingParty('exam');
});

afterAll(() => world.close());

const from = (address: string, headers = {}) => new Visitor({ 'x-forwarded-for': address, ...headers });

/** Signs in from the page, with a mailed code. */
const enter = (visitor: Visitor, page: Answer, mailed: string, more: Record<string, string> = {}) =>
  visitor.submit(page, { username: 'Anna', password: PASSWORD, mailed, ...more }, app.isCallback);
const isIn = (answer: Answer) => app.isCallback(answer.url);
const hasField = (page: Answer) => formOf(page).fields['mailed'] !== undefined;

test.each([
  { language: 'en', sent: 'If this username exists, a code has been sent', look: 'acme BV via Voordeur' },
  { language: 'nl', sent: 'Bestaat deze gebruikersnaam? Dan is er een code gestuurd', look: 'je code voor acme BV' },
])('R8.3 in $language: no script, no picture, a code by mail, in', async ({ language, sent, look }) => {
  const visitor = from('192.0.2.1', { 'accept-language': language });
  const page = await askForCode(visitor, await missThrice(app, 'Anna', visitor), { username: ' Anna ' });
  for (const told of [sent, look]) expect(wordsOf(page)).toContain(told);
  expect([formOf(page).fields['username'], hasField(page)]).toEqual(['Anna', true]);
  const code = await codeInMail(world);
  expect(code).toMatch(/^\d{6}$/);
  expect(page.text).not.toContain(code);
  expect(isIn(await enter(visitor, page, ` ${code.slice(0, 3)} ${code.slice(3)}`))).toBe(true);
});

test('security 1.4 the page after the button is the same for a name that does not exist, is closed, or has no address', async () => {
  const closed = await world.person('acme', 'Karel', { email: 'karel@people.example' });
  await changed(world, closed.id, { state: 'closed' });
  await world.person('acme', 'Dirk', { email: undefined });
  const pages: string[] = [];
  for (const [at, username] of ['Anna', 'Nobody', 'Karel', 'Dirk'].entries()) {
    const visitor = from(`192.0.2.${at}`);
    const page = await missThrice(app, username, visitor);
    const answer = await visitor.post(page, { username, do: 'mail' });
    const shown = await visitor.follow(answer);
    const bare = shown.text
      .replaceAll(username, 'NAME')
      .replace(/(value|data-challenge|data-passkey)="[\w-]{40,}[^"]*"|captcha\/[^"]+|\/sign-in\/[\w-]+/g, '');
    pages.push(`${answer.status} ${shown.status} ${bare}`);
  }
  for (const page of pages) expect(page).toBe(pages[0]);
  expect(await codesFor(world)).toEqual(['anna@people.example']);
});

test('settled 19 a code has five tries and ten minutes', async () => {
  const visitor = from('192.0.2.1');
  let page = await askForCode(visitor, await missThrice(app, 'Anna', visitor));
  const first = await codeInMail(world);
  for (let at = 0; at < 5; at += 1) {
    page = await enter(visitor, page, notThis(first));
    expect([wordsOf(page).includes(WRONG), hasField(page)]).toEqual([true, true]);
  }
  page = await enter(visitor, page, first);
  expect([wordsOf(page).includes(OLD), hasField(page)]).toEqual([true, false]);
  page = await askForCode(visitor, page);
  const second = await codeInMail(world);
  world.clock.forward(minutes(10));
  expect(wordsOf(await enter(visitor, page, second))).toContain(OLD);
  page = await askForCode(visitor, page);
  const third = await codeInMail(world);
  world.clock.forward(minutes(9.5));
  const last = await enter(visitor, page, third);
  expect([isIn(last), last.status && wordsOf(last)]).toEqual([true, 0]);
});

test('settled 19 three codes an hour a name and network; the fourth press says the same, and the code that was sent stays good', async () => {
  const visitor = from('192.0.2.1');
  let page = await missThrice(app, 'Anna', visitor);
  for (let at = 0; at < 2; at += 1) page = await askForCode(visitor, page);
  expect(await codesFor(world)).toHaveLength(2);
  page = await askForCode(visitor, page);
  const third = await codeInMail(world);
  const fourth = await askForCode(visitor, page);
  expect(wordsOf(fourth)).toBe(wordsOf(page));
  expect(await codesFor(world)).toEqual([]);
  expect(isIn(await enter(visitor, fourth, third))).toBe(true);
  // Elsewhere, two more: mail to one address has a limit of its own. For somebody else nothing is used up.
  const other = from('198.51.100.7');
  let there = await missThrice(app, 'Anna', other);
  for (let at = 0; at < 3; at += 1) there = await askForCode(other, there);
  expect(await codesFor(world)).toHaveLength(2);
  await askForCode(other, await missThrice(app, 'Bert', other), { username: 'Bert' });
  expect(await codesFor(world)).toEqual(['bert@people.example']);
  world.clock.forward(hours(1));
  await askForCode(from('192.0.2.1'), await missThrice(app, 'Anna', from('192.0.2.1'))).catch(() => undefined);
  const later = from('192.0.2.1');
  await askForCode(later, await missThrice(app, 'Anna', later));
  expect((await codesFor(world)).length).toBeGreaterThanOrEqual(1);
});

test('settled 19 a code is of one browser, one form and one name', async () => {
  const visitor = from('192.0.2.1');
  const page = await askForCode(visitor, await missThrice(app, 'Anna', visitor));
  const code = await codeInMail(world);
  const other = from('192.0.2.1');
  const elsewhere = await other.submit(await missThrice(app, 'Anna', other), { username: 'Anna', password: PASSWORD, mailed: code });
  expect(wordsOf(elsewhere)).toContain(OLD);
  const forgot = await visitor.open(`${world.url}/acme/forgot-password`);
  expect(wordsOf(await visitor.submit(forgot, { username: 'Anna', mailed: code }))).toContain(OLD);
  expect(wordsOf(await enter(visitor, page, code, { username: 'Bert' }))).toContain(WRONG);
  expect(isIn(await enter(visitor, page, code))).toBe(true);
});

test('security 1.5 of ten tries with one code at once one is let in', async () => {
  const visitor = from('192.0.2.1');
  const page = await askForCode(visitor, await missThrice(app, 'Anna', visitor));
  const mailed = await codeInMail(world);
  const browsers = await Promise.all(Array.from({ length: 10 }, () => visitor.cutOff()));
  const looked = await Promise.all(browsers.map((each) => enter(each, page, mailed, { password: 'not this one' })));
  expect(looked.filter((answer) => wordsOf(answer).includes('do not match')).length).toBeLessThanOrEqual(1);
  const misses = await world.app.installation.store.ports.counters.read([`acct|${await idOf()}|anna`], world.clock.now());
  expect(misses).toEqual([4]);
});

async function idOf(): Promise<string> {
  return (await world.app.installation.store.ports.organisations.byPortal('acme'))?.id ?? '';
}

test('security T2 the code is worth the picture and no more: with a wrong password it is used up, and it is no factor', async () => {
  const visitor = from('192.0.2.1');
  let page = await askForCode(visitor, await missThrice(app, 'Anna', visitor));
  const first = await codeInMail(world);
  page = await enter(visitor, page, first, { password: 'not this one' });
  expect([wordsOf(page).includes('do not match'), hasField(page)]).toEqual([true, false]);
  expect(wordsOf(await enter(visitor, page, first))).toContain(OLD);
  page = await askForCode(visitor, page);
  const code = await codeInMail(world);
  expect(isIn(await enter(visitor, page, code))).toBe(true);
  const [signedIn] = (await world.app.installation.store.ports.audit.list({}, 50)).filter(({ event }) => event === 'sign-in.succeeded');
  expect(signedIn).toMatchObject({ amr: ['pwd'], acr: 'urn:voordeur:acr:1' });
});

test('security 1.39 the audit log hears of each mailed code, for which form and whom; not of the code, nor of presses beyond the limits', async () => {
  const { audit, accounts } = world.app.installation.store.ports;
  const [anna] = await accounts.byEmailAnywhere('anna@people.example', 1);
  const visitor = from('192.0.2.1');
  let page = await missThrice(app, 'Anna', visitor);
  for (let at = 0; at < 5; at += 1) page = await askForCode(visitor, page);
  const codes = (await takeMail(world)).map(({ mail }) => mail.kind === 'challenge-code' && mail.code);
  const stranger = from('198.51.100.7');
  await askForCode(stranger, await stranger.open(`${world.url}/acme/forgot-password`), { username: 'Nobody' });
  await askForCode(stranger, await stranger.open(`${world.url}/sign-in/which-portal`), { email: 'anna@people.example' });
  const rows = (await audit.list({}, 1000)).filter(({ event }) => event === 'challenge.code-asked').toReversed();
  const trace = /\/sign-in\/([\w-]+)\//.exec(page.url)?.[1];
  const own = { purpose: 'sign-in', account: anna?.id, organisation: anna?.organisationId, address: '192.0.2.1', trace };
  expect(rows).toMatchObject([
    ...Array(3).fill({ ...own, actor: 'person' }),
    { purpose: 'forgot', account: undefined, organisation: anna?.organisationId, address: '198.51.100.7' },
    { purpose: 'forgot', account: anna?.id, organisation: anna?.organisationId, address: '198.51.100.7' },
  ]);
  expect(codes).toHaveLength(3);
  for (const secret of [...codes, 'anna@people.example']) expect(JSON.stringify(rows)).not.toContain(secret);
});
