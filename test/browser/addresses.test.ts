import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { days } from '../../src/kernel/duration.ts';
import { openBrowser, visit } from '../kit/browser.ts';
import { DOORS, openStreet, type Street } from './front-door.ts';
import { fillIn } from './places.ts';

let browser: Browser;
let street: Street;

beforeAll(async () => {
  street = await openStreet();
  browser = await openBrowser();
});

afterEach(() => street.world.clock.release());
afterAll(async () => {
  await browser.close();
  await street.close();
});

/** The sheet that is open says its quiet line, blames nobody, and names the address to save. */
async function expectQuietSheet(page: Page, portal: string, line: string): Promise<void> {
  await page.waitForURL((url) => url.pathname.startsWith(`/${portal}/sign-in/`) && url.pathname.endsWith('/password'));
  expect(await page.textContent('main')).toContain(line);
  expect([await page.locator('#err').count(), await page.title()]).toEqual([0, expect.not.stringMatching(/Fout|Error/)]);
}

const [dutch, english] = DOORS;
const doors = [
  { ...dutch, script: true },
  { ...english, script: false },
];

describe.each(doors)('in $language, script $script', (door) => {
  const { language, script, portal, old, again, already } = door;
  const visitor = () => visit(browser, { language, script });

  test('R12.2 a, b: a bookmark of the portal leads to its sign-in and on to the application; a reload in between goes on', async () => {
    const { context, page } = await visitor();
    const sheet = await street.toSheet(page, door);
    await page.reload();
    expect([page.url(), await page.textContent('main')]).toEqual([sheet, expect.not.stringContaining(old)]);
    await street.signIn(page);
    await street.go(page, `/${portal}`);
    expect(await street.atTheApp(page)).toContain('Anna');
    await context.close();
  });

  test('R12.2 c: the address of a sign-in, opened in another browser, starts anew at the portal', async () => {
    const first = await visitor();
    const sheet = await street.toSheet(first.page, door);
    const second = await visitor();
    await second.page.goto(sheet);
    await expectQuietSheet(second.page, portal, old);
    expect(second.page.url()).not.toBe(sheet);
    await street.signIn(second.page);
    await street.signIn(first.page);
    for (const { context } of [first, second]) await context.close();
  });

  test('R12.2 d: the sign-in of yesterday, reloaded, is a new one with the quiet line and the address to save', async () => {
    const { context, page } = await visitor();
    const sheet = await street.toSheet(page, door);
    street.world.clock.forward(days(1));
    await page.goto(sheet);
    await expectQuietSheet(page, portal, old);
    expect(await page.textContent('main')).toContain(`${street.world.url}/${portal}`);
    expect(await page.getAttribute('link[rel=canonical]', 'href')).toBe(`${street.world.url}/${portal}`);
    await street.signIn(page);
    await context.close();
  });

  test('R12.2 f: the former address leads to the sign-in, and once signed in to the application', async () => {
    const { context, page } = await visitor();
    await street.go(page, `/authenticator/${portal}/authenticate.html#login`);
    await expectQuietSheet(page, portal, old);
    if (script) expect(new URL(page.url()).hash).toBe('');
    await street.signIn(page);
    await page.goto('about:blank');
    await street.go(page, `/authenticator/${portal}/authenticate.html#login`);
    expect(await street.atTheApp(page)).toContain('Anna');
    expect(page.url()).toBe(`${street.app.url}/`);
    await context.close();
  });

  test('R12.2 f: what the former address said after the # is done where there is script, and leads to the sign-in where there is none', async () => {
    const { context, page } = await visitor();
    await street.go(page, `/authenticator/${portal}/authenticate.html#ForgotPassword`);
    await page.waitForURL(
      script ? `${street.world.url}/${portal}/forgot-password` : `${street.world.url}/${portal}/sign-in/*/password#ForgotPassword`,
    );
    await context.close();
  });

  test('R12.2 g: a form that was open overnight is a new sign-in with the name in it, and nothing said to be wrong', async () => {
    const { context, page } = await visitor();
    const sheet = await street.toSheet(page, door);
    street.world.clock.forward(days(1));
    await fillIn(page, 'Anna');
    await expectQuietSheet(page, portal, again);
    expect([page.url() === sheet, await page.inputValue('#username'), await page.inputValue('#password')]).toEqual([false, 'Anna', '']);
    await street.signIn(page);
    await context.close();
  });

  test('R12.2 h: Back after the sign-in leads to the application again, and so does its address as often as it is opened', async () => {
    const { context, page } = await visitor();
    const sheet = await street.toSheet(page, door);
    await street.signIn(page);
    for (const again of [() => page.goBack(), () => page.goto(sheet), () => page.goto(sheet)]) {
      await again();
      expect(await street.atTheApp(page)).toContain('Anna');
      expect(await page.locator('#password').count()).toBe(0);
    }
    await context.close();
  });

  test('R12.2 i: two tabs both finish, and the second goes on by itself when it is looked at again', async () => {
    const { context, page: first } = await visitor();
    const [second, third] = [await context.newPage(), await context.newPage()];
    for (const tab of [first, second, third]) await street.toSheet(tab, door);
    await street.signIn(first);
    await street.signIn(second);
    await third.reload();
    expect(await street.atTheApp(third)).toContain('Anna');
    await context.close();
  });

  test('R12.2 i: another person in the second tab is told who is signed in, and chooses', async () => {
    const { context, page: first } = await visitor();
    const [second, third] = [await context.newPage(), await context.newPage()];
    for (const tab of [first, second, third]) await street.toSheet(tab, door);
    await street.signIn(first);
    for (const tab of [second, third]) {
      await fillIn(tab, 'Piet');
      expect(await tab.textContent('h1')).toBe(already);
    }
    await second.click('main a.two');
    expect(await street.atTheApp(second)).toContain('Anna');
    await third.click('main form button');
    expect(await street.atTheApp(third)).toContain('Piet');
    await context.close();
  });
});

test('R12.2 h: a page that the browser kept whole asks the server again when its form was sent, and keeps what was typed when it was not', async () => {
  const { context, page } = await visit(browser);
  await street.toSheet(page, english);
  await page.fill('#username', 'Anna');
  const comeBack = () => page.evaluate(() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })));
  await comeBack();
  expect(await page.inputValue('#username')).toBe('Anna');
  await page.evaluate(() => {
    document.querySelector('form')?.addEventListener('submit', (event) => event.preventDefault());
  });
  await page.click('#signin button:not([name]):not([type=button])');
  await Promise.all([page.waitForEvent('load'), comeBack()]);
  expect(await page.inputValue('#username')).toBe('');
  await context.close();
});

test('a jar full of cookies of sign-ins that are over keeps nobody out', async () => {
  const { context, page } = await visit(browser);
  for (let time = 0; time < 100; time += 1) await page.request.get(`${street.world.url}/voorbeeld`);
  expect((await context.cookies()).length).toBeGreaterThan(100);
  await street.toSheet(page, dutch);
  await street.signIn(page);
  await context.close();
});
