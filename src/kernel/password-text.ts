import { trimHidden } from './user-name.ts';

/** The most a password may measure before it is hashed (security.md 2.1): a longer one only costs time. */
export const PASSWORD_LIMITS = { bytes: 1024, codePoints: 256 } as const;

/** Why a text cannot be a password. */
export type PasswordTextFault = 'too-long' | 'not-unicode';

/**
 * A password as it is hashed: OpaqueString (RFC 8265 §4.2, `settled.md` 23): other blanks become U+0020, NFC; no case or
 * width folding, no trimming. Returns why not, for a text over the limits or with a lone surrogate.
 */
export function preparePassword(typed: string): { readonly text: string } | PasswordTextFault {
  if (!typed.isWellFormed()) return 'not-unicode';
  const text = typed.replace(/\p{Zs}/gu, ' ').normalize('NFC');
  const tooLong = Buffer.byteLength(text) > PASSWORD_LIMITS.bytes || [...text].length > PASSWORD_LIMITS.codePoints;
  return tooLong ? 'too-long' : { text };
}

/**
 * What to try when a password is checked (R3.13): as typed; and trimmed, when it begins or ends with a blank or a
 * hidden character. Both are prepared. Empty for a text that cannot be a password at all.
 */
export function passwordVariants(typed: string): readonly string[] {
  const prepared = preparePassword(typed);
  if (typeof prepared === 'string') return [];
  return [...new Set([prepared.text, trimHidden(prepared.text)])].filter((variant) => variant !== '');
}
