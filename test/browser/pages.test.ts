import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { axeViolations, openBrowser, visit } from '../kit/browser.ts';
import { openWorld } from '../kit/world.ts';
import { OTHER_ROADS, pageAddresses, ROADS, type Scene } from './places.ts';

let browser: Browser;
let scene: Scene;

beforeAll(async () => {
  const world = await openWorld();
  for (const portal of ['acme', 'globex']) {
    await world.organisation(portal, { name: 'Voorbeeld Assessments', colour: '#8ecae6' });
    await world.person(portal, 'piet');
    await world.person(portal, 'anna', { givenName: 'Anna', familyName: 'Jansen', email: 'anna@example.nl' });
  }
  const exam = await world.relyingParty('exam');
  const reports = await world.relyingParty('reports', { first_party: false, client_name: 'Reports' });
  scene = { world, exam, reports };
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
  await scene.world.close();
});

const roads = [...Object.values(ROADS).flatMap((states) => Object.entries(states)), ...Object.entries(OTHER_ROADS)];

test('every page of the router has a road in this test', () => {
  expect(pageAddresses().filter((address) => !(address in ROADS))).toEqual([]);
});

describe.each(['nl', 'en'] as const)('in %s', (language) => {
  test.each(roads)(
    '%s: axe-core finds nothing, light and dark, wide and narrow, and nothing is cut off (ux 5.1, 5.10)',
    async (_name, road) => {
      const { context, page } = await visit(browser, { language });
      const complaints = watch(page);
      await road(page, scene);
      const found: string[] = [];
      for (const colorScheme of ['light', 'dark'] as const) {
        for (const width of [1280, 320]) {
          await page.emulateMedia({ colorScheme });
          await page.setViewportSize({ width, height: 800 });
          found.push(...(await axeViolations(page)).map((violation) => `${colorScheme} ${width}: ${violation}`));
          const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
          if (overflow > 0) found.push(`${colorScheme} ${width}: ${overflow} px cut off`);
        }
      }
      expect([...found, ...complaints]).toEqual([]);
      expect(await structure(page)).toMatchObject({ lang: language, h1: 1, main: 1, header: 1, footer: 1, firstLink: '#main' });
      await context.close();
    },
  );
});

test.each(roads)('%s: at most 30 kB and five requests, none to another host, no layout shift (ux 5.54, 5.55)', async (_name, road) => {
  const { context, page } = await visit(browser);
  await road(page, scene);
  const address = page.url();
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  let bytes = 0;
  const asked: string[] = [];
  session.on('Network.requestWillBeSent', ({ request }) => void asked.push(request.url));
  session.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  await page.goto(address, { waitUntil: 'networkidle' });
  const shift = await page.evaluate(layoutShift);
  const foreign = asked.filter((url) => !url.startsWith(scene.world.url) && !url.startsWith('data:'));
  expect({ foreign, shift }).toEqual({ foreign: [], shift: 0 });
  expect(bytes).toBeLessThanOrEqual(30 * 1024);
  // A challenge brings its picture and its calculation.
  const most = asked.some((url) => url.includes('/captcha/')) ? 7 : 5;
  expect(asked.filter((url) => !url.includes('icon')).length).toBeLessThanOrEqual(most);
  await context.close();
});

/** Complaints of the browser's console; an error page's own status is not one. */
function watch(page: Page): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return complaints;
}

function structure(page: Page) {
  return page.evaluate(() => ({
    lang: document.documentElement.lang,
    h1: document.querySelectorAll('h1').length,
    main: document.querySelectorAll('main#main').length,
    header: document.querySelectorAll('body > header').length,
    footer: document.querySelectorAll('body > footer').length,
    firstLink: document.querySelector('a')?.getAttribute('href'),
  }));
}

function layoutShift(): Promise<number> {
  return new Promise((resolve) => {
    let sum = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as unknown as { value: number }[]) sum += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
    setTimeout(() => resolve(sum), 300);
  });
}
