import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTransport } from 'nodemailer';
import type { Browser } from 'playwright-core';
import { type Mailbox, startMailbox } from '../../demo/mailbox/mailbox.ts';
import { axeViolations, openBrowser, visit } from '../kit/browser.ts';
import { composeSample, everyMail } from '../mailer/letters.ts';

let browser: Browser;
let mailbox: Mailbox;

beforeAll(async () => {
  mailbox = await startMailbox({ port: 0, now: () => Date.UTC(2026, 10, 27, 13, 32), report: () => undefined });
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
  await mailbox.close();
});

/** What is wrong with a page of the mailbox in each light and width. */
async function look(path: string): Promise<string[]> {
  const found: string[] = [];
  for (const dark of [false, true]) {
    for (const width of [1280, 320]) {
      const { context, page } = await visit(browser, { dark, width });
      await page.goto(mailbox.url + path);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      found.push(...(await axeViolations(page)), ...(overflow > 0 ? [`${width}: ${overflow} px cut off`] : []));
      await context.close();
    }
  }
  return found;
}

async function deliver(mail: { subject: string; text: string; html: string }): Promise<void> {
  const transport = createTransport(mailbox.smtpUrl);
  await transport.sendMail({ from: 'a@voordeur.example', to: 'anna@home.example', ...mail });
  transport.close();
}

test('its pages can be read by everybody: empty, with mail, and a mail opened (ux 5.1, 5.10)', async () => {
  expect(await look('/')).toEqual([]);
  const [, sample] = everyMail[0] ?? [];
  if (!sample) throw new Error('no sample');
  await deliver(await composeSample(sample, 'nl'));
  expect(await look('/')).toEqual([]);
  const { context, page } = await visit(browser);
  await page.goto(mailbox.url);
  await page.click('.mails a');
  expect(await look(new URL(page.url()).pathname)).toEqual([]);
  await context.close();
});

test('a link of the HTML and one of the text open beside the mailbox, and a script in a mail does not run', async () => {
  const address = `${mailbox.url}/preview`;
  const ran = "document.body.append(document.createElement('hr'))";
  const html = `<html lang="en"><head></head><body><a href="${address}">there</a><script>${ran}</script><img src=x onerror="${ran}"></body></html>`;
  await deliver({ subject: 'Links', text: `Go to ${address}.`, html });
  const { context, page } = await visit(browser);
  await page.goto(mailbox.url);
  await page.click('text=Links');
  const frame = page.frameLocator('iframe');
  const [one] = await Promise.all([context.waitForEvent('page'), frame.locator('a').click()]);
  await one.waitForURL(address);
  expect([await frame.locator('a').count(), await frame.locator('hr').count()]).toEqual([1, 0]);
  const [other] = await Promise.all([context.waitForEvent('page'), page.click('pre a')]);
  await other.waitForURL(address);
  await context.close();
});
