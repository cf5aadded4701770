import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { openBrowser, visit } from '../kit/browser.ts';
import { openWorld } from '../kit/world.ts';
import { ACCOUNT_ROADS } from './account-places.ts';
import { inspect } from './inspection.ts';
import { type Road, type Scene, signedIn } from './places.ts';

let browser: Browser;
let scene: Scene;

beforeEach(() => scene.world.forgetMisses());

beforeAll(async () => {
  const world = await openWorld();
  for (const portal of ['acme', 'globex']) {
    await world.organisation(portal, { name: 'Voorbeeld Assessments', colour: '#8ecae6' });
    await world.person(portal, 'anna', { givenName: 'Anna', familyName: 'Jansen', email: 'anna@example.nl' });
  }
  scene = { world, exam: await world.relyingParty('exam'), reports: await world.relyingParty('reports', { first_party: false }) };
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
  await scene.world.close();
});

const roads = Object.entries(ACCOUNT_ROADS).flatMap(([pattern, states]) =>
  Object.entries(states).map(([name, road]) => [name, arriving(road, pattern)] as const),
);

/** The road, which must end at an address of the pattern; a former address leads elsewhere. */
function arriving(road: Road, pattern: string): Road {
  const path = pattern.endsWith('/change-password') ? '/acme/account/password' : pattern.replace(':portal', 'acme');
  const expected = new RegExp(`^${path.replace(':ticket', '[\\w-]{22}').replace('{/*rest}', '')}$`);
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

test.each([
  ['nl', true],
  ['nl', false],
  ['en', true],
  ['en', false],
] as const)('security 1.21 the data that one takes along is a file of valid JSON, in %s, with script: %s', async (language, script) => {
  const { context, page } = await visit(browser, { language, script });
  await signedIn(page, scene);
  await page.goto(`${scene.world.url}/acme/account/data`);
  const [file] = await Promise.all([page.waitForEvent('download'), page.click('main a.button')]);
  expect(file.suggestedFilename()).toMatch(/^acme-\d{4}-\d\d-\d\d\.json$/);
  const text = await readFile(await file.path(), 'utf8');
  expect(JSON.parse(text)).toMatchObject({ account: { username: 'anna', email: 'anna@example.nl' }, organisation: { portal: 'acme' } });
  const secrets = (await context.cookies()).filter(({ value }) => value.length > 20);
  expect(secrets.map(({ name }) => name)).toContainEqual(expect.stringMatching(/^voordeur_session_/));
  for (const { name, value } of secrets) expect([name, text.includes(value)]).toEqual([name, false]);
  expect(text).not.toMatch(/argon2|"(?:secret|phc|sealed|token)"/);
  await context.close();
});

test('ux G14 with forced colours the bar still marks the current subject, and no other', async () => {
  const { context, page } = await visit(browser);
  await page.emulateMedia({ forcedColors: 'active' });
  await signedIn(page, scene);
  await page.goto(`${scene.world.url}/acme/account/password`);
  const marked = await page.evaluate(() =>
    [...document.querySelectorAll('.subjects a')]
      .filter((link) => getComputedStyle(link).borderLeftWidth !== '0px')
      .map((link) => link.textContent),
  );
  expect(marked).toEqual(['Password']);
  await context.close();
});
