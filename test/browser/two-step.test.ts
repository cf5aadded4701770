// Two-step verification with an authenticator app in a real browser, in both languages, with and without script.
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import jsqr from 'jsqr';
import type { Browser, Page } from 'playwright-core';
import { codeAt } from '../kit/authenticator.ts';
import { axeViolations, openBrowser, visit } from '../kit/browser.ts';
import { type Listener, openListener } from '../kit/listener.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { openWorld, type World } from '../kit/world.ts';
import { fillIn } from './places.ts';

const WORDS = {
  nl: { file: 'herstelcodes-acme.txt', lost: 'Vraag Carla, carla@acme.example om je tweestapsverificatie uit te zetten.' },
  en: { file: 'recovery-codes-acme.txt', lost: 'Ask Carla, carla@acme.example to switch off your two-step verification.' },
} as const;

/** A CommonJS module, whose types say that it is none. */
const decode = jsqr as unknown as typeof jsqr.default;

let world: World;
let browser: Browser;
let app: RelyingParty;
let place: Listener;

beforeAll(async () => {
  world = await openWorld();
  await world.organisation('acme', { policy: { twoStep: 'required', twoStepMethods: ['app'] } });
  place = await openListener();
  app = await world.relyingParty('exam', { redirect_uris: [`http://${place.host}/callback`] });
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
  await world.close();
  await place.close();
});

const press = (page: Page, form: string) =>
  Promise.all([page.waitForNavigation(), page.click(`${form} button:not([name]):not([type=button])`)]);

const toSheet = async (page: Page) => page.goto((await app.begin({ portal: 'acme' })).url);
const arrived = (page: Page) => expect(page.url()).toContain(`http://${place.host}/callback?code=`);

async function typeCode(page: Page, code: string): Promise<void> {
  await page.fill('#code', code);
  await press(page, 'main form');
}

/** What a camera reads off the page as it is drawn. */
async function scanned(page: Page): Promise<string | undefined> {
  const png = (await page.locator('.qr img').screenshot()).toString('base64');
  const shot = await page.evaluate(async (data) => {
    const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${data}`)).blob());
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const drawn = canvas.getContext('2d');
    drawn?.drawImage(bitmap, 0, 0);
    return { data: [...(drawn?.getImageData(0, 0, bitmap.width, bitmap.height).data ?? [])], width: bitmap.width, height: bitmap.height };
  }, png);
  return decode(Uint8ClampedArray.from(shot.data), shot.width, shot.height)?.data;
}

/** Looks from a page of its own: that of the product lets nothing be fetched. */
async function scannedElsewhere(page: Page): Promise<string | undefined> {
  const src = await page.getAttribute('.qr img', 'src');
  const { context, page: bench } = await visit(browser, { dark: true });
  await bench.setContent(`<body style="background:#000"><p class="qr"><img src="${src}"></p></body>`);
  const read = await scanned(bench);
  await context.close();
  return read;
}

/** Keeps the recovery codes as a file, and returns those on the page. */
async function download(page: Page, name: string): Promise<string[]> {
  const codes = (await page.locator('#codes li').allTextContents()).map((each) => each.trim());
  expect(codes).toHaveLength(10);
  const [file] = await Promise.all([page.waitForEvent('download'), page.click('a[download]')]);
  expect(file.suggestedFilename()).toBe(name);
  const kept = await readFile(await file.path(), 'utf8');
  for (const code of codes) expect(kept).toContain(code);
  return codes;
}

/** From the page of the app's code to that of a recovery code, where who has lost those too reads whom to ask. */
async function byRecoveryCode(page: Page, lost: string): Promise<void> {
  await page.click('details summary');
  await Promise.all([page.waitForURL(/\/recovery-code$/), page.click('details a[href$="/recovery-code"]')]);
  expect(await page.isVisible('details p')).toBe(false);
  await page.click('details summary');
  expect(await page.isVisible('details p')).toBe(true);
  expect(await page.textContent('details')).toContain(lost);
}

describe.each([
  ['nl', true],
  ['nl', false],
  ['en', true],
  ['en', false],
] as const)('in %s, with script: %s', (language, script) => {
  test('required, so an app is set up, its recovery codes are saved, and next time its code or one of them is asked, on to the application', async () => {
    const username = `Anna-${language}-${script}`;
    await world.person('acme', username);
    const { context, page } = await visit(browser, { language, script });
    await toSheet(page);
    await fillIn(page, username);
    const address = await scannedElsewhere(page);
    await page.click('details summary');
    const secret = (await page.textContent('#key'))?.replace(/\s/g, '') ?? '';
    expect(Object.fromEntries(new URL(String(address)).searchParams)).toEqual({ secret, issuer: 'acme BV' });
    expect(await page.getAttribute('.steps a', 'href')).toBe(address);
    expect((await page.locator('.qr img').boundingBox())?.width).toBeGreaterThanOrEqual(200);
    await typeCode(page, '000000');
    expect((await page.textContent('#key'))?.replace(/\s/g, '')).toBe(secret);
    await typeCode(page, codeAt(secret, world.clock.now()));

    const codes = await download(page, WORDS[language].file);
    await press(page, '#save');
    expect(await page.locator('#saved-error').isVisible()).toBe(true);
    await page.check('#saved');
    await press(page, '#save');
    arrived(page);

    await context.clearCookies();
    world.clock.forward(30_000);
    await toSheet(page);
    await fillIn(page, username);
    await page.click('details summary');
    expect(await page.textContent('main')).toContain(WORDS[language].lost);
    await typeCode(page, codeAt(secret, world.clock.now()));
    arrived(page);

    await context.clearCookies();
    await toSheet(page);
    await fillIn(page, username);
    await byRecoveryCode(page, WORDS[language].lost);
    await typeCode(page, (codes[0] ?? '').toLowerCase());
    arrived(page);
    await context.close();
  });
});

test('ux 5.47 on paper are only whose codes they are, the day and the codes; script adds copying and printing', async () => {
  await world.person('acme', 'Piet');
  const { context, page } = await visit(browser, { language: 'en' });
  await page.goto(`${world.url}/acme`);
  await fillIn(page, 'Piet');
  await page.click('details summary');
  const secret = (await page.textContent('#key'))?.replace(/\s/g, '') ?? '';
  await typeCode(page, codeAt(secret, world.clock.now()));
  expect(await page.locator('[data-print]').isVisible()).toBe(true);
  expect(await axeViolations(page)).toEqual([]);
  await page.emulateMedia({ media: 'print' });
  // biome-ignore lint/performance/useDomNodeTextContent: what is not drawn is not printed
  const printed = (await page.evaluate(() => document.body.innerText)).split('\n').filter((line) => line.trim() !== '');
  expect(printed.slice(0, 2)).toEqual(['Recovery codes for acme BV', expect.stringMatching(/^Username: Piet\. Made on /)]);
  expect(printed.filter((line) => /[0-9A-Z]{4}(-[0-9A-Z]{4}){3}/.test(line))).toHaveLength(10);
  expect(printed).toHaveLength(13);
  await context.close();
});
