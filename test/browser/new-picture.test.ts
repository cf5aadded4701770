import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { openBrowser, visit } from '../kit/browser.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';
import { arrives, readCode, SUBMIT, threeMisses } from './challenged.ts';
import { fillIn } from './places.ts';

const LANGUAGES = [
  { language: 'nl', loaded: 'Er is een nieuwe afbeelding geladen.' },
  { language: 'en', loaded: 'A new picture has been loaded.' },
] as const;

let browser: Browser;
let world: World;
let app: RelyingParty;

beforeAll(async () => {
  world = await openWorld();
  await world.organisation('acme', { preferredLanguage: 'nl' });
  app = await world.relyingParty('exam');
  browser = await openBrowser();
});

afterAll(async () => {
  await browser?.close();
  await world?.close();
});

/** A person of this name, under the extra check, in a visit of their own. */
async function challenged(username: string, language: 'nl' | 'en', look: (page: Page, context: BrowserContext) => Promise<void>) {
  await world.forgetMisses();
  await world.person('acme', username);
  const { context, page } = await visit(browser, { language });
  await threeMisses(app, page, username);
  await look(page, context);
  await context.close();
}

/** Bytes of the picture on the page, by its address. */
const pictureOf = async (page: Page) => (await page.context().request.get(await addressOf(page))).body();
const addressOf = async (page: Page) => new URL((await page.getAttribute('.puzzle img', 'src')) ?? '', page.url()).href;
const isLoaded = (page: Page) => page.waitForFunction(() => document.querySelector('#new-picture')?.textContent !== '');
const workOf = (page: Page) => page.inputValue('[name=work]');

describe.each(LANGUAGES)('ux 1.2 in $language, with script, the button for another picture', ({ language, loaded }) => {
  test('swaps the picture without leaving the page, keeps name and password, empties the code, and says so', () =>
    challenged(`swap-${language}`, language, async (page, context) => {
      await page.fill('#password', PASSWORD);
      await page.fill('#captcha', 'abc');
      const [before, firstCode] = [await pictureOf(page), await readCode(world, page, context)];
      let left = false;
      page.on('framenavigated', () => {
        left = true;
      });
      await page.click('[value=new-captcha]');
      await isLoaded(page);
      expect(await page.locator('[role=status]', { hasText: loaded }).count()).toBe(1);
      expect((await pictureOf(page)).equals(before)).toBe(false);
      const values = await Promise.all(['#username', '#password', '#captcha'].map((field) => page.inputValue(field)));
      expect([left, ...values]).toEqual([false, `swap-${language}`, PASSWORD, '']);
      const code = await readCode(world, page, context);
      expect(code).not.toBe(firstCode);
      await page.fill('#captcha', code);
      expect(await arrives(app, page, () => page.click(SUBMIT, { noWaitAfter: true }))).toBe(true);
    }));

  test('starts the calculation anew, which gets in by itself', () =>
    challenged(`anew-${language}`, language, async (page) => {
      await page.waitForFunction(() => (document.querySelector('[name=work]') as HTMLInputElement).value !== '');
      const first = await workOf(page);
      await page.click('[value=new-captcha]');
      await isLoaded(page);
      await page.waitForFunction((old) => !['', old].includes((document.querySelector('[name=work]') as HTMLInputElement).value), first);
      await page.fill('#password', PASSWORD);
      expect(await arrives(app, page, () => page.click(SUBMIT, { noWaitAfter: true }))).toBe(true);
    }));
});

test('ux 1.2 where another picture cannot be fetched, the page comes back with one, as without script', () =>
  challenged('unlucky', 'nl', async (page) => {
    await page.route('**/captcha/*.json', (route) => route.abort());
    const before = await addressOf(page);
    await Promise.all([page.waitForNavigation(), page.click('[value=new-captcha]')]);
    expect([await addressOf(page), await page.inputValue('#username')]).toEqual([expect.not.stringContaining(before), 'unlucky']);
  }));

test.each([true, false])('Enter in a field of the extra check signs in, and asks for no picture; script %s', async (script) => {
  await world.forgetMisses();
  await world.person('acme', `enter-${script}`);
  const { context, page } = await visit(browser, { script });
  await threeMisses(app, page, `enter-${script}`);
  await page.fill('#password', PASSWORD);
  await page.fill('#captcha', await readCode(world, page, context));
  expect(await arrives(app, page, () => page.press('#password', 'Enter', { noWaitAfter: true }))).toBe(true);
  await context.close();
});

test('ux 1.2 without script at the change of a password the button brings another picture, and nothing is judged', async () => {
  await world.forgetMisses();
  await world.person('acme', 'changing');
  const { context, page } = await visit(browser, { script: false });
  await page.goto(`${world.url}/acme/account/password`);
  await fillIn(page, 'changing');
  for (let at = 0; at < 3; at += 1) {
    await page.fill('#current-password', 'not this one');
    for (const field of ['#new-password', '#new-password-again']) await page.fill(field, 'vijf ezels op de dijk');
    await Promise.all([page.waitForNavigation(), page.click('#change .button:not([name])')]);
  }
  const before = await addressOf(page);
  await page.fill('#captcha', 'AAAAAA');
  await Promise.all([page.waitForNavigation(), page.click('[value=new-captcha]')]);
  expect(await page.locator('#err').count()).toBe(0);
  expect(await addressOf(page)).not.toBe(before);
  await context.close();
});
