import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { challenges } from '../../src/crypto/challenges.ts';
import { openBrowser, visit } from '../kit/browser.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';
import { fillIn } from './places.ts';

let browser: Browser;
let world: World;
let app: RelyingParty;

beforeAll(async () => {
  world = await openWorld();
  await world.organisation('acme', { preferredLanguage: 'nl' });
  app = await world.relyingParty('exam');
  browser = await openBrowser();
});

afterAll(async () => {
  await browser?.close();
  await world?.close();
});

/** Three wrong tries on the sign-in page. */
async function threeMisses(page: Page, username: string): Promise<void> {
  await page.goto((await app.begin({ portal: 'acme' })).url);
  for (let at = 0; at < 3; at += 1) await fillIn(page, username, 'not this one');
}

/** What a person reads in the picture, told by the server's own keys. */
async function readCode(page: Page, context: BrowserContext): Promise<string> {
  const id = await page.getAttribute('[name=challenge]', 'value');
  const cookie = (await context.cookies()).find(({ name }) => name === 'voordeur_browser');
  const opened = challenges(world.app.installation.keyring, { iterations: 1000, tries: 150 }).open(
    id ?? '',
    'sign-in',
    cookie?.value ?? '',
  );
  if (!opened) throw new Error('the challenge on the page is not of this browser');
  return opened.code;
}

/** Presses the button and waits for the application's callback, where nobody listens. */
async function arrives(page: Page, press: () => Promise<void>): Promise<boolean> {
  const request = page.waitForRequest((each) => app.isCallback(each.url()), { timeout: 30_000 });
  await press();
  return app.isCallback((await request).url());
}

const submit = '#signin button:not([name]):not([type=button])';

describe.each([
  { language: 'nl', legend: 'Extra controle' },
  { language: 'en', legend: 'Extra check' },
] as const)('in $language', ({ language, legend }) => {
  test('S8, R8.3 without script: three wrong tries, the picture, in', async () => {
    await world.person('acme', `picture-${language}`);
    const { context, page } = await visit(browser, { language, script: false });
    await threeMisses(page, `picture-${language}`);
    expect(await page.textContent('legend')).toBe(legend);
    const size = await page.locator('.puzzle img').boundingBox();
    expect([size?.width, size?.height]).toEqual([240, 80]);
    await page.click('[value=new-captcha]');
    expect(await page.inputValue('#username')).toBe(`picture-${language}`);
    await page.fill('#password', PASSWORD);
    await page.fill('#captcha', await readCode(page, context));
    expect(await arrives(page, () => page.click(submit, { noWaitAfter: true }))).toBe(true);
    await context.close();
  });

  test('R8.3, settled 20 with script: the calculation runs by itself, and nothing has to be touched', async () => {
    await world.person('acme', `work-${language}`);
    const { context, page } = await visit(browser, { language });
    await threeMisses(page, `work-${language}`);
    // Sent at once: the form waits for the calculation by itself.
    await page.fill('#password', PASSWORD);
    expect(await arrives(page, () => page.click(submit, { noWaitAfter: true }))).toBe(true);
    await context.close();
  });

  test('R8.1 a name that does not exist goes the same way, picture and calculation', async () => {
    const { context, page } = await visit(browser, { language });
    await threeMisses(page, `nobody-${language}`);
    expect(await page.textContent('legend')).toBe(legend);
    await page.waitForFunction(() => (document.querySelector('[name=work]') as HTMLInputElement).value !== '');
    await fillIn(page, `nobody-${language}`, 'not this one');
    expect(await page.locator('#username').getAttribute('aria-invalid')).toBe('true');
    expect(await page.textContent('legend')).toBe(legend);
    await context.close();
  });

  test('ux 1.2 with script too the picture alone suffices, and one press brings another', async () => {
    await world.person('acme', `both-${language}`);
    const { context, page } = await visit(browser, { language });
    await threeMisses(page, `both-${language}`);
    await page.fill('#password', PASSWORD);
    await page.fill('#captcha', await readCode(page, context));
    expect(await arrives(page, () => page.click(submit, { noWaitAfter: true }))).toBe(true);
    await context.close();
  });
});

test('R8.3 the calculation beside the picture ends by itself, without a press, and the page says so', async () => {
  const { context, page } = await visit(browser, { language: 'en' });
  await threeMisses(page, 'nobody-in-a-hurry');
  await page.waitForFunction(() => (document.querySelector('[name=work]') as HTMLInputElement).value !== '', undefined, {
    timeout: 30_000,
  });
  expect(await page.textContent('#work-note')).toBe('The check is done. You can continue.');
  await context.close();
});
