// Without script a new password is asked twice (ux.md D11), at each of the forms for one.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, visit } from '../kit/browser.ts';
import { linkIn, takeOne } from '../kit/mailbag.ts';
import { askFor, CHOSEN, changed, invited, openRecovery, type RecoveryStory } from '../kit/recovery.ts';
import { fillIn, send } from './places.ts';

let story: RecoveryStory;
let browser: Browser;

beforeAll(async () => {
  story = await openRecovery();
  const { id } = await story.world.person('acme', 'Carla');
  await changed(story.world, id, { mustChangePassword: true });
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
  await story.world.close();
});

/** The forms, each with how one comes to it. */
const FORMS: readonly { readonly what: string; readonly form: string; readonly open: (page: Page) => Promise<unknown> }[] = [
  {
    what: 'a first password',
    form: '#choose',
    open: async (page) => page.goto((await invited(story.world, story.people.Anna)).address),
  },
  {
    what: 'a new one for a forgotten one',
    form: '#choose',
    open: async (page) => {
      await askFor(story.world, 'forgot-password', { username: 'Bert' });
      await page.goto(linkIn(await takeOne(story.world, 'password-reset')).address);
    },
  },
  {
    what: 'one of free will',
    form: '#change',
    open: async (page) => {
      await page.goto(`${story.world.url}/acme/account/password`);
      await fillIn(page, 'Bert');
    },
  },
  {
    what: 'one that must be renewed',
    form: '#renewal',
    open: async (page) => {
      await page.goto((await story.app.begin({ portal: 'acme' })).url);
      await fillIn(page, 'Carla');
    },
  },
];

describe.each([
  { language: 'nl', says: 'De twee wachtwoorden zijn niet hetzelfde.' },
  { language: 'en', says: 'The two passwords are not the same.' },
] as const)('ux G5 two that differ are both marked, and the summary leads to the first ($language)', ({ language, says }) => {
  test.each(FORMS)('$what', async ({ form, open }) => {
    const { context, page } = await visit(browser, { language, script: false });
    await open(page);
    await page.fill('#new-password', CHOSEN);
    await page.fill('#new-password-again', `${CHOSEN}.`);
    await send(page, form);
    expect(await page.textContent('#new-password-error')).toContain(says);
    for (const field of ['#new-password', '#new-password-again']) {
      const described = (await page.getAttribute(field, 'aria-describedby')) ?? '';
      expect([await page.getAttribute(field, 'aria-invalid'), described.split(' ')]).toEqual([
        'true',
        expect.arrayContaining(['new-password-error']),
      ]);
      // Never by colour alone.
      expect(await page.locator(field).evaluate((input) => getComputedStyle(input).borderTopWidth)).toBe('2px');
    }
    await page.locator('#err a', { hasText: says }).click();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('new-password');
    await context.close();
  });
});
