// A real Chromium. Every visit has cookies of its own; nothing is remembered between tests.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { chromiumPath } from './machine.ts';

/** Flags that keep Chromium from looking for the internet. */
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
  '--disable-quic',
];

/** Starts Chromium. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath(), args: QUIET });
}

/** How a visit looks at the product. */
export interface VisitOptions {
  readonly language?: 'nl' | 'en';
  readonly script?: boolean;
  readonly dark?: boolean;
  readonly width?: number;
}

/** A visit with cookies of its own. */
export async function visit(browser: Browser, options: VisitOptions = {}): Promise<{ context: BrowserContext; page: Page }> {
  const { language = 'en', script = true, dark = false, width = 1280 } = options;
  const settings: BrowserContextOptions = {
    locale: language === 'nl' ? 'nl-NL' : 'en-GB',
    javaScriptEnabled: script,
    colorScheme: dark ? 'dark' : 'light',
    viewport: { width, height: 800 },
    bypassCSP: false,
  };
  const context = await browser.newContext(settings);
  return { context, page: await context.newPage() };
}

const AXE = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

interface Axe {
  run(options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
}

/** What axe-core finds wrong on the page, one line each. */
export async function axeViolations(page: Page): Promise<string[]> {
  // Evaluated by the debugger, which no Content-Security-Policy of the page forbids; once for each page.
  if (await page.evaluate(() => !('axe' in globalThis))) await page.evaluate(await AXE);
  return page.evaluate(async (tags) => {
    const { axe } = globalThis as unknown as { axe: Axe };
    const { violations } = await axe.run({ runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
  }, TAGS);
}
