import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, visit } from '../kit/browser.ts';
import { WORK_PASSWORD } from '../kit/identity-provider.ts';
import { PASSWORD } from '../kit/world.ts';
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

const VISITS = WORKPLACES.flatMap((place) => [true, false].map((script) => ({ ...place, script })));

/** Presses something that leads to another page. */
async function press(page: Page, selector: string): Promise<void> {
  await Promise.all([page.waitForNavigation(), page.click(selector)]);
}

/** Signs in from the application through the button of the sheet. */
async function throughTheButton(page: Page, portal: string): Promise<void> {
  await town.begin(page, portal);
  await press(page, '#sso button');
  await town.signInAtWork(page);
}

describe.each(VISITS)('in $language, script $script', ({ language, script, offered, only, button, atWork, still }) => {
  const here =
    <Result>(story: (page: Page) => Promise<Result>) =>
    async () => {
      const { context, page } = await visit(browser, { language, script });
      await story(page);
      await context.close();
    };

  test(
    'R17.1 the button on the sheet leads to the identity provider, and from there to the application, which learns how',
    here(async (page) => {
      await town.begin(page, offered);
      expect(await page.textContent('#sso button')).toBe(`${button} ${offered} BV`);
      expect(await page.locator('#password').count()).toBe(1);
      await press(page, '#sso button');
      await town.signInAtWork(page);
      expect(await town.atTheApp(page)).toBe(MARIJKE.username);
      expect(await page.textContent('#acr')).toBe('urn:voordeur:acr:fed');
    }),
  );

  test(
    'R17.1, ux 1.10 where everybody signs in at work, the application leads there by itself: nothing of ours waits for anybody',
    here(async (page) => {
      await page.goto(`${town.app.url}/`);
      const seen: string[] = [];
      page.on('framenavigated', (frame) => seen.push(frame.url()));
      await page.click(`#portal-${only}`);
      await page.waitForURL(`${town.provider.issuer}/**`);
      expect(seen.filter((url) => url.startsWith(town.world.url) && !url.endsWith('/sso/go'))).toEqual([]);
      // It stands in the place of what was before: Back is Back.
      await page.goBack();
      expect(page.url()).toBe(`${town.app.url}/`);
      await page.goForward();
      await town.signInAtWork(page);
      expect(await town.atTheApp(page)).toBe(MARIJKE.username);
      expect(await page.textContent('#organisation')).toBe(`${only} BV`);
    }),
  );

  test(
    'R17.5 from the saved address of the portal one gets there too, and is known there the next time',
    here(async (page) => {
      await page.goto(`${town.world.url}/${only}`);
      await town.signInAtWork(page);
      await town.atTheApp(page);
      await page.goto(`${town.world.url}/${only}`);
      expect(await town.atTheApp(page)).toBe(MARIJKE.username);
    }),
  );

  test(
    'ux 1.10 Back from the identity provider is no trap: the sheet is there, and its button leads on once more',
    here(async (page) => {
      await town.begin(page, offered);
      await press(page, '#sso button');
      await page.waitForURL(`${town.provider.issuer}/**`);
      await page.goBack();
      await page.waitForURL(`${town.world.url}/${offered}/sign-in/*/password`);
      await press(page, '#sso button');
      await town.signInAtWork(page);
      expect(await town.atTheApp(page)).toBe(MARIJKE.username);
      // What lies behind is over: nothing of it is shown, and nothing goes wrong.
      await page.goBack();
      expect(await page.locator('#username').evaluateAll((fields) => fields.map((field) => (field as HTMLInputElement).value))).toEqual(
        expect.not.arrayContaining([MARIJKE.username]),
      );
    }),
  );

  test(
    'ux 1.10 a second tab signs in on its own, whichever comes back first',
    here(async (page) => {
      const other = await page.context().newPage();
      for (const tab of [page, other]) {
        await town.begin(tab, offered);
        await press(tab, '#sso button');
        await tab.waitForURL(`${town.provider.issuer}/**`);
      }
      await town.signInAtWork(page);
      expect(await town.atTheApp(page)).toBe(MARIJKE.username);
      await town.signInAtWork(other);
      expect(await town.atTheApp(other)).toBe(MARIJKE.username);
    }),
  );

  test(
    'ux 1.12 after logging out the page says that one may be signed in there still, with the way out; coming again loops nowhere',
    here(async (page) => {
      await page.goto(`${town.world.url}/${only}`);
      await town.signInAtWork(page);
      await town.atTheApp(page);
      await page.goto(`${town.world.url}/oidc/session/end`);
      await press(page, 'main form button');
      expect(await page.textContent('main')).toContain(still);
      await press(page, 'main .note a');
      expect(page.url()).toContain(town.provider.issuer);
      await press(page, '#sign-out');
      await page.goBack();
      await page.goBack();
      await press(page, 'main a.button');
      expect(page.url()).toContain(`${town.world.url}/${only}`);
      expect(await page.textContent('#sso button')).toBe(`${button} ${only} BV`);
    }),
  );

  test(
    'R17.2 the account pages have no part about a password, and say how one signs in',
    here(async (page) => {
      await page.goto(`${town.world.url}/${only}/account`);
      await town.signInAtWork(page);
      await page.waitForURL(`${town.world.url}/${only}/account`);
      expect(await page.textContent('main')).toContain(atWork);
      expect(await page.locator('.subjects a[href$="/account/password"]').count()).toBe(0);
      await page.goto(`${town.world.url}/${only}/account/password`);
      expect(page.url()).toBe(`${town.world.url}/${only}/account`);
    }),
  );
});

test('T14 beside the button the sheet works as ever, also for who has used the button, and neither password opens the other door', async () => {
  const { context, page } = await visit(browser);
  await throughTheButton(page, 'sample');
  await town.atTheApp(page);
  await context.close();
  const again = await visit(browser);
  await town.begin(again.page, 'sample');
  const typing = async (password: string) => {
    await again.page.fill('#username', MARIJKE.username);
    await again.page.fill('#password', password);
    await press(again.page, '#signin button:not([name]):not([type=button])');
  };
  await typing(WORK_PASSWORD);
  expect(await again.page.textContent('#err')).toContain('do not match');
  await typing(PASSWORD);
  expect(await town.atTheApp(again.page)).toBe(MARIJKE.username);
  expect(await again.page.textContent('#acr')).toBe('urn:voordeur:acr:1');
  await again.context.close();
});
