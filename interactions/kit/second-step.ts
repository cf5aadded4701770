// What the screens of the second step have in common: what they say of a code, and the ways out that each of them shows.
import type { CodeRefusal } from '../../src/domain/journeys/code-verdict.ts';
import type { Shown } from '../../src/domain/journeys/journey.ts';
import { minutes } from '../../src/kernel/duration.ts';
import { assertNever } from '../../src/kernel/never.ts';
import type { Problem, SecondStepExits } from '../../src/views/form-models.ts';
import type { Outcome } from './page.ts';
import type { FlowVisit } from './visit.ts';

/** How many wrong codes of an app speak for a clock that is wrong (ux.md 1.8). */
export const CLOCK_AT = 2;

/** The same screen again, with what it has to say. */
export function again(shown: Omit<Shown, 'username' | 'repaired'>): Outcome {
  return { kind: 'retry', shown: { ...shown, username: '', repaired: false } };
}

/** The same screen again, with what it has to say of a code. */
export function codeRefused(refusal: CodeRefusal): Outcome {
  switch (refusal.kind) {
    case 'empty':
      return again({ problems: ['otp-missing'] });
    case 'malformed':
      return again({ problems: ['otp-length'], characters: refusal.length });
    case 'wrong':
      return again({ problems: refusal.tries >= CLOCK_AT ? ['otp-wrong', 'otp-clock'] : ['otp-wrong'] });
    case 'used':
      return again({ problems: ['otp-used'] });
    case 'closed':
      return again({ problems: ['otp-closed'] });
    case 'wait':
      return again({ problems: ['otp-blocked'], waitUntil: refusal.until });
    default:
      return assertNever(refusal);
  }
}

/** What a screen with one field has to say. */
export function codeProblems({ journey, now }: Pick<FlowVisit, 'journey' | 'now'>, field = 'code'): Problem[] {
  const { shown } = journey;
  const fields = [field];
  return (shown?.problems ?? []).map((code): Problem => {
    if (code === 'otp-length') return { code, fields, values: { have: shown?.characters ?? 0 } };
    if (code !== 'otp-blocked') return { code, fields };
    return { code, fields, values: { minutes: Math.max(1, Math.ceil(((shown?.waitUntil ?? now) - now) / minutes(1))) } };
  });
}

/** The other ways of this step, where there are any: to choose from, and a recovery code. */
export function exitsOf({ address, demand }: Pick<FlowVisit, 'address' | 'demand'>): SecondStepExits {
  const ways = demand.second.kind === 'prove' ? demand.second.ways : [];
  const flow = address.slice(0, address.lastIndexOf('/'));
  return {
    ...(ways.filter((way) => way !== 'recovery').length > 1 && { otherHref: `${flow}/choose-second` }),
    ...(ways.includes('recovery') && { recoveryHref: `${flow}/recovery-code` }),
  };
}
