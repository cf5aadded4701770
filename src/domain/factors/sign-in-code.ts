// The code that is mailed for the second step of one sign-in (R14.2, R14.3): `KR-123456`. Its letters tell mails apart and
// are shown; only its digits are secret. Bound to one sign-in, and so to one browser.
import { minutes, seconds } from '../../kernel/duration.ts';
import { randomSigns } from '../../kernel/random.ts';

/**
 * Digits of a code, its tries, how long the one before works beside it (`settled.md` 26), how long its letter is tried to be
 * handed over, and what a sign-in has beyond the end of the code (security.md 2.5). Times are milliseconds.
 */
export const SIGN_IN_CODE = { digits: 6, tries: 5, overlap: minutes(2), handOver: minutes(20), spare: minutes(5) } as const;

/** Pauses before a second, a third and every further code of one sign-in (R14.3). */
const RESEND_WAITS = [seconds(30), seconds(60), seconds(120)] as const;

/** Without I and O, which look like digits. */
const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ';

/** A code as it is kept: its digits as a digest alone, which is not read back. Times are epoch milliseconds. */
export interface SignInCode {
  readonly id: string;
  readonly accountId: string;
  readonly letters: string;
  readonly triesLeft: number;
  /** Milliseconds from hand-over on. */
  readonly life: number;
  readonly madeAt: number;
  readonly handedOverAt: number | undefined;
  readonly replacedAt: number | undefined;
  readonly usedAt: number | undefined;
}

/** A code before anybody has it. */
export type NewSignInCode = Pick<SignInCode, 'accountId' | 'letters' | 'life' | 'madeAt'> & {
  /** Uid of the sign-in. */
  readonly journey: string;
  /** Which of this sign-in it is, from 1 on: of two that are made at once only one is. */
  readonly ordinal: number;
  readonly digest: string;
};

/** Two letters that none of `taken` are: two codes of one sign-in are told apart by them. */
export function drawLetters(taken: readonly string[]): string {
  for (;;) {
    const letters = randomSigns(LETTERS, 2);
    if (!taken.includes(letters)) return letters;
  }
}

/** The secret part. */
export function drawDigits(): string {
  return randomSigns('0123456789', SIGN_IN_CODE.digits);
}

/** The code as it is mailed. */
export function shownSignInCode(letters: string, digits: string): string {
  return `${letters}-${digits}`;
}

/** When its life ends: counted from hand-over (R14.3), until then from when it was made. */
export function endOfCode({ handedOverAt, madeAt, life }: Pick<SignInCode, 'handedOverAt' | 'madeAt' | 'life'>): number {
  return (handedOverAt ?? madeAt) + life;
}

/** Until when a sign-in must last so that a code made now can be used for all its life, however late its letter is handed over. */
export function signInLasts(madeAt: number, life: number): number {
  return madeAt + SIGN_IN_CODE.handOver + life + SIGN_IN_CODE.spare;
}

/** What can still be done with a code at `now`. */
export function standingOfCode(code: SignInCode, now: number): 'live' | 'used-up' | 'old' {
  const replaced = code.replacedAt !== undefined && now >= code.replacedAt + SIGN_IN_CODE.overlap;
  if (code.usedAt !== undefined || replaced || now >= endOfCode(code)) return 'old';
  return code.triesLeft > 0 ? 'live' : 'used-up';
}

/** When the next code of a sign-in may be made, by those that were; 0 while there are none. The newest comes first. */
export function nextCodeAt(codes: readonly Pick<SignInCode, 'madeAt'>[]): number {
  const [newest] = codes;
  return newest ? newest.madeAt + (RESEND_WAITS[codes.length - 1] ?? RESEND_WAITS[2]) : 0;
}
