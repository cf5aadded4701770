import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { ORGANISATIONS } from '../../demo/organisations.ts';
import { PEOPLE } from '../../demo/people.ts';
import { openBrowser, visit } from '../kit/browser.ts';
import { type OpenDemo, openDemo } from '../kit/open-demo.ts';
import { fillIn } from './places.ts';

let browser: Browser;
let demo: OpenDemo;

beforeAll(async () => {
  demo = await openDemo();
  browser = await openBrowser();
});

afterAll(async () => {
  await browser?.close();
  await demo?.close();
  expect(demo?.surprises).toEqual([]);
});

function personOf(portal: string) {
  const person = PEOPLE.find((each) => each.portal === portal);
  if (!person) throw new Error(`nobody in ${portal}`);
  return person;
}

function nameOf(portal: string): string {
  return ORGANISATIONS.find((each) => each.portal === portal)?.name ?? 'nobody';
}

/** The app shows the first person of the portal, just signed in with a password. */
async function expectSignedIn(page: Page, portal: string): Promise<void> {
  const { givenName, familyName, username } = personOf(portal);
  const shown = await Promise.all(['name', 'username', 'organisation', 'acr', 'amr'].map((id) => page.textContent(`#${id}`)));
  expect(shown).toEqual([`${givenName} ${familyName}`, username, nameOf(portal), 'urn:voordeur:acr:1', 'pwd']);
  const at = Date.parse((await page.getAttribute('#auth-time time', 'datetime')) ?? '');
  expect(Math.abs(Date.now() - at)).toBeLessThan(60_000);
}

/** From the app's own page to the portal's sign-in page. */
async function toPortal(page: Page, portal: string): Promise<void> {
  await page.goto(`${demo.places.assessment}/`);
  await Promise.all([page.waitForURL(`${demo.places.product}/${portal}/sign-in/**`), page.click(`#portal-${portal}`)]);
}

async function press(page: Page, selector: string): Promise<void> {
  await Promise.all([page.waitForNavigation(), page.click(selector)]);
}

describe.each([
  { language: 'nl', portal: 'voorbeeld', script: true, heading: 'Inloggen bij' },
  { language: 'nl', portal: 'voorbeeld', script: false, heading: 'Inloggen bij' },
  { language: 'en', portal: 'sample', script: true, heading: 'Sign in to' },
  { language: 'en', portal: 'sample', script: false, heading: 'Sign in to' },
] as const)('in $language, script $script', ({ language, portal, script, heading }) => {
  test('app → portal → sign-in → app shows who, organisation, acr and auth_time; it refreshes, calls its API, and sign-out ends both sessions', async () => {
    const { context, page } = await visit(browser, { language, script });
    const person = personOf(portal);
    await toPortal(page, portal);
    expect(await page.textContent('h1')).toBe(`${heading} ${nameOf(portal)}`);
    await fillIn(page, person.username, person.password);
    await page.waitForURL(`${demo.places.assessment}/**`);
    await expectSignedIn(page, portal);
    await press(page, '#api-call');
    expect(await page.textContent('#api-result')).toMatch(/^200 .*results:read/s);
    await press(page, '#refresh');
    expect(await page.textContent('#refreshed')).toBe('1');
    const cookies = await context.cookies();
    await press(page, '#logout');
    await page.waitForURL(`${demo.places.assessment}/**`);
    expect(await page.locator('#name').count()).toBe(0);
    // The server's own session is over too: signing in again asks for the password.
    await toPortal(page, portal);
    expect(await page.locator('#password').count()).toBe(1);
    // Both are over where they are kept, not only in this browser: a copy of every cookie brings neither back.
    await context.addCookies(cookies);
    await page.goto(`${demo.places.assessment}/`);
    expect(await page.locator('#name').count()).toBe(0);
    await toPortal(page, portal);
    expect(await page.locator('#password').count()).toBe(1);
    await context.close();
  });

  test('R16.1 who has forgotten the address gets to the app from the portal finder', async () => {
    const { context, page } = await visit(browser, { language, script });
    const person = personOf(portal);
    await page.goto(`${demo.places.product}/`);
    await page.fill('#portal', portal);
    await press(page, 'main form button');
    await page.waitForURL(`${demo.places.product}/${portal}/sign-in/**`);
    await fillIn(page, person.username, person.password);
    await page.waitForURL(`${demo.places.assessment}/**`);
    await expectSignedIn(page, portal);
    await context.close();
  });

  test('R1.2, R11.1 from the saved address of the portal a person gets to the app too, and is known there the next time', async () => {
    const { context, page } = await visit(browser, { language, script });
    const person = personOf(portal);
    await page.goto(`${demo.places.product}/${portal}`);
    expect(new URL(page.url()).pathname).toMatch(new RegExp(`^/${portal}/sign-in/`));
    await fillIn(page, person.username, person.password);
    await page.waitForURL(`${demo.places.assessment}/**`);
    await expectSignedIn(page, portal);
    await page.goto(`${demo.places.product}/${portal}`);
    await page.waitForURL(`${demo.places.assessment}/**`);
    await expectSignedIn(page, portal);
    await context.close();
  });
});

test('R16.4 two portals live side by side in one browser, and leaving one leaves the other', async () => {
  const { context, page } = await visit(browser);
  for (const portal of ['voorbeeld', 'sample']) {
    const { username, password } = personOf(portal);
    await page.goto(`${demo.places.assessment}/login?portal=${portal}`);
    await fillIn(page, username, password);
    await page.waitForURL(`${demo.places.assessment}/**`);
  }
  await press(page, '#logout');
  await page.goto(`${demo.places.assessment}/login?portal=voorbeeld`);
  await page.waitForURL(`${demo.places.assessment}/**`);
  expect(await page.textContent('#organisation')).toContain('Voorbeeld');
  await context.close();
});

test('ux 1.11 somebody else’s app asks first, and a refusal goes back to it', async () => {
  const { context, page } = await visit(browser, { language: 'nl' });
  const { username, password } = personOf('voorbeeld');
  await page.goto(`${demo.places.reports}/login?portal=voorbeeld`);
  await fillIn(page, username, password);
  expect(await page.textContent('h1')).toContain('Rapportage-demo');
  await press(page, 'button[value=deny]');
  await page.waitForURL(`${demo.places.reports}/**`);
  expect(await page.locator('#name').count()).toBe(0);
  await page.goto(`${demo.places.reports}/login?portal=voorbeeld`);
  await press(page, 'button[value=allow]');
  await page.waitForURL(`${demo.places.reports}/**`);
  expect(await page.textContent('#name')).not.toBe('');
  await context.close();
});
