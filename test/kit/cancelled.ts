import { parse } from 'node-html-parser';
import type { Answer, Visitor } from './visitor.ts';

/** The bare answer to a form's *Cancel*, no redirect followed. Throws where there is none. */
export async function cancel(visitor: Visitor, page: Answer): Promise<Answer> {
  const links = parse(page.text).querySelectorAll('form a');
  const href = links.find((link) => /^(Cancel|Annuleren)$/.test(link.textContent))?.getAttribute('href');
  if (!href) throw new Error(`nothing to cancel on ${page.url}`);
  return visitor.send(new URL(href, page.url).href);
}
