import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { axeViolations, openBrowser, visit } from '../kit/browser.ts';
import { browseAs, OLD_BROWSERS, type OldBrowser } from '../kit/old-browser.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { openWorld, type World } from '../kit/world.ts';
import { inOtherLights } from './inspection.ts';
import { fillIn } from './places.ts';

let browser: Browser;
let world: World;
let app: RelyingParty;
let demanding: RelyingParty;

beforeAll(async () => {
  world = await openWorld();
  const policies = { standard: undefined, later: 'baseline-2023', latest: 'baseline-2024', easy: 'any' };
  for (const [portal, browsers] of Object.entries(policies)) {
    await world.organisation(portal, { ...(browsers !== undefined && { policy: { browsers } }) });
    await world.person(portal, 'Anna');
  }
  app = await world.relyingParty('exam');
  demanding = await world.relyingParty('video-exam', { client_name: 'Videotoets', browser_baseline: 'baseline-2024' });
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
  await world.close();
});

const { internetExplorer, safari13, safari15, chrome110 } = OLD_BROWSERS;
const NOTICE = '.note.warn';

interface Look {
  readonly as?: OldBrowser;
  readonly portal?: string;
  readonly by?: RelyingParty;
  readonly language?: 'nl' | 'en';
}

/** The sheet as a browser shows it. */
async function sheet({ as, portal = 'standard', by = app, language = 'en' }: Look, look: (page: Page) => Promise<void>): Promise<void> {
  const { context, page } = await visit(browser, { language });
  if (as) await browseAs(page, as);
  await page.goto((await by.begin({ portal })).url);
  await look(page);
  await context.close();
}

const shows = async (look: Look): Promise<boolean> => {
  let seen = false;
  await sheet(look, async (page) => {
    seen = await page.locator(NOTICE).isVisible();
  });
  return seen;
};

const LANGUAGES = [
  { language: 'nl', heading: 'Je browser is verouderd', forApp: 'Je browser is te oud voor Videotoets' },
  { language: 'en', heading: 'Your browser is out of date', forApp: 'Your browser is too old for Videotoets' },
] as const;

describe.each([internetExplorer, safari13].flatMap((as) => LANGUAGES.map((words) => ({ as, ...words, name: as.name }))))(
  'R15.2 in $name, in $language',
  ({ as, language, heading }) => {
    test('the notice can be read: what is wrong, which browsers to take, and the portal’s address in one piece', () =>
      sheet({ as, language }, async (page) => {
        const notice = page.locator(NOTICE);
        expect(await notice.isVisible()).toBe(true);
        expect(await notice.textContent()).toContain(heading);
        expect(await notice.locator('a').allTextContents()).toHaveLength(3);
        const copied = await page.evaluate(() => {
          const address = document.querySelector('.whole');
          if (address) getSelection()?.selectAllChildren(address);
          return String(getSelection());
        });
        expect(copied).toBe(`${world.url}/standard`);
        expect([...(await axeViolations(page)), ...(await inOtherLights(page))]).toEqual([]);
      }));

    test('nobody is kept out: the form stands free beneath the notice, and signs in', () =>
      sheet({ as, language }, async (page) => {
        const [notice, form] = await Promise.all([NOTICE, '#signin'].map((place) => page.locator(place).boundingBox()));
        expect(notice && form && notice.y + notice.height <= form.y).toBe(true);
        for (const field of ['#username', '#password', '#signin .button']) {
          await page.locator(field).first().scrollIntoViewIfNeeded();
          const isFree = await page
            .locator(field)
            .first()
            .evaluate((element) => {
              const { left, top, width, height } = element.getBoundingClientRect();
              return document.elementFromPoint(left + Math.min(20, width / 2), top + height / 2) === element;
            });
          expect([field, isFree]).toEqual([field, true]);
        }
        await Promise.all([page.waitForRequest((request) => app.isCallback(request.url())), fillIn(page, 'Anna').catch(() => undefined)]);
      }));
  },
);

describe('R15.1 the level of features that an organisation asks for decides, not the browser’s name', () => {
  test.each([
    { portal: 'standard', seen: [true, true, false, false, false] },
    { portal: 'later', seen: [true, true, true, false, false] },
    { portal: 'latest', seen: [true, true, true, true, false] },
    { portal: 'easy', seen: [false, false, false, false, false] },
  ])('at $portal: Internet Explorer, Safari 13, Safari 15.0, Chrome 110 and this one see it: $seen', async ({ portal, seen }) => {
    const found: boolean[] = [];
    for (const as of [internetExplorer, safari13, safari15, chrome110, undefined]) found.push(await shows({ portal, ...(as && { as }) }));
    expect(found).toEqual(seen);
  });
});

describe('R15.3 an application hands over its own minimum', () => {
  test.each(LANGUAGES)('and who is below it hears so at the sign-in, in $language, with the application’s name', ({ language, forApp }) =>
    sheet({ as: chrome110, by: demanding, language }, async (page) => {
      expect(await page.locator(NOTICE).isVisible()).toBe(true);
      expect(await page.textContent(NOTICE)).toContain(forApp);
    }),
  );

  test('and who is not below it sees nothing', async () => {
    expect(await shows({ by: demanding })).toBe(false);
    expect(await shows({ by: demanding, portal: 'easy', as: chrome110 })).toBe(true);
  });
});
