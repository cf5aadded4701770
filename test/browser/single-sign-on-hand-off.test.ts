import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, visit } from '../kit/browser.ts';
import { MARIJKE, openTown, type Town, WORKPLACES } from './workplace.ts';

let browser: Browser;
let town: Town;

beforeAll(async () => {
  town = await openTown();
  browser = await openBrowser();
});

afterAll(async () => {
  await browser?.close();
  await town?.close();
});

/** The hand-off of a sign-in as who sees it whose provider is slow: it does not go on by itself. */
async function slowly(page: Page, portal: string): Promise<void> {
  await town.begin(page, portal);
  const address = page.url().replace(/\/sign-in\/([^/]+)\/.*$/, '/sign-in/$1/sso/go');
  await page.route(address, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()).replace(/<meta http-equiv="refresh"[^>]*>/, '') });
  });
  await page.goto(address);
}

const WORDS = {
  nl: { heading: 'Je gaat naar Noordhaven ID', onward: 'Doorgaan', notNow: 'Nu niet' },
  en: { heading: 'You are going to Noordhaven ID', onward: 'Continue', notNow: 'Not now' },
} as const;

describe.each(WORKPLACES.flatMap((place) => [true, false].map((script) => ({ ...place, script }))))(
  'in $language, script $script',
  ({ language, script, offered, button }) => {
    const { heading, onward, notNow } = WORDS[language];

    test('ux 1.10 the page on the way says where to, and its link leads there', async () => {
      const { context, page } = await visit(browser, { language, script });
      await slowly(page, offered);
      expect(await page.textContent('h1')).toBe(heading);
      await page.click(`text="${onward}"`);
      await town.signInAtWork(page);
      expect(await town.atTheApp(page)).toBe(MARIJKE.username);
      await context.close();
    });

    test('ux 1.10 who does not want to go there yet finds the button, and the passwords where there are any', async () => {
      const { context, page } = await visit(browser, { language, script });
      await slowly(page, offered);
      await Promise.all([page.waitForNavigation(), page.click(`text="${notNow}"`)]);
      expect(await page.textContent('#sso button')).toBe(`${button} ${offered} BV`);
      await Promise.all([page.waitForNavigation(), page.click('main .after a')]);
      expect(await page.locator('#password').count()).toBe(1);
      await context.close();
    });
  },
);

test.each([
  ['haven', ''],
  ['sample', 'the button'],
])('R16.1 from the portal finder one gets to work and into the application too: %s', async (portal, button) => {
  const { context, page } = await visit(browser, { language: 'en' });
  await page.goto(`${town.world.url}/`);
  await page.fill('#portal', portal);
  await Promise.all([page.waitForNavigation(), page.click('main form button')]);
  if (button !== '') await page.click('#sso button');
  await town.signInAtWork(page);
  expect(await town.atTheApp(page)).toBe(MARIJKE.username);
  await context.close();
});

test('ux G10 the language changes on the page that says what went wrong, and what went wrong stays said', async () => {
  const { context, page } = await visit(browser, { language: 'nl' });
  await page.goto(`${town.world.url}/haven`);
  await page.waitForSelector('#cancel');
  await Promise.all([page.waitForNavigation(), page.click('#cancel')]);
  expect(await page.textContent('main')).toContain('Je bent gestopt met inloggen.');
  await Promise.all([page.waitForNavigation(), page.click('a[hreflang=en]')]);
  expect(await page.textContent('main')).toContain('You stopped signing in.');
  expect(new URL(page.url()).search).toBe('');
  await context.close();
});

test('ux 5.7 the button comes after the two links, and works by keyboard alone', async () => {
  const { context, page } = await visit(browser, { language: 'en' });
  await town.begin(page, 'sample');
  await page.focus('#password');
  const order: string[] = [];
  while (order.length < 10 && !order.at(-1)?.startsWith('Sign in through')) {
    await page.keyboard.press('Tab');
    order.push((await page.evaluate(() => document.activeElement?.textContent?.trim())) ?? '');
  }
  expect(order.slice(-3)).toEqual(['Forgot your password?', 'Forgot your username?', 'Sign in through sample BV']);
  await page.keyboard.press('Enter');
  await town.signInAtWork(page);
  expect(await town.atTheApp(page)).toBe(MARIJKE.username);
  await context.close();
});

test('ux 5.22 a double press of the button goes there once, and gets in', async () => {
  const { context, page } = await visit(browser, { language: 'en' });
  await town.begin(page, 'sample');
  await page.dblclick('#sso button', { noWaitAfter: true });
  await town.signInAtWork(page);
  expect(await town.atTheApp(page)).toBe(MARIJKE.username);
  await context.close();
});
