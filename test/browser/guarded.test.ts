import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { agePasswords } from '../kit/aged.ts';
import { axeViolations, openBrowser, visit } from '../kit/browser.ts';
import { type Listener, openListener } from '../kit/listener.ts';
import { openWorld } from '../kit/world.ts';
import { GUARDED } from './guarded-places.ts';
import { inOtherLights, inspect, LOOKS_IN, layoutShift } from './inspection.ts';
import { asAged, fillIn, type Road, type Scene, toSignIn } from './places.ts';

const LANGUAGES = ['nl', 'en'] as const;

let browser: Browser;
let scene: Scene;
/** Where the application is. */
let place: Listener;

beforeAll(async () => {
  // This machine's address is counted here: one of the pages is about it.
  const world = await openWorld({ VOORDEUR_UNCOUNTED_NETWORKS: '192.0.2.0/24' });
  await world.organisation('acme', { name: 'Voorbeeld Assessments', colour: '#8ecae6' });
  await world.person('acme', 'anna');
  await agePasswords(world);
  place = await openListener();
  const exam = await world.relyingParty('exam', { redirect_uris: [`http://${place.host}/callback`] });
  scene = { world, exam, reports: await world.relyingParty('reports', { first_party: false, client_name: 'Reports' }) };
  browser = await openBrowser();
});

beforeEach(() => scene.world.forgetMisses());

afterAll(async () => {
  await browser.close();
  await scene.world.close();
  await place.close();
});

describe('ux 5.1, 5.10, 5.54, 5.55 what stands in the way keeps to the same rules as every page: axe-core, width, shift, weight, hosts', () => {
  const roads = Object.entries(GUARDED).flatMap(([name, guarded]) => LANGUAGES.map((language) => ({ name, language, ...guarded })));

  test.each(roads)('$name, in $language, light and dark, wide and narrow', async ({ language, road, mark }) => {
    const found = await inspect(browser, language, scene, async (page, where) => {
      await road(page, where);
      expect(await page.locator(mark).count()).toBe(1);
    });
    expect(found).toEqual([]);
  });
});

/**
 * Goes down a road without script, and looks. What axe-core waits for never comes where no script runs, so it looks at the
 * same page in another window, where what is in `noscript` stands as it did.
 */
async function unscripted(language: 'nl' | 'en', road: Road, mark: string): Promise<string[]> {
  const { context, page } = await visit(browser, { language, script: false });
  await road(page, scene);
  expect(await page.locator(mark).isVisible()).toBe(true);
  const body = await page.evaluate(() => {
    for (const script of document.querySelectorAll('script')) script.remove();
    for (const without of document.querySelectorAll('noscript')) without.replaceWith(...without.childNodes);
    return `<!doctype html>${document.documentElement.outerHTML}`;
  });
  const url = page.url();
  await context.close();
  const copy = await visit(browser, { language });
  await copy.page.route(url, (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body }));
  await copy.page.goto(url);
  expect(await copy.page.locator(mark).isVisible()).toBe(true);
  const found = [...(await axeViolations(copy.page)), ...(await inOtherLights(copy.page, LOOKS_IN[language]))];
  await copy.context.close();
  return found;
}

describe.each(LANGUAGES)(
  'ux 5.1 without script, in %s, axe-core finds nothing and nothing is cut off, light and dark, wide and narrow',
  (language) => {
    test('on the sign-in page', async () => expect(await unscripted(language, toSignIn, '#password')).toEqual([]));

    test('on the page for a new password', async () =>
      expect(await unscripted(language, asAged('expired'), '#new-password-again')).toEqual([]));

    test('on the page that sends an answer on to an application by a form', async () => {
      const passedOn: Road = async (page, { exam }) => {
        await page.goto((await exam.begin({ portal: 'acme', response_mode: 'form_post' })).url);
        await fillIn(page, 'anna');
      };
      expect(await unscripted(language, passedOn, 'main form button')).toEqual([]);
    });
  },
);

describe('ux 5.55 at 320 px nothing moves', () => {
  const narrow = async (road: Road): Promise<string[]> => {
    const { context, page } = await visit(browser, { width: 320 });
    await road(page, scene);
    const found = await layoutShift(page);
    await context.close();
    return found;
  };
  const workDone = (page: Page) => page.waitForFunction(() => (document.querySelector('[name=work]') as HTMLInputElement).value !== '');

  test('on the sign-in page', async () => expect(await narrow(toSignIn)).toEqual([]));

  test('on the extra check, while its calculation begins and ends and another picture comes', async () => {
    const found = await narrow(async (page, where) => {
      await toSignIn(page, where);
      for (let at = 0; at < 3; at += 1) await fillIn(page, 'nobody-at-all', 'x');
      await workDone(page);
      await page.click('[value=new-captcha]');
      await page.waitForFunction(() => document.querySelector('#new-picture')?.textContent !== '');
      await workDone(page);
    });
    expect(found).toEqual([]);
  });
});
