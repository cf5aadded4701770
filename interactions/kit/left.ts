// What a form leaves for its own page, to which the browser is led back (`settled.md` 41): as text, for a cookie.
import type { Left } from './visit.ts';

/** Characters of each field that are shown once more: more than any name or address has, and little enough for a cookie. */
const LONGEST = 255;
/** Fields that are: more than any page outside a sign-in asks for. */
const MOST = 4;

/** It as text. */
export function leftText({ typed, ...left }: Left): string {
  const fields = Object.entries(typed ?? {}).slice(0, MOST);
  const short = fields.map(([name, value]) => [name, [...value].slice(0, LONGEST).join('')] as const);
  return JSON.stringify({ ...left, ...(typed && { typed: Object.fromEntries(short) }) });
}

/** It from the text that was made of it; nothing where there is none. */
export function leftFrom(text: string | undefined): Left {
  return text === undefined ? {} : (JSON.parse(text) as Left);
}
