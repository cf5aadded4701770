import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { axeViolations, openBrowser, visit } from '../kit/browser.ts';
import { codeInMail } from '../kit/mailed-code.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';
import { arrives, readCode, SUBMIT, threeMisses } from './challenged.ts';
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

describe.each([
  { language: 'nl', legend: 'Extra controle', noMatch: 'De gebruikersnaam en het wachtwoord horen niet bij elkaar.' },
  { language: 'en', legend: 'Extra check', noMatch: 'The username and password do not match.' },
] as const)('in $language', ({ language, legend, noMatch }) => {
  test('S8, R8.3 without script: three wrong tries, the picture, in', async () => {
    await world.person('acme', `picture-${language}`);
    const { context, page } = await visit(browser, { language, script: false });
    await threeMisses(app, page, `picture-${language}`);
    expect(await page.textContent('legend')).toBe(legend);
    const size = await page.locator('.puzzle img').boundingBox();
    expect([size?.width, size?.height]).toEqual([240, 80]);
    await page.click('[value=new-captcha]');
    expect(await page.inputValue('#username')).toBe(`picture-${language}`);
    await page.fill('#password', PASSWORD);
    await page.fill('#captcha', await readCode(world, page, context));
    expect(await arrives(app, page, () => page.click(SUBMIT, { noWaitAfter: true }))).toBe(true);
    await context.close();
  });

  test('R8.3, settled 20 with script: the calculation runs by itself, and nothing has to be touched', async () => {
    await world.person('acme', `work-${language}`);
    const { context, page } = await visit(browser, { language });
    await threeMisses(app, page, `work-${language}`);
    // Sent at once: the form waits for the calculation by itself.
    await page.fill('#password', PASSWORD);
    expect(await arrives(app, page, () => page.click(SUBMIT, { noWaitAfter: true }))).toBe(true);
    await context.close();
  });

  test('R8.1 a name that does not exist goes the same way, picture and calculation', async () => {
    const { context, page } = await visit(browser, { language });
    await threeMisses(app, page, `nobody-${language}`);
    expect(await page.textContent('legend')).toBe(legend);
    await page.waitForFunction(() => (document.querySelector('[name=work]') as HTMLInputElement).value !== '');
    await fillIn(page, `nobody-${language}`, 'not this one');
    expect(await page.locator('#username').getAttribute('aria-invalid')).toBe('true');
    expect(await page.textContent('legend')).toBe(legend);
    await context.close();
  });

  test('R8.1 without script too a name that does not exist goes the same way: picture, right code, no match, another picture', async () => {
    const { context, page } = await visit(browser, { language, script: false });
    await threeMisses(app, page, `nobody-unscripted-${language}`);
    expect(await page.textContent('legend')).toBe(legend);
    const shown = await page.getAttribute('.puzzle img', 'src');
    await page.fill('#captcha', await readCode(world, page, context));
    await fillIn(page, `nobody-unscripted-${language}`, 'not this one');
    expect(await page.textContent('#err')).toContain(noMatch);
    expect(await page.inputValue('#username')).toBe(`nobody-unscripted-${language}`);
    expect(await page.textContent('legend')).toBe(legend);
    expect(await page.getAttribute('.puzzle img', 'src')).not.toBe(shown);
    await context.close();
  });

  test('ux 1.2 with script too the picture alone suffices, and one press brings another', async () => {
    await world.person('acme', `both-${language}`);
    const { context, page } = await visit(browser, { language });
    await threeMisses(app, page, `both-${language}`);
    await page.fill('#password', PASSWORD);
    await page.fill('#captcha', await readCode(world, page, context));
    expect(await arrives(app, page, () => page.click(SUBMIT, { noWaitAfter: true }))).toBe(true);
    await context.close();
  });
});

test('R8.3 the calculation beside the picture ends by itself, without a press, and the page says so', async () => {
  const { context, page } = await visit(browser, { language: 'en' });
  await threeMisses(app, page, 'nobody-in-a-hurry');
  await page.waitForFunction(() => (document.querySelector('[name=work]') as HTMLInputElement).value !== '', undefined, {
    timeout: 30_000,
  });
  expect(await page.textContent('#work-note')).toBe('The check is done. You can continue.');
  // What is done looks done, and not like something to mind.
  expect(await page.getAttribute('#work-note', 'class')).toBe('live done');
  await context.close();
});

test.each([
  { language: 'nl', ask: 'Stuur mij een code per e-mail', label: 'Code uit de e-mail' },
  { language: 'en', ask: 'E-mail me a code', label: 'Code from the e-mail' },
] as const)('R8.3 in $language without script and without a look at the picture: a code by mail, in', async ({ language, ask, label }) => {
  const username = `mail-${language}`;
  await world.person('acme', username, { email: `${username}@people.example` });
  const { context, page } = await visit(browser, { language, script: false, width: 320 });
  await threeMisses(app, page, username);
  await page.click(`text=${ask}`);
  expect(await page.inputValue('#username')).toBe(username);
  // Far below the fold on a small screen, and yet before the person's eyes.
  expect(await page.getByLabel(label).evaluate((field) => field.getBoundingClientRect().bottom <= innerHeight)).toBe(true);
  const code = await codeInMail(world);
  await page.getByLabel(label).fill(code);
  await page.fill('#password', PASSWORD);
  expect(await arrives(app, page, () => page.click(SUBMIT, { noWaitAfter: true }))).toBe(true);
  await context.close();
});

test('R8.3 with script too who types the mailed code waits for no calculation', async () => {
  await world.person('acme', 'mail-scripted', { email: 'mail-scripted@people.example' });
  const { context, page } = await visit(browser, { language: 'en' });
  await threeMisses(app, page, 'mail-scripted');
  await page.click('[value=mail]');
  await page.waitForFunction(() => document.activeElement?.id === 'mailed');
  expect(await axeViolations(page)).toEqual([]);
  await page.fill('#mailed', await codeInMail(world));
  await page.fill('#password', PASSWORD);
  expect(await arrives(app, page, () => page.click(SUBMIT, { noWaitAfter: true }))).toBe(true);
  await context.close();
});
