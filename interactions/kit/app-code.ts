// What a screen says of a code of an app, or of a recovery code, that was not right.
import type { CodeRefusal } from '../../src/domain/journeys/code-verdict.ts';
import { assertNever } from '../../src/kernel/never.ts';
import { refusedCode } from './code-problems.ts';
import type { Outcome } from './page.ts';

/** How many wrong codes of an app speak for a clock that is wrong (ux.md 1.8). */
const CLOCK_AT = 2;

/** The same screen again, with what it has to say. */
export function codeRefused(refusal: CodeRefusal): Outcome {
  return { kind: 'retry', shown: shownOf(refusal) };
}

function shownOf(refusal: CodeRefusal) {
  switch (refusal.kind) {
    case 'empty':
      return refusedCode('otp-missing');
    case 'malformed':
      return refusedCode('otp-length', { digits: refusal.length });
    case 'wrong':
      return wrongCode(refusal.tries >= CLOCK_AT);
    case 'used':
      return refusedCode('otp-used');
    case 'closed':
      return refusedCode('otp-closed');
    case 'wait':
      return refusedCode('otp-blocked', { waitUntil: refusal.until });
    default:
      return assertNever(refusal);
  }
}

/** A wrong code of an app; `again`: not the first in a row. */
export function wrongCode(again: boolean) {
  const shown = refusedCode('otp-wrong');
  return again ? { ...shown, problems: [...shown.problems, 'otp-clock'] as const } : shown;
}
