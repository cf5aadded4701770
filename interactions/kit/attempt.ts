// What a page says of a password that was not looked at, or was wrong: the same words wherever one is asked.
import type { PasswordVerdict } from '../../src/domain/journeys/verify-password.ts';
import type { ProblemCode } from '../../src/domain/problem.ts';
import { minutes } from '../../src/kernel/duration.ts';
import { assertNever } from '../../src/kernel/never.ts';
import type { Problem } from '../../src/views/models.ts';
import { CHALLENGE_PROBLEMS } from './challenge.ts';

/** What a verdict other than `right` comes to: a problem for the page, or one page for everybody at this address. */
export type Stop =
  | { readonly kind: 'problem'; readonly code: ProblemCode; readonly waitUntil?: number }
  | { readonly kind: 'too-many'; readonly retryAfterSeconds: number };

/** What to say of a verdict; `refused` is the code where the password was wrong. `now` is epoch milliseconds. */
export function stopOf(verdict: Exclude<PasswordVerdict, { readonly kind: 'right' }>, refused: ProblemCode, now: number): Stop {
  switch (verdict.kind) {
    case 'refused':
      return { kind: 'problem', code: refused };
    case 'challenge':
      return { kind: 'problem', code: CHALLENGE_PROBLEMS[verdict.answer] };
    case 'closed':
      return { kind: 'problem', code: 'throttled-closed' };
    case 'wait':
      if (verdict.for === 'account') return { kind: 'problem', code: 'throttled', waitUntil: verdict.until };
      return { kind: 'too-many', retryAfterSeconds: Math.max(1, Math.ceil((verdict.until - now) / 1000)) };
    default:
      return assertNever(verdict);
  }
}

/**
 * The problem of having to wait: seconds below two minutes, else minutes, rounded up (`settled.md` 17). At the sign-in a new password
 * is the other way out (ux.md `login.err.throttled`); where the present one is asked for just that, there is none.
 */
export function waitProblem(
  waitUntil: number,
  now: number,
  fields: readonly string[],
  code: 'throttled' | 'throttled-current' = 'throttled',
): Problem {
  const seconds = Math.max(1, Math.ceil((waitUntil - now) / 1000));
  if (seconds * 1000 < minutes(2)) return { code: `${code}-seconds`, fields, values: { seconds } };
  return { code, fields, values: { minutes: Math.ceil(seconds / 60) } };
}
