import { parse } from 'node-html-parser';
import type { Answer, Visitor } from './visitor.ts';

/** Follows a page's link to itself in another language. Throws where there is none. */
export async function inLanguage(visitor: Visitor, page: Answer, language: 'nl' | 'en'): Promise<Answer> {
  const href = parse(page.text).querySelector(`.lang a[hreflang=${language}]`)?.getAttribute('href');
  if (!href) throw new Error(`no link to ${language} on ${page.url}`);
  return visitor.open(new URL(href, page.url).href);
}
