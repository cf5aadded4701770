import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { openBrowser } from '../kit/browser.ts';
import type { IdentityProvider } from '../kit/identity-provider.ts';
import { openWorld } from '../kit/world.ts';
import { inspect } from './inspection.ts';
import type { Scene } from './places.ts';
import { openWorkPortals, SINGLE_SIGN_ON_ROADS, TELLING_ROADS } from './single-sign-on-places.ts';

let browser: Browser;
let scene: Scene;
let provider: IdentityProvider;

beforeAll(async () => {
  const world = await openWorld();
  provider = await openWorkPortals(world);
  scene = { world, exam: await world.relyingParty('exam'), reports: await world.relyingParty('reports', { first_party: false }) };
  browser = await openBrowser();
});

afterAll(async () => {
  await browser?.close();
  await provider?.close();
  await scene?.world.close();
});

const roads = [...Object.values(SINGLE_SIGN_ON_ROADS).flatMap((states) => Object.entries(states)), ...Object.entries(TELLING_ROADS)];

describe('axe-core finds nothing, nothing is cut off, no layout shift, no request to another host, at most 30 kB (ux 5.1, 5.10, 5.54, 5.55)', () => {
  test.each(roads)('%s, in Dutch and English, light and dark, wide and narrow', async (_name, road) => {
    const found = await Promise.all((['nl', 'en'] as const).map((language) => inspect(browser, language, scene, road)));
    expect(found.flat()).toEqual([]);
  });
});

test.each(Object.entries(SINGLE_SIGN_ON_ROADS['/:portal/sign-in/:uid/sso'] ?? {}))(
  '%s ends at the page that says it',
  async (_name, road) => {
    const context = await browser.newContext({ locale: 'en-GB' });
    const page = await context.newPage();
    await road(page, scene);
    expect(new URL(page.url()).pathname).toMatch(/\/sign-in\/[^/]+\/sso$/);
    await context.close();
  },
);
