// What is wrong with a code of the second step, as its screen says it (ux.md 3.7).
import type { Shown } from '../../src/domain/journeys/journey.ts';
import type { ProblemCode } from '../../src/domain/problem.ts';
import { minutes } from '../../src/kernel/duration.ts';
import { hourInWords } from '../../src/views/dates.ts';
import type { Problem } from '../../src/views/models.ts';
import type { FlowVisit } from './visit.ts';

/** What waits for the page after a code that was not right. */
export function refusedCode(code: ProblemCode, more: Pick<Shown, 'digits' | 'waitUntil'> = {}): Shown {
  return { problems: [code], username: '', repaired: false, ...more };
}

/** What a problem may have to say. `field`: where the page has it shown; `next`: when another code can be sent, epoch milliseconds. */
export interface CodeProblemFacts {
  readonly letters?: string | undefined;
  readonly field?: 'code' | 'resend' | 'saved';
  readonly next?: number;
}

/** Problems with sending another code stand at its button. */
const OF_SENDING: readonly ProblemCode[] = ['mail-code-wait', 'mail-code-old', 'mail-code-used-up'];

/** The problems that wait for this page. */
export function shownCodeProblems({ journey, now, language }: FlowVisit, facts: CodeProblemFacts = {}): Problem[] {
  const { letters = '', field = 'code', next = now } = facts;
  const { problems = [], digits = 0, waitUntil = now } = journey.shown ?? {};
  // Whoever comes back after the wait need not wait any more.
  const over: Partial<Record<ProblemCode, boolean>> = { 'mail-code-wait': next <= now, 'otp-blocked': waitUntil <= now };
  return problems
    .filter((code) => !over[code])
    .map((code): Problem => {
      const fields = [OF_SENDING.includes(code) ? 'resend' : field];
      switch (code) {
        case 'otp-length':
          return { code, fields, values: { have: digits } };
        case 'otp-blocked':
          return { code, fields, values: { minutes: Math.max(1, Math.ceil((waitUntil - now) / minutes(1))) } };
        case 'mail-code-letters':
          return { code, fields, values: { letters } };
        case 'mail-code-wait':
          return { code, fields, values: { time: hourInWords(Math.ceil(next / minutes(1)) * minutes(1), language) } };
        default:
          return { code, fields };
      }
    });
}
