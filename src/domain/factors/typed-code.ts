/** What was typed for a mailed code. */
export type TypedCode =
  | { readonly kind: 'missing' }
  /** So many digits, which is not six. */
  | { readonly kind: 'length'; readonly have: number }
  /** `letters`: as they were typed, in capitals; undefined where there were none, which is as good (R14.2). */
  | { readonly kind: 'code'; readonly letters: string | undefined; readonly digits: string };

/** More than any mail of ours holds. */
const LONGEST = 2000;

/** Dashes of every kind (U+002D, U+2010–2015, U+FE63, U+FF0D), the minus sign, blanks and full stops. */
const BETWEEN = String.raw`[\p{Pd}\u2212\s.]*`;
/** Nothing but a code, however it is grouped. */
const ALONE = new RegExp(String.raw`^${BETWEEN}([a-z]{2})?${BETWEEN}((?:\d${BETWEEN})+)$`, 'iu');
/** A code in a sentence: no blank between its letters and digits, or «code is 123456» would begin with IS (ux.md 1.8). */
const LETTERED = /(?<![\p{L}\p{N}])([a-z]{2})[\p{Pd}\u2212]?(\d{3}) ?(\d{3})(?!\d)/iu;
const DIGITS = /(?<!\d)(\d{3})[ \p{Pd}\u2212]?(\d{3})(?!\d)/u;

/**
 * The code in what was typed or pasted (R14.2): in either case, with or without its letters, with any dash, blanks,
 * full-width digits, or a whole sentence of the mail around it.
 */
export function readTypedCode(typed: string): TypedCode {
  const text = typed
    .slice(0, LONGEST)
    .normalize('NFKC')
    .replace(/[\p{Cf}\p{Cc}]/gu, ' ')
    .trim();
  if (text === '') return { kind: 'missing' };
  const alone = ALONE.exec(text);
  if (alone) return ofSix(alone[1], (alone[2] ?? '').replace(/\D/g, ''));
  const lettered = LETTERED.exec(text);
  if (lettered) return ofSix(lettered[1], `${lettered[2]}${lettered[3]}`);
  const bare = DIGITS.exec(text);
  return ofSix(undefined, bare ? `${bare[1]}${bare[2]}` : text.replace(/\D/g, ''));
}

function ofSix(letters: string | undefined, digits: string): TypedCode {
  return digits.length === 6 ? { kind: 'code', letters: letters?.toUpperCase(), digits } : { kind: 'length', have: digits.length };
}
