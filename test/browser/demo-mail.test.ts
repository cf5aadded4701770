import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, BrowserContext, FrameLocator, Page } from 'playwright-core';
import { type Demo, startDemo } from '../../demo/demo.ts';
import { PEOPLE } from '../../demo/people.ts';
import { type DemoPlan, planDemo } from '../../demo/plan.ts';
import { openBrowser, visit } from '../kit/browser.ts';
import { freePort } from '../kit/world.ts';
import { fillIn } from './places.ts';

let browser: Browser;
let demo: Demo;
let plan: DemoPlan;
let folder: string;
const surprises: unknown[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'voordeur-demo-'));
  const planned = planDemo({ PORT: String(await freePort()), DEMO_APP_PORT: String(await freePort(4)) });
  if ('refused' in planned) throw new Error(planned.refused);
  plan = { ...planned, environment: { ...planned.environment, VOORDEUR_DATABASE: `sqlite:${join(folder, 'demo.sqlite')}` } };
  demo = await startDemo(plan, (error) => surprises.push(error));
  browser = await openBrowser();
});

afterAll(async () => {
  await browser?.close();
  await demo?.close();
  await rm(folder, { recursive: true, force: true });
  expect(surprises).toEqual([]);
});

/** Opens the newest mail with these words in its subject, once it has come. */
async function openMail(page: Page, words: string): Promise<FrameLocator> {
  const mail = page.locator('.mails a', { hasText: words });
  await page.goto(demo.places.mailbox);
  // As a person does who waits for it; the test's own time limit ends it.
  while ((await mail.count()) === 0) await page.click('text=Look again');
  await mail.first().click();
  return page.frameLocator('iframe');
}

async function press(context: BrowserContext, frame: FrameLocator, button: string): Promise<Page> {
  const [opened] = await Promise.all([context.waitForEvent('page'), frame.locator(`a:text-is("${button}")`).click()]);
  await opened.waitForLoadState();
  return opened;
}

test('who forgot a password in the demo finds the mail in its mailbox, by the words that the page gave, and gets into the app', async () => {
  const [person] = PEOPLE;
  if (!person) throw new Error('nobody in the demo');
  const { context, page } = await visit(browser, { language: 'nl' });
  await page.goto(`${demo.places.product}/${person.portal}/forgot-password`);
  await page.fill('#username', person.username);
  await page.click('#forgot button:not([name]):not([type=button])');
  await page.waitForURL('**/sent');
  const [sender, subject] = await page.locator('.note dd strong').allTextContents();

  const frame = await openMail(page, subject ?? 'no subject');
  expect(await page.locator('dd').first().textContent()).toContain(sender);
  const opened = await press(context, frame, 'Nieuw wachtwoord maken');
  await opened.fill('#new-password', 'drie-schuiven-en-een-lamp');
  await opened.click('#choose button:not([name]):not([type=button])');
  await opened.waitForURL('**/done');

  const notice = await openMail(page, 'is gewijzigd');
  expect(await notice.locator('[role=main]').textContent()).toMatch(
    /het wachtwoord van Sanne\.Bakker is gewijzigd op .* \(Nederlandse tijd\) met /,
  );
  await page.goto(`${demo.places.assessment}/login?portal=${person.portal}`);
  await fillIn(page, person.username, 'drie-schuiven-en-een-lamp');
  await page.waitForURL(`${demo.places.assessment}/**`);
  expect(await page.textContent('#username')).toBe(person.username);
  await context.close();
});

test('R7.1 an invitation waits in the mailbox of the demo, and leads to an account that works', async () => {
  const { context, page } = await visit(browser, { language: 'nl' });
  const frame = await openMail(page, 'Activeer je account');
  expect(await frame.locator('[role=main]').textContent()).toContain(
    'Hallo Noor, Fatima el Amrani van Voorbeeld Assessments heeft een account',
  );
  const opened = await press(context, frame, 'Account activeren');
  await opened.fill('#new-password', 'zeven-zwanen-op-het-wad');
  await opened.click('#choose button:not([name]):not([type=button])');
  await opened.waitForURL('**/done');
  await page.goto(`${demo.places.assessment}/login?portal=voorbeeld`);
  await fillIn(page, 'Noor.Visser', 'zeven-zwanen-op-het-wad');
  await page.waitForURL(`${demo.places.assessment}/**`);
  expect(await page.textContent('#name')).toBe('Noor Visser');
  await context.close();
});

test('who has activated stays, and the next of that name is invited at the next start', async () => {
  await demo.close();
  demo = await startDemo(plan, (error) => surprises.push(error));
  const { context, page } = await visit(browser);
  const frame = await openMail(page, 'Activeer je account');
  expect(await frame.locator('[role=main] strong').first().textContent()).toBe('Noor.Visser2');
  await context.close();
});
