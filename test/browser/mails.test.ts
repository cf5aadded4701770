import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { brandTokens } from '../../src/domain/organisations/brand.ts';
import { axeViolations, openBrowser, visit } from '../kit/browser.ts';
import { composeSample, everyMail } from '../mailer/letters.ts';

/** A desktop's reading pane, and a phone. */
const WIDTHS = [1280, 320] as const;
const COLOURS = ['light', 'dark'] as const;

let browser: Browser;
/** One page for all mails: nothing of a mail stays on it, and axe-core takes longer to begin than to look at one. */
let page: Page;
/** What the mail that is shown asked for. */
const asked: string[] = [];

beforeAll(async () => {
  browser = await openBrowser();
  ({ page } = await visit(browser));
  await page.route('**', (route) => {
    asked.push(route.request().url());
    return route.abort();
  });
});

afterAll(() => browser.close());

/** The mail as a mail program with a browser inside shows it. Returns what is wrong, in every light and width. */
async function look(html: string): Promise<string[]> {
  asked.length = 0;
  await page.setContent(html);
  const found: string[] = [];
  for (const colorScheme of COLOURS) {
    for (const width of WIDTHS) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 800 });
      const faults = [...(await axeViolations(page)), ...(await shapeFaults(page))];
      found.push(...faults.map((fault) => `${colorScheme} ${width}: ${fault}`));
    }
  }
  return [...found, ...asked.map((url) => `asks for ${url}`)];
}

/** Nothing is cut off, the column is no wider than 560 px, letters are at least 14 px, and what is pressed is 44 px high. */
async function shapeFaults(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const overflow = document.documentElement.scrollWidth - window.innerWidth;
    if (overflow > 0) found.push(`${overflow} px cut off`);
    const column = document.querySelector('.column')?.getBoundingClientRect().width ?? 0;
    if (column === 0 || column > 560) found.push(`a column of ${column} px`);
    for (const element of document.querySelectorAll<HTMLElement>('[role=main] *, [role=contentinfo] *')) {
      const size = Number.parseFloat(getComputedStyle(element).fontSize);
      if (size < 14) found.push(`letters of ${size} px: ${element.textContent}`);
    }
    for (const button of document.querySelectorAll('.button')) {
      const { height } = button.getBoundingClientRect();
      if (height < 44) found.push(`a button of ${height} px`);
    }
    return found;
  });
}

describe('axe-core finds nothing, nothing is cut off and nothing is fetched, light and dark, wide and narrow (ux 5.1, 5.10)', () => {
  test.each(everyMail)('%s', async (_name, sample, language) => {
    const { html } = await composeSample(sample, language);
    expect(await look(html)).toEqual([]);
  });
});

describe('whatever colour an organisation has, its mails can be read (ux 2.4)', () => {
  const [, sample] = everyMail.find(([name]) => name === 'password-reset, several accounts, nl') ?? [];
  const name = 'Stichting Ondersteuningsmaatregelenbeoordeling Zuidoost-Nederland';

  test.each(['#ffd500', '#e4002b', '#8ecae6', '#101010', '#ffffff'])('%s', async (colour) => {
    if (!sample) throw new Error('no sample');
    const appearance = { colour, tokens: brandTokens(colour), forceLight: false };
    const { html } = await composeSample(sample, 'nl', { organisation: { name, look: appearance } });
    expect(await look(html)).toEqual([]);
  });

  test('one that stays light is light in the dark too', async () => {
    if (!sample) throw new Error('no sample');
    const { html } = await composeSample(sample, 'nl', {
      organisation: { look: { colour: '#0b5f6b', tokens: brandTokens('#0b5f6b'), forceLight: true } },
    });
    const { context, page } = await visit(browser, { dark: true });
    await page.setContent(html);
    expect(await page.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe('rgb(244, 246, 248)');
    await context.close();
  });
});

test('a faulty mail is told of every fault', async () => {
  const faulty = `<html lang="nl"><title>x</title><body style="background:#fff"><div role="main"><h1>x</h1><div style="width:50rem">breed</div>
    <p style="color:#ccc;font-size:9px">klein</p><img src="https://else.example/pixel.png"><a class="button" href="#">x</a></div></body>`;
  const found = await look(faulty);
  for (const fault of [
    /color-contrast/,
    /image-alt/,
    /320: \d+ px cut off/,
    /a column of 0 px/,
    /letters of 9 px/,
    /a button of/,
    /asks for https:\/\/else\.example\/pixel\.png/,
  ])
    expect(found).toContainEqual(expect.stringMatching(fault));
});
