import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { openBrowser, visit } from '../kit/browser.ts';
import { openWorld, type World } from '../kit/world.ts';
import { ask } from './mailed-forms.ts';

let browser: Browser;
let world: World;

beforeAll(async () => {
  world = await openWorld();
  await world.organisation('acme', { name: 'Acme' });
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
  await world.close();
});

/** The page after "forgot password", for a name that nobody has. */
async function sent(script = true) {
  const { context, page } = await visit(browser, { script });
  await page.goto(`${world.url}/acme/forgot-password`);
  await page.fill('#username', 'nobody');
  await ask(world, page, context, script);
  return { context, page };
}

test('ux 1.7 the seconds run down without being read out; that it can be sent again is read out once', async () => {
  const { context, page } = await sent();
  await page.clock.install();
  await page.reload();
  const [wait, now] = [page.locator('#again-wait'), page.locator('#again-now')];
  expect(await wait.textContent()).toMatch(/^You can send again in \d+ seconds\.$/);
  expect(await wait.evaluate((text) => text.closest('[role=status], [aria-live]'))).toBeNull();
  expect(await page.getAttribute('#send-again button', 'disabled')).toBeNull();
  const left = Number((await wait.textContent())?.match(/\d+/)?.[0]);
  await page.clock.runFor((left - 1) * 1000);
  expect(await wait.textContent()).toBe('You can send again in 1 second.');
  expect(await now.textContent()).toBe('');
  await page.clock.runFor(1000);
  expect([await wait.textContent(), await now.textContent()]).toEqual(Array(2).fill('You can send a new e-mail now.'));
  await context.close();
});

test('ux G2 without script the page says at what time, has no button that does nothing, and the one it has works', async () => {
  const { context, page } = await sent(false);
  expect(await page.textContent('#again-wait')).toMatch(/^You can send again at \d\d:\d\d\.$/);
  expect(await page.locator('.copy:visible').count()).toBe(0);
  await Promise.all([page.waitForNavigation(), page.click('#send-again button')]);
  expect(await page.textContent('#err')).toMatch(/Wait \d+ more seconds?\. Then you can send a new e-mail\./);
  await context.close();
});

test('R9.6 a press of the button copies the words of the subject, and says so', async () => {
  const { context, page } = await sent();
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.click('.copy >> nth=1');
  await page.waitForSelector('.copy >> text=Copied');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('Activate your account at Acme');
  expect(await page.textContent('#copied')).toBe('Copied');
  await context.close();
});
