// The challenge's third way (R8.3, `settled.md` 19): a code by mail, for who can neither read the picture nor run a script.
// It is worth as much as the picture and no more: it lets an attempt be looked at, and proves nobody.
import { minutes } from '../../kernel/duration.ts';
import { randomSigns } from '../../kernel/random.ts';
import type { Purpose } from './challenge.ts';

const DIGITS = '0123456789';

/** Digits of a code, how long it is taken (milliseconds), and how many tries it has (`settled.md` 19). */
export const MAILED_CODE = { digits: 6, life: minutes(10), tries: 5 } as const;

/** The form that a code is for: in which browser, and for whom it was filled in. A code opens no other. */
export interface MailedFor {
  readonly purpose: Purpose;
  readonly browserId: string;
  /** The name that was typed, folded, with its organisation; existing or not. */
  readonly whom: string;
}

/** A new code. */
export function drawMailedCode(): string {
  return randomSigns(DIGITS, MAILED_CODE.digits);
}

/** The digits of what was typed, however they were grouped; empty when nothing was. */
export function typedDigits(typed: string): string {
  return typed.normalize('NFKC').replace(/[\p{White_Space}\p{Pd}.]+/gu, '');
}
