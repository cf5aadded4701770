// Recovery codes: for who has lost the phone (R14.5). Ten, each good once; the first two signs find it, the others prove it.
import { days } from '../../kernel/duration.ts';
import { CLEAR_SIGNS, randomSigns } from '../../kernel/random.ts';

/**
 * Codes of a set, and signs of a code (ux.md 1.9: fourteen of the thirty clear signs are 68 secret bits; security.md 1.14 asks for
 * 64). `few`: so many left are too few. `shownFor`: how long codes that are not said to be saved are kept to be shown again, in milliseconds.
 */
export const RECOVERY = { codes: 10, selector: 2, secret: 14, few: 2, shownFor: days(1) } as const;

/** What is read: 0 and 1 as well, which stand in codes that were drawn before they were left out; what looks like them is meant by them. */
const READ_SIGNS = `01${CLEAR_SIGNS}`;
/** Blanks, full stops and dashes of every kind; U+2212 is the minus sign. */
const BETWEEN = /[\p{White_Space}\p{Pd}\u2212.]+/gu;

/** A code in its two parts. */
export interface RecoveryCode {
  readonly selector: string;
  readonly secret: string;
}

/** A code as it is kept: what finds it in clear, what proves it hashed. */
export interface KeptRecoveryCode {
  readonly selector: string;
  readonly phc: string;
  readonly pepperId: string;
}

/** A new set, no two of which are found by the same signs. */
export function drawRecoveryCodes(): RecoveryCode[] {
  const selectors = new Set<string>();
  while (selectors.size < RECOVERY.codes) selectors.add(randomSigns(CLEAR_SIGNS, RECOVERY.selector));
  return [...selectors].map((selector) => ({ selector, secret: randomSigns(CLEAR_SIGNS, RECOVERY.secret) }));
}

/** As people read it: `7F3K-9QXM-2TWA-HN6P`. */
export function shownRecoveryCode({ selector, secret }: RecoveryCode): string {
  return `${selector}${secret}`.replace(/.{4}(?!$)/g, '$&-');
}

/** A typed code as it was drawn: any case, any dash or none, O for 0, I and L for 1. Undefined when it cannot be one. */
export function readRecoveryCode(typed: string): RecoveryCode | undefined {
  const bare = typed.normalize('NFKC').replace(BETWEEN, '').toUpperCase().replaceAll('O', '0').replace(/[IL]/g, '1');
  const isCode = bare.length === RECOVERY.selector + RECOVERY.secret && [...bare].every((sign) => READ_SIGNS.includes(sign));
  return isCode ? { selector: bare.slice(0, RECOVERY.selector), secret: bare.slice(RECOVERY.selector) } : undefined;
}
