// Drawn once: a page that is the same for everybody but for a few tokens is kept in pieces, and each answer puts its own tokens
// between them (docs/decisions/0014). Everything a template can read is in the key, so nothing ever has to be dropped for being old.
import type { Frame, PageModels, PageName, Views } from './models.ts';

/** A page's text, cut where each answer has something of its own. */
export interface Pieces {
  /** The very same list at each answer that has these pieces. */
  readonly fixed: readonly string[];
  /** What stands between them: one fewer. */
  readonly fresh: readonly string[];
}

/** A page, and its pieces if it is drawn once. */
export interface DrawnPage {
  readonly html: string;
  readonly pieces?: Pieces;
}

/** A page as it is kept: `holes` says which of the tokens stands after each piece but the last. */
interface Kept {
  readonly fixed: readonly string[];
  readonly holes: readonly number[];
}

/** Draws a page; see `drawnOnce`. */
export type DrawPage = <Name extends PageName>(name: Name, model: PageModels[Name], frame: Frame) => DrawnPage;

/** At each portal in each language one for each application that shows its name. A page and its compressed pieces are some 15 kB. */
const MOST_KEPT = 64;

/**
 * A token as templates print it, untouched by escaping, with at least 128 random bits: nowhere in a page by chance, so a page can
 * be cut wherever it stands.
 */
const TOKEN = /^[\w-]{22,}$/;

/** Passkeys of nobody, as a page holds them. */
const NONE = '[]';

/** The pages that are drawn once: tokens that each answer has besides its forms' proof; undefined where the page is for one person. */
const ONCE: { readonly [Name in PageName]?: (model: PageModels[Name], frame: Frame) => readonly string[] | undefined } = {
  'sign-in/password': (sheet, frame) => {
    const { action, passkey } = sheet;
    if (!isAsFirstShown(sheet) || !isAtItsAddress(action, frame)) return undefined;
    const flow = action.split('/').at(-2) ?? '';
    return passkey ? [flow, passkey.challenge] : [flow];
  },
};

/** The same pages as `draw`, letter for letter; those of `ONCE` are drawn when they are first asked for, the latest 64 kept. */
export function drawnOnce(draw: Views['page']): DrawPage {
  const known = new Map<string, Kept>();
  return (name, model, frame) => {
    const tokens = tokensOf(name, model, frame);
    if (!tokens) return { html: draw(name, model, frame) };
    const key = keyOf([name, model, frame], tokens);
    const page = known.get(key) ?? cut(draw(name, model, frame), tokens);
    // The one that was wanted last stands last.
    known.delete(key);
    known.set(key, page);
    if (known.size > MOST_KEPT) known.delete(known.keys().next().value ?? key);
    return filled(page, tokens);
  };
}

/** The tokens of a page that may be drawn once, the forms' proof first. */
function tokensOf<Name extends PageName>(name: Name, model: PageModels[Name], frame: Frame): readonly string[] | undefined {
  if (frame.signedIn || frame.account) return undefined;
  const own = ONCE[name]?.(model, frame);
  const tokens = own && [frame.csrf, ...own];
  return tokens?.every((token) => TOKEN.test(token)) ? tokens : undefined;
}

/** Nothing was typed, brought along or missed yet, and nothing is known of who comes, such as their passkeys. */
function isAsFirstShown(sheet: PageModels['sign-in/password']): boolean {
  const { username, problems, elsewhere, repaired, tips, former, challenge, passkey } = sheet;
  const isOfNobody = username === '' && elsewhere.length === 0 && (passkey?.known ?? NONE) === NONE;
  return isOfNobody && problems.length === 0 && !repaired && !tips && !former && !challenge;
}

/** Whether its links hold no query: one that it was opened with could hold anything, and comes back in those to other languages. */
function isAtItsAddress(action: string, { languages }: Frame): boolean {
  return languages.every(({ tag, href }) => href === `${action}?lang=${tag}`);
}

/** All that the page is made from, with places for the tokens. JSON holds no control character, so no other text looks like a place. */
function keyOf(madeFrom: readonly unknown[], tokens: readonly string[]): string {
  return tokens.reduce((text, token, at) => text.replaceAll(token, `\u0000${at}`), JSON.stringify(madeFrom));
}

function cut(html: string, tokens: readonly string[]): Kept {
  // Every second one is a token, since the expression captures.
  const parts = html.split(new RegExp(`(${tokens.join('|')})`));
  const isToken = (_: string, at: number) => at % 2 === 1;
  return { fixed: parts.filter((part, at) => !isToken(part, at)), holes: parts.filter(isToken).map((token) => tokens.indexOf(token)) };
}

function filled({ fixed, holes }: Kept, tokens: readonly string[]): DrawnPage {
  const fresh = holes.map((token) => tokens[token] ?? '');
  return { html: fixed.reduce((html, piece, at) => html + fresh[at - 1] + piece), pieces: { fixed, fresh } };
}
