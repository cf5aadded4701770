import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { openBrowser } from '../kit/browser.ts';
import { requireSingleSignOn } from '../kit/single-sign-on.ts';
import { openWorld } from '../kit/world.ts';
import { inspect } from './inspection.ts';
import { MAILED_ROADS } from './mailed-places.ts';
import type { Road, Scene } from './places.ts';

let browser: Browser;
let scene: Scene;

beforeAll(async () => {
  const world = await openWorld();
  await world.organisation('acme', { name: 'Voorbeeld Assessments', colour: '#8ecae6' });
  await world.person('acme', 'anna', { givenName: 'Anna', familyName: 'Jansen', email: 'anna@example.nl' });
  await requireSingleSignOn(world);
  scene = { world, exam: await world.relyingParty('exam'), reports: await world.relyingParty('reports', { first_party: false }) };
  browser = await openBrowser();
});

beforeEach(() => scene.world.forgetMisses());

afterAll(async () => {
  await browser.close();
  await scene.world.close();
});

const roads = Object.entries(MAILED_ROADS).flatMap(([pattern, states]) =>
  Object.entries(states).map(([name, road]) => [name, arriving(road, pattern)] as const),
);

/** The road, which must end at an address of the pattern. */
function arriving(road: Road, pattern: string): Road {
  const expected = new RegExp(`^${pattern.replace(':portal', 'acme').replace(':ticket', '[\\w-]{22}').replace('{/*rest}', '/dead')}$`);
  return async (page, scene) => {
    await road(page, scene);
    expect(new URL(page.url()).pathname).toMatch(expected);
  };
}

describe('axe-core finds nothing, nothing is cut off, no layout shift, no request to another host, at most 30 kB (ux 5.1, 5.10, 5.54, 5.55)', () => {
  test.each(roads)('%s, in Dutch and English, light and dark, wide and narrow', async (_name, road) => {
    const found = await Promise.all((['nl', 'en'] as const).map((language) => inspect(browser, language, scene, road)));
    expect(found.flat()).toEqual([]);
  });
});
