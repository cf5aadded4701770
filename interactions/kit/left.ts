// What a form leaves for its own page, to which the browser is led back (`settled.md` 41): as text, for a cookie.
import type { ProblemCode } from '../../src/domain/problem.ts';
import type { Problem } from '../../src/views/models.ts';
import type { FormOutcome } from './page.ts';
import type { Left } from './visit.ts';

/** For which page: of whom, where somebody is signed in, and about what, by its address. */
interface PageOf {
  readonly accountId: string | undefined;
  /** The page's query, without the question mark. */
  readonly query: string;
}

type Again = FormOutcome & { readonly kind: 'again' };

/** Characters of each field that are shown once more: more than any name or address has. */
const LONGEST = 255;
/** Bytes of the text where it stands, in a text within another: two of them fit into a cookie, sealed. */
const MOST = 1300;

/**
 * It as texts: what is shown once, and what stays while a mailed code is waited for. Who does so looks for it elsewhere, and may
 * have the page loaded anew on the way back.
 */
export function leftTexts({ left, query = '', stays }: Again, accountId: string | undefined) {
  const text = (shown: Left) => shortened({ accountId, query }, shown, LONGEST);
  const { typed, codeMailed } = left;
  return {
    once: text(left),
    ...(codeMailed && { lasting: { text: text({ codeMailed, ...(typed && { typed }) }), ...(stays !== undefined && { life: stays }) } }),
  };
}

/** Of a name longer than any is, or made of what takes many bytes, as much as a cookie holds. */
function shortened(page: PageOf, { typed, ...left }: Left, longest: number): string {
  const short = typed && Object.entries(typed).map(([name, value]) => [name, [...value].slice(0, longest).join('')]);
  const text = JSON.stringify({ page, left: { ...left, ...(short && { typed: Object.fromEntries(short) }) } });
  return longest > 0 && Buffer.byteLength(JSON.stringify(JSON.stringify(text))) > MOST
    ? shortened(page, { typed: typed ?? {}, ...left }, Math.floor(longest * 0.8))
    : text;
}

/** It from the text that was made of it; nothing where that was left for another page, or for somebody else who was signed in here. */
export function leftFrom(text: string | undefined, { accountId, query }: PageOf): Left {
  if (text === undefined) return {};
  const { page, left } = JSON.parse(text) as { readonly page: PageOf; readonly left: Left };
  return page.accountId === accountId && page.query === query ? left : {};
}

/** The problems that were left, each at the same fields. */
export function problemsAt({ problems = [] }: Left, ...fields: readonly string[]): Problem[] {
  return problems.map((code: ProblemCode) => ({ code, fields }));
}
