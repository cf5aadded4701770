import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { agePasswords } from '../kit/aged.ts';
import { openBrowser, visit } from '../kit/browser.ts';
import { openWorld } from '../kit/world.ts';
import { ACCOUNT_ROADS } from './account-places.ts';
import { APP_ROADS } from './app-places.ts';
import { inspect, layoutShift } from './inspection.ts';
import { MAILED_ROADS } from './mailed-places.ts';
import { PASSKEY_ROADS } from './passkey-places.ts';
import { OTHER_ROADS, pageAddresses, ROADS, type Scene } from './places.ts';
import { SECOND_ROADS } from './second-places.ts';
import { SINGLE_SIGN_ON_ROADS } from './single-sign-on-places.ts';

let browser: Browser;
let scene: Scene;

beforeAll(async () => {
  const world = await openWorld();
  for (const portal of ['acme', 'globex']) {
    await world.organisation(portal, { name: 'Voorbeeld Assessments', colour: '#8ecae6' });
    await world.person(portal, 'piet');
    await world.person(portal, 'anna', { givenName: 'Anna', familyName: 'Jansen', email: 'anna@example.nl' });
  }
  await agePasswords(world);
  const exam = await world.relyingParty('exam');
  const reports = await world.relyingParty('reports', { first_party: false, client_name: 'Reports' });
  scene = { world, exam, reports };
  browser = await openBrowser();
});

beforeEach(() => scene.world.forgetMisses());

afterAll(async () => {
  await browser.close();
  await scene.world.close();
});

const roads = [...Object.values(ROADS).flatMap((states) => Object.entries(states)), ...Object.entries(OTHER_ROADS)];

test('every page of the router has a road in this test, or in those for mailed links, the account, the second step and single sign-on', () => {
  const elsewhere = { ...MAILED_ROADS, ...ACCOUNT_ROADS, ...SECOND_ROADS, ...APP_ROADS, ...PASSKEY_ROADS, ...SINGLE_SIGN_ON_ROADS };
  expect(pageAddresses().filter((address) => !(address in ROADS || address in elsewhere))).toEqual([]);
});

describe('axe-core finds nothing, nothing is cut off, no layout shift, no request to another host, at most 30 kB (ux 5.1, 5.10, 5.54, 5.55)', () => {
  test.each(roads)('%s, in Dutch and English, light and dark, wide and narrow', async (_name, road) => {
    const found = await Promise.all((['nl', 'en'] as const).map((language) => inspect(browser, language, scene, road)));
    expect(found.flat()).toEqual([]);
  });
});

/** A PNG of 60 × 64 pixels: the slot decides how much room a logo takes, not the picture. */
const LOGO = 'iVBORw0KGgoAAAANSUhEUgAAADwAAABACAAAAABjd0sUAAAAG0lEQVR4nO3BgQAAAADDoPlTH+ECVQEAAADPAA9AAAFl3TWpAAAAAElFTkSuQmCC';

test('a logo that comes late moves nothing, and the page stays within its budget (ux 5.54, 5.55)', async () => {
  await scene.world.organisation('logo', { logo: Buffer.from(LOGO, 'base64') });
  const found = await inspect(browser, 'nl', scene, async (page) => {
    let send: () => Promise<void> = async () => undefined;
    const asked = new Promise<void>((resolve) =>
      page.route('**/assets/t/*.png', (route) => {
        send = () => route.continue();
        resolve();
      }),
    );
    await page.goto((await scene.exam.begin({ portal: 'logo' })).url, { waitUntil: 'domcontentloaded' });
    await asked;
    // Drawn without it, and then with it.
    await page.screenshot({ clip: { x: 0, y: 0, width: 300, height: 100 } });
    await send();
    await page.waitForFunction(() => document.querySelector<HTMLImageElement>('.brand img')?.complete);
  });
  expect(found).toEqual([]);
});

/** A slow network between a browser and us: the page comes in pieces, and the browser may draw after each. Returns its address. */
async function inPieces(path: string): Promise<{ url: string; close(): void }> {
  const server = createServer(async (request, response) => {
    const answer = await fetch(scene.world.url + request.url);
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
    if (request.url !== path) return response.end(Buffer.from(await answer.arrayBuffer()));
    for (const piece of (await answer.text()).split(/(?<=<\/li>)/)) {
      response.write(piece);
      await delay(50);
    }
    return response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, close: () => server.close() };
}

test('a page that comes in pieces moves nothing (ux 5.55)', async () => {
  const { url, close } = await inPieces('/nowhere');
  const { context, page } = await visit(browser, { width: 320 });
  await page.goto(url);
  expect(await page.textContent('h1')).toBe('This sign-in page does not exist');
  expect(await layoutShift(page)).toEqual([]);
  await context.close();
  close();
});

/** A page with a fault of each kind, as if it were ours. */
const FAULTY = `<!doctype html><html lang="nl"><title>Fout: alles</title><style>p{color:#ccc}div{width:30rem}</style>
<body><header></header><main id="main"><a href="#main">x</a><h1>x</h1><p id="first">bleek</p><div>breed</div>
<form><input placeholder="naam"></form><img src="http://localhost:9/pixel.png"><script>
addEventListener('load', () => setTimeout(() => { first.before(Object.assign(document.createElement('h2'), { textContent: 'later', style: 'height:9rem' })) }, 30));
console.error('hear me')</script>${'<!-- -->'.repeat(5000)}</main><footer><a href="/privacy">x</a></footer></body></html>`;

test('a page with a fault of each kind is told of every one', async () => {
  const road = async (page: Page) => {
    const address = `${scene.world.url}/faulty`;
    await page.route(address, (route) => route.fulfill({ contentType: 'text/html', body: FAULTY }));
    await page.goto(address);
  };
  // Each language has looks of its own.
  const found = [...(await inspect(browser, 'nl', scene, road)), ...(await inspect(browser, 'en', scene, road))];
  for (const fault of [
    /light 320: color-contrast/,
    /dark 1280: color-contrast/,
    /dark 320: color-contrast/,
    /image-alt/,
    /320: \d+ px cut off/,
    /asks another host: http:\/\/localhost:9\/pixel\.png/,
    /weighs \d+ bytes/,
    /layout shift of 0\.\d/,
    /hear me/,
    /firstFooterLink is "privacy"/,
    /errorInTitle is false/,
  ])
    expect(found).toContainEqual(expect.stringMatching(fault));
});

test('who inspects next finds nothing of who was before: no cookies, light and wide, and a road that leads nowhere is told', async () => {
  const toSheet = async (page: Page) => page.goto(`${scene.world.url}/acme`);
  expect(await inspect(browser, 'nl', scene, toSheet)).toEqual([]);
  let met: unknown;
  const nowhere = async (page: Page) => {
    const dark = await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches);
    met = { cookies: await page.context().cookies(), width: page.viewportSize()?.width, dark };
  };
  expect(await inspect(browser, 'nl', scene, nowhere)).toContain('nl: nothing was measured');
  expect(met).toEqual({ cookies: [], width: 1280, dark: false });
});
