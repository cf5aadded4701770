/** What no one sees and no identifier wants, wherever it stands (R3.1); half a surrogate pair is no text at all (security.md 1.34). */
const HIDDEN = /[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\p{Cc}\p{Cs}\u{FFF0}-\u{FFFB}\u{1D173}-\u{1D17A}\u{E0000}-\u{E0FFF}]/gu;

/** Blanks as Unicode sees them; line ends and tabs are among them and must be blanks before controls are removed (R3.2). */
const BLANKS = /\p{White_Space}+/gu;

/** What is taken off at the ends of a password (R3.13). */
const REMOVABLE = new RegExp(`${BLANKS.source}|${HIDDEN.source}`, 'u');

/** Dotless i: upper-casing would make it an ordinary i, which full case folding does not (R3.4). */
const DOTLESS_I = '\u{131}';

/** Visible ASCII alone: nothing in it is hidden, blank or written in two ways. Most names are so, and every request has some. */
const PLAIN = /^[!-~]*$/;

/** A name as it is meant, and whether anything had to be repaired (R3.9). */
export interface RepairedName {
  readonly text: string;
  readonly repaired: boolean;
}

/** Repairs a typed user name: hidden characters go, ends are trimmed, blanks inside run together, NFC (R3.1–R3.3). */
export function repairUserName(typed: string): RepairedName {
  if (PLAIN.test(typed)) return { text: typed, repaired: false };
  const composed = typed.normalize('NFC');
  const text = composed.replace(BLANKS, ' ').replace(HIDDEN, '').replace(BLANKS, ' ').trim().normalize('NFC');
  return { text, repaired: text !== composed };
}

/** The first hidden character of a new name, as `U+200B`, for refusing it by name (R3.6); undefined when there is none. */
export function hiddenCharacter(text: string): string | undefined {
  const found = text.match(HIDDEN)?.[0];
  return found && codePoint(found);
}

/** The text with every hidden character as `<U+200B>`, for showing what somebody else wrote where it could do something. */
export function hiddenShown(text: string): string {
  return text.replace(HIDDEN, (found) => `<${codePoint(found)}>`);
}

function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/**
 * The key under which a name is unique and counted (R2.2, R3.4, `settled.md` 22): compatibility forms and widths folded,
 * full case folding by the root locale, no blank and nothing hidden.
 */
export function foldedKey(text: string): string {
  if (PLAIN.test(text)) return text.toLowerCase();
  const bare = text.normalize('NFKC').replace(BLANKS, '').replace(HIDDEN, '');
  return [...bare].map(foldCase).join('').normalize('NFKC');
}

/**
 * Full case folding of one code point, whatever the server's locale: `ß` becomes `ss`, a final sigma an ordinary one.
 * Lower case comes first because a capital `ẞ` has no upper case but itself.
 */
function foldCase(character: string): string {
  return character === DOTLESS_I ? character : character.toLowerCase().toUpperCase().toLowerCase();
}

/** Whether the text begins or ends with a blank or a hidden character (R3.13). */
export function hasOuterBlanks(text: string): boolean {
  return trimHidden(text) !== text;
}

/** The text without blanks and hidden characters at its ends; those inside stay (R3.13). */
export function trimHidden(text: string): string {
  if (PLAIN.test(text)) return text;
  const characters = [...text];
  const first = characters.findIndex((character) => !REMOVABLE.test(character));
  if (first < 0) return '';
  const last = characters.findLastIndex((character) => !REMOVABLE.test(character));
  return characters.slice(first, last + 1).join('');
}
