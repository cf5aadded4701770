import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { PEOPLE } from '../../demo/people.ts';
import { COLLEAGUES, type DemoColleague } from '../../demo/workplace.ts';
import { openBrowser, visit } from '../kit/browser.ts';
import { REFERENCE } from '../kit/front-door.ts';
import { type OpenDemo, openDemo } from '../kit/open-demo.ts';
import { fillIn } from './places.ts';

let browser: Browser;
let demo: OpenDemo;

beforeAll(async () => {
  demo = await openDemo();
  browser = await openBrowser();
});

afterAll(async () => {
  await browser?.close();
  await demo?.close();
  expect(demo?.surprises).toEqual([]);
});

/** From the application to the sheet of the organisation that has an identity provider of its own. */
async function toSheet(page: Page): Promise<void> {
  await page.goto(`${demo.places.assessment}/`);
  await Promise.all([page.waitForURL(`${demo.places.product}/noordhaven/sign-in/**`), page.click('#portal-noordhaven')]);
}

/** On through the button, with what `npm start` prints. */
async function atWork(page: Page, { email, password }: DemoColleague): Promise<void> {
  await page.click('#sso button');
  await page.waitForSelector('#sign-in');
  await page.fill('#username', email);
  await page.fill('#password', password);
  await Promise.all([page.waitForNavigation(), page.click('#sign-in')]);
}

function colleagueWho(here: DemoColleague['here']): DemoColleague {
  const found = COLLEAGUES.find((each) => each.here === here);
  if (!found) throw new Error(`nobody is ${here}`);
  return found;
}

function outsider(username: string) {
  const found = PEOPLE.find((each) => each.portal === 'noordhaven' && each.username === username);
  if (!found) throw new Error(`${username} is not in the demo`);
  return found;
}

test.each([true, false])('in the demo, who is known at work gets from there to the app, which learns how; script %s', async (script) => {
  const { context, page } = await visit(browser, { language: 'nl', script });
  const { username, givenName } = colleagueWho('known');
  await toSheet(page);
  await atWork(page, colleagueWho('known'));
  await page.waitForURL(`${demo.places.assessment}/`);
  expect(await page.textContent('#username')).toBe(username);
  expect(await page.textContent('#name')).toContain(givenName);
  expect([await page.textContent('#acr'), await page.textContent('#amr')]).toEqual(['urn:voordeur:acr:fed', 'pwd']);
  await context.close();
});

test.each([
  ['has no account here', 'nobody', 'je hebt hier geen account'],
  ['is suspended here', 'suspended', 'Je account hier is niet actief'],
] as const)('in the demo, who %s is told so, whom to ask, and what to mention', async (_what, here, because) => {
  const { context, page } = await visit(browser, { language: 'nl' });
  await toSheet(page);
  await atWork(page, colleagueWho(here));
  const words = await page.textContent('main');
  expect(words).toContain(because);
  expect(words).toContain('Willem Prins');
  expect(words).toMatch(REFERENCE);
  await context.close();
});

test('in the demo, the password of work opens nothing here, and people from outside have their own', async () => {
  const { context, page } = await visit(browser, { language: 'nl' });
  const { username, password } = colleagueWho('known');
  await toSheet(page);
  await fillIn(page, username, password);
  expect(await page.textContent('#err')).toContain('horen niet bij elkaar');
  const eva = outsider('Eva.Koster');
  await fillIn(page, eva.username, eva.password);
  await page.waitForURL(`${demo.places.assessment}/`);
  expect([await page.textContent('#username'), await page.textContent('#acr')]).toEqual([eva.username, 'urn:voordeur:acr:1']);
  await context.close();
});

test('in the demo, the contact person is excepted: a password, and an app to set up', async () => {
  const { context, page } = await visit(browser, { language: 'nl' });
  const willem = outsider('Willem.Prins');
  await toSheet(page);
  await fillIn(page, willem.username, willem.password);
  expect(page.url()).toMatch(/\/enrol-(totp|passkey)$/);
  await context.close();
});
