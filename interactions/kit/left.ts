// What a form leaves for the page to which the browser is led, mostly its own (`settled.md` 41): as text, for a cookie.
import type { Problem } from '../../src/views/models.ts';
import type { FormOutcome } from './page.ts';
import type { Left } from './visit.ts';

/** Characters of each field that are shown once more: more than any name or address has. */
const LONGEST = 255;
/** Bytes of the text where it stands, in a text within another: two of them fit into a cookie, sealed. */
const MOST = 1300;

/**
 * It as texts, for whose page it is, where somebody is signed in: what is shown once, and what stays while a mailed code is waited for.
 * Who does so looks for it elsewhere, and may have the page loaded anew on the way back.
 */
export function leftTexts(
  { left, stays }: Pick<FormOutcome & { readonly kind: 'again' }, 'left' | 'stays'>,
  accountId: string | undefined,
) {
  const text = (shown: Left) => shortened(accountId, shown, LONGEST);
  const { typed, codeMailed } = left;
  return {
    once: text(left),
    ...(codeMailed && { stays: { text: text({ codeMailed, ...(typed && { typed }) }), ...(stays !== undefined && { life: stays }) } }),
  };
}

/**
 * Of a name longer than any is, or made of what takes many bytes, as much as a cookie holds; and without U+0000, of which a browser that
 * reads a page makes another sign.
 */
function shortened(accountId: string | undefined, { typed, ...left }: Left, longest: number): string {
  const short = typed && Object.entries(typed).map(([name, value]) => [name, [...value.replaceAll('\0', '')].slice(0, longest).join('')]);
  const text = JSON.stringify({ accountId, left: { ...left, ...(short && { typed: Object.fromEntries(short) }) } });
  const fits = longest === 0 || Buffer.byteLength(JSON.stringify(JSON.stringify(text))) <= MOST;
  return fits ? text : shortened(accountId, { typed: typed ?? {}, ...left }, Math.floor(longest * 0.8));
}

/** It from the text that was made of it; nothing where that was left for somebody else, who was signed in here then. */
export function leftFrom(text: string | undefined, accountId: string | undefined): Left {
  if (text === undefined) return {};
  const read = JSON.parse(text) as { readonly accountId?: string; readonly left: Left };
  return read.accountId === accountId ? read.left : {};
}

/** The problems that were left, each at the same fields. */
export function problemsAt({ problems = [] }: Left, ...fields: readonly string[]): Problem[] {
  return problems.map((code) => ({ code, fields }));
}
