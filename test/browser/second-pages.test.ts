import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { axeViolations, openBrowser, visit } from '../kit/browser.ts';
import { openWorld } from '../kit/world.ts';
import { APP_ROADS, openAppPortal } from './app-places.ts';
import { inspect } from './inspection.ts';
import type { Road, Scene } from './places.ts';
import { openSecondPortals, SECOND_ROADS } from './second-places.ts';

let browser: Browser;
let scene: Scene;

beforeAll(async () => {
  const world = await openWorld();
  await openSecondPortals(world);
  await openAppPortal(world);
  scene = { world, exam: await world.relyingParty('exam'), reports: await world.relyingParty('reports', { first_party: false }) };
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
  await scene.world.close();
});

const roads = Object.entries({ ...SECOND_ROADS, ...APP_ROADS }).flatMap(([pattern, states]) =>
  Object.entries(states).map(([name, road]) => [name, arriving(road, pattern)] as const),
);

/** The road, which must end at the screen of its pattern. */
function arriving(road: Road, pattern: string): Road {
  return async (page, scene) => {
    await road(page, scene);
    expect(new URL(page.url()).pathname.split('/').at(-1)).toBe(pattern.split('/').at(-1));
  };
}

describe('axe-core finds nothing, nothing is cut off, no layout shift, no request to another host, at most 30 kB (ux 5.1, 5.10, 5.54, 5.55)', () => {
  test.each(roads)('%s, in Dutch and English, light and dark, wide and narrow', async (_name, road) => {
    // One language after the other: some roads wind the clock.
    for (const language of ['nl', 'en'] as const) expect(await inspect(browser, language, scene, road)).toEqual([]);
  });
});

test('who cannot get a code opens what is said of that, and axe-core finds nothing there either (ux 5.1)', async () => {
  const { context, page } = await visit(browser, { language: 'nl', width: 320 });
  await SECOND_ROADS['/:portal/sign-in/:uid/mail-code']?.['a code was mailed']?.(page, scene);
  expect(await page.isVisible('details p')).toBe(false);
  await page.focus('summary');
  await page.keyboard.press('Enter');
  expect(await page.textContent('details p')).toContain('Vraag Carla, carla@initrode.example om je e-mailadres te wijzigen.');
  expect(await axeViolations(page)).toEqual([]);
  await context.close();
});

test.each([
  ['nl', 'does not let us', 'Je browser heeft het niet gekopieerd.'],
  ['en', 'has none', 'Your browser did not copy it.'],
] as const)(
  'ux 1.9 in %s, where the clipboard %s, the key is selected and the button stays where focus is',
  async (language, why, said) => {
    const { context, page } = await visit(browser, { language, width: 320 });
    await page.addInitScript((refuses) => {
      const clipboard = refuses ? { writeText: () => Promise.reject(new DOMException('no', 'NotAllowedError')) } : undefined;
      Object.defineProperty(navigator, 'clipboard', { value: clipboard });
    }, why === 'does not let us');
    await APP_ROADS['/:portal/sign-in/:uid/enrol-totp']?.['an app to set up']?.(page, scene);
    await page.click('summary');
    await page.click('[data-copied]');
    const status = page.locator('[data-copied] + [role=status]');
    await status.getByText(said).waitFor();
    expect((await status.boundingBox())?.width).toBeGreaterThan(100);
    expect(await page.evaluate(() => getSelection()?.toString())).toBe(await page.textContent('#key'));
    expect(await page.locator('[data-copied]').isVisible()).toBe(true);
    expect(await page.evaluate(() => document.activeElement?.hasAttribute('data-copied'))).toBe(true);
    expect(await axeViolations(page)).toEqual([]);
    await context.close();
  },
);

test('ux 1.9 who cannot scan opens the key, which is all there at 320 px, and axe-core finds nothing there either', async () => {
  const { context, page } = await visit(browser, { language: 'nl', width: 320, dark: true });
  await APP_ROADS['/:portal/sign-in/:uid/enrol-totp']?.['an app to set up']?.(page, scene);
  expect(await page.isVisible('#key')).toBe(false);
  await page.click('summary');
  expect(await page.textContent('#key')).toMatch(/^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
  expect(await axeViolations(page)).toEqual([]);
  await context.close();
});
