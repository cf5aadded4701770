import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { openBrowser, visit } from '../kit/browser.ts';
import { openWorld } from '../kit/world.ts';
import { inspect } from './inspection.ts';
import { furnishPasskeys, PASSKEY_ROADS } from './passkey-places.ts';
import type { Scene } from './places.ts';

const LOST = {
  nl: 'Vraag Carla, carla@has.example om je tweestapsverificatie uit te zetten.',
  en: 'Ask Carla, carla@has.example to switch off your two-step verification.',
} as const;

let browser: Browser;
let scene: Scene;

beforeAll(async () => {
  const world = await openWorld();
  await furnishPasskeys(world);
  scene = { world, exam: await world.relyingParty('exam'), reports: await world.relyingParty('reports', { first_party: false }) };
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
  await scene.world.close();
});

const roads = Object.entries(PASSKEY_ROADS).flatMap(([pattern, states]) =>
  Object.entries(states).map(([name, road]) => [name, pattern.split('/').at(-1) ?? '', road] as const),
);

describe('axe-core finds nothing, nothing is cut off, no layout shift, no request to another host, at most 30 kB (ux 5.1, 5.10, 5.54, 5.55)', () => {
  test.each(roads)('%s, in Dutch and English, light and dark, wide and narrow', async (_name, last, road) => {
    const found = await Promise.all(
      (['nl', 'en'] as const).map((language) =>
        inspect(browser, language, scene, async (page, there) => {
          await road(page, there);
          expect(new URL(page.url()).pathname.split('/').at(-1)).toBe(last);
        }),
      ),
    );
    expect(found.flat()).toEqual([]);
  });
});

test('ux G2 without script no page shows a button that does nothing, and each says what passkeys need', async () => {
  const { context, page } = await visit(browser, { script: false });
  // The sheet has another way on it, and says nothing.
  const { '/:portal/sign-in/:uid/password': _sheet, ...others } = PASSKEY_ROADS;
  for (const roadsTo of Object.values(others)) {
    const [road] = Object.values(roadsTo);
    await road?.(page, scene);
    expect([await page.isVisible('#passkey'), await page.isVisible('.no-passkey')]).toEqual([false, true]);
    await context.clearCookies();
  }
  await page.goto(`${scene.world.url}/has`);
  expect([await page.isVisible('#passkey'), await page.isVisible('#username')]).toEqual([false, true]);
  await context.close();
});

test.each([
  ['nl', true],
  ['nl', false],
  ['en', true],
  ['en', false],
] as const)('ux 1.8 who has lost the passkey reads whom to ask, in %s, with script: %s', async (language, script) => {
  const { context, page } = await visit(browser, { language, script });
  await PASSKEY_ROADS['/:portal/sign-in/:uid/passkey']?.['second step by passkey']?.(page, scene);
  await page.click('details summary');
  expect(await page.isVisible('details p')).toBe(true);
  expect(await page.textContent('details')).toContain(LOST[language]);
  await context.close();
});
