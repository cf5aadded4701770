// Browsers of former days, made out of a present one: of every stylesheet they get what they would have kept, of every
// script what they would have made of it. CSS lets a browser drop exactly what it does not know, and nothing else.
import type { Page } from 'playwright-core';

/** What a browser lacks. */
export interface OldBrowser {
  readonly name: string;
  /** Selectors with any of these are unknown, and their rule with them. */
  readonly selectors: readonly RegExp[];
  /** At-rules that are unknown, or whose condition never holds. */
  readonly atRules: readonly RegExp[];
  /** Declarations that are unknown. */
  readonly declarations: readonly RegExp[];
  /** Whether our script is a syntax error to it. */
  readonly failsOnScript: boolean;
}

const NO_HAS = [/:has\(/];
const NO_IS = [...NO_HAS, /:is\(/, /:where\(/, /:focus-visible/];
const NO_LIGHT_DARK = [/^@supports[^{]*light-dark/];

/** Browsers by what they lack, the oldest first. */
export const OLD_BROWSERS = {
  internetExplorer: {
    name: 'Internet Explorer 11',
    selectors: NO_IS,
    atRules: [/^@supports/, /^@media[^{]*prefers-/, /^@container/, /^@layer/],
    declarations: [
      /var\(/,
      /^--/,
      /min\(|max\(|clamp\(|color-mix\(|light-dark\(/,
      /^(gap|inset|aspect-ratio|object-fit|object-position|color-scheme|accent-color|text-wrap|user-select|text-underline-offset)\b/,
      /^(text-decoration-(thickness|color|line)|margin-(inline|block)|padding-(inline|block))/,
      /^overflow-wrap:\s*anywhere|^display:\s*(grid|contents)|^content:.*" \/ "/,
    ],
    failsOnScript: true,
  },
  safari13: {
    name: 'Safari 13',
    selectors: NO_IS,
    atRules: [...NO_LIGHT_DARK, /^@container/, /^@layer/],
    declarations: [/color-mix\(|light-dark\(/, /^(gap|inset|aspect-ratio|accent-color|text-wrap)\b/, /^overflow-wrap:\s*anywhere/],
    failsOnScript: false,
  },
  safari15: {
    name: 'Safari 15.0',
    selectors: NO_HAS,
    atRules: NO_LIGHT_DARK,
    declarations: [/light-dark\(/, /^text-wrap\b/],
    failsOnScript: false,
  },
  chrome110: {
    name: 'Chrome 110',
    selectors: [],
    atRules: NO_LIGHT_DARK,
    declarations: [/light-dark\(/, /^text-wrap\b/],
    failsOnScript: false,
  },
} as const satisfies Record<string, OldBrowser>;

/** What the browser keeps of a stylesheet. */
export function keptOf(browser: OldBrowser, css: string): string {
  return blocksOf(css.replace(/\/\*[\s\S]*?\*\//g, ''))
    .map(({ head, body }) => {
      if (head.startsWith('@')) return browser.atRules.some((lacking) => lacking.test(head)) ? '' : `${head}{${keptOf(browser, body)}}`;
      if (browser.selectors.some((lacking) => lacking.test(head))) return '';
      const kept = body.split(';').filter((declaration) => !browser.declarations.some((lacking) => lacking.test(declaration.trim())));
      return `${head}{${kept.join(';')}}`;
    })
    .join('\n');
}

/** The rules and at-rules of a stylesheet, each with what stands in its braces. */
function blocksOf(css: string): { readonly head: string; readonly body: string }[] {
  const blocks: { head: string; body: string }[] = [];
  let from = 0;
  for (let open = css.indexOf('{'); open >= 0; open = css.indexOf('{', from)) {
    const close = closingOf(css, open);
    blocks.push({ head: css.slice(from, open).trim(), body: css.slice(open + 1, close) });
    from = close + 1;
  }
  return blocks;
}

function closingOf(css: string, open: number): number {
  let depth = 0;
  for (let at = open; at < css.length; at += 1) {
    if (css[at] === '{') depth += 1;
    else if (css[at] === '}') depth -= 1;
    if (depth === 0) return at;
  }
  throw new Error('a stylesheet leaves a brace open');
}

/** Lets a page see the product as the old browser would. */
export async function browseAs(page: Page, browser: OldBrowser): Promise<void> {
  await page.route(/\.css$/, async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: keptOf(browser, await answer.text()) });
  });
  if (browser.failsOnScript) await page.route(/\.js$/, (route) => route.fulfill({ contentType: 'text/javascript', body: '() => {' }));
}
