import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, visit } from '../kit/browser.ts';
import { REFERENCE } from '../kit/front-door.ts';
import { callbackOf, connectTo, type IdentityProvider, linkTo, openIdentityProvider } from '../kit/identity-provider.ts';
import { fillIn } from './places.ts';
import { MARIJKE, openTown, SVEN, TIM, type Town, WORKPLACES } from './workplace.ts';

let browser: Browser;
let town: Town;
/** One that is often out of order. */
let weak: IdentityProvider;

beforeAll(async () => {
  town = await openTown();
  const { world } = town;
  weak = await openIdentityProvider(callbackOf(world), [MARIJKE], { name: 'Wankel ID' });
  for (const portal of [...VISITS.map(weakly), SILENT]) {
    await world.organisation(portal);
    await connectTo(world, portal, weak, { policy: { singleSignOn: 'required' } });
    const { id } = await world.person(portal, MARIJKE.username, { email: MARIJKE.email });
    await linkTo(world, id, MARIJKE);
  }
  browser = await openBrowser();
});

afterAll(async () => {
  await browser?.close();
  await weak?.close();
  await town?.close();
});

const VISITS = WORKPLACES.flatMap((place) => [true, false].map((script) => ({ ...place, script })));
/** An organisation of the provider that is often out of order, which nobody has asked yet. */
const weakly = ({ language, script }: { language: string; script: boolean }) => `weak-${language}-${script ? 'script' : 'plain'}`;
const SILENT = 'silent';
const AGAIN = '#sso button:not([name])';
const TO_APP = '#sso button[value=cancel]';

async function press(page: Page, selector: string): Promise<void> {
  await Promise.all([page.waitForNavigation(), page.click(selector)]);
}

/** To the identity provider from the sheet of a portal. */
async function toWork(page: Page, portal: string): Promise<void> {
  await town.begin(page, portal);
  await press(page, '#sso button');
  await page.waitForURL(`${town.provider.issuer}/**`);
}

/** The page says in the person's language what happened, whom to ask and what to mention, and blames nobody (ux.md 1.10). */
async function expectFailure(page: Page, portal: string, heading: string, because: string): Promise<void> {
  await page.waitForURL(`${town.world.url}/${portal}/sign-in/*/sso`);
  expect(await page.textContent('h1')).toBe(heading);
  const words = (await page.textContent('main')) ?? '';
  expect(words).toContain(because);
  expect(words).toMatch(REFERENCE);
  expect(words).toMatch(/\d{4}, \d\d:\d\d/);
  expect(words).toContain('Carla');
  expect(await page.locator(`main a[href="mailto:carla@${portal}.example"]`).count()).toBe(1);
}

describe.each(VISITS)(
  'in $language, script $script',
  ({ language, script, offered, only, failed, cancelled, noAccount, blocked, down }) => {
    const here = (story: (page: Page) => Promise<void>) => async () => {
      const { context, page } = await visit(browser, { language, script });
      await story(page);
      await context.close();
    };

    test(
      'R17.3 who stops there is told so, may try again, and is in',
      here(async (page) => {
        await toWork(page, offered);
        await press(page, '#cancel');
        await expectFailure(page, offered, failed(`${offered} BV`), cancelled);
        await press(page, AGAIN);
        await town.signInAtWork(page);
        expect(await town.atTheApp(page)).toBe(MARIJKE.username);
      }),
    );

    test(
      'ux 1.10 who stops there at a portal where everybody goes that way is sent nowhere, and may go back to the application',
      here(async (page) => {
        await town.begin(page, only);
        await page.waitForURL(`${town.provider.issuer}/**`);
        await press(page, '#cancel');
        await expectFailure(page, only, failed(`${only} BV`), cancelled);
        await page.reload();
        await expectFailure(page, only, failed(`${only} BV`), cancelled);
        await press(page, TO_APP);
        await page.waitForURL(`${town.app.url}/callback?*`);
        expect(await page.textContent('#reason')).toBe('access_denied');
      }),
    );

    test(
      'R17.3 where there are passwords too, the page leads back to them',
      here(async (page) => {
        await toWork(page, offered);
        await press(page, '#cancel');
        await press(page, 'main .after a');
        await fillIn(page, MARIJKE.username);
        expect(await town.atTheApp(page)).toBe(MARIJKE.username);
      }),
    );

    test.each([
      ['has no account here', SVEN.username, noAccount],
      ['is suspended here', TIM.username, blocked],
    ])('R17.3 who is signed in at work and %s is told so', async (_what, username, because) => {
      const { context, page } = await visit(browser, { language, script });
      await toWork(page, offered);
      await town.signInAtWork(page, username);
      await expectFailure(page, offered, failed(`${offered} BV`), because);
      await context.close();
    });

    test(
      'R17.3 where the identity provider does not answer, the page says so, and leads there once it does',
      here(async (page) => {
        const portal = weakly({ language, script });
        await weak.close();
        await page.goto(`${town.app.url}/login?portal=${portal}`);
        await expectFailure(page, portal, failed(`${portal} BV`), down);
        await press(page, AGAIN);
        await expectFailure(page, portal, failed(`${portal} BV`), down);
        await weak.reopen();
        await press(page, AGAIN);
        await town.signInAtWork(page, MARIJKE.username, weak);
        expect(await town.atTheApp(page)).toBe(MARIJKE.username);
      }),
    );
  },
);

test('R17.3 an identity provider that takes connections and says nothing keeps nobody waiting for long', async () => {
  const { context, page } = await visit(browser, { language: 'en' });
  weak.fallSilent();
  await page.goto(`${town.app.url}/login?portal=${SILENT}`);
  await expectFailure(page, SILENT, `Signing in through ${SILENT} BV did not work`, 'does not answer');
  weak.goOn();
  await press(page, AGAIN);
  await town.signInAtWork(page, MARIJKE.username, weak);
  expect(await town.atTheApp(page)).toBe(MARIJKE.username);
  await context.close();
});
