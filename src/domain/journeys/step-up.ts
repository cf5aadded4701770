// Step-up: who is signed in is asked only for what is missing (security.md 1.15). What the session was proved by counts in
// the sign-in that asks for more, unless the reason is that it is to be proved anew.
import { isFirstFactor } from './assurance.ts';
import { FRESH_FOR } from './fresh.ts';
import type { Journey, Proof } from './journey.ts';
import type { ProvedSession } from './ports.ts';
import { type SessionLife, sessionEnded } from './session-life.ts';

/** Names of the protocol's checks that ask for more of the same person. All others want a sign-in from its beginning. */
export const STEP_UP_REASONS = { acr: 'acr_values', twoStep: 'two_step' } as const;

/** Whether a flow with these reasons only asks for more than the session has. */
export function isStepUp(reasons: readonly string[]): boolean {
  const ours: readonly string[] = Object.values(STEP_UP_REASONS);
  return reasons.length > 0 && reasons.every((reason) => ours.includes(reason));
}

/**
 * The journey that begins with what the session was proved by; the journey itself where the session is over. A browser's
 * trust and an earlier leave to go on without are of that sign-in alone.
 */
export function continuing(journey: Journey, session: ProvedSession | undefined, life: SessionLife, now: number): Journey {
  if (!session || sessionEnded(session, life, now)) return journey;
  const proofs = session.proofs.filter(({ method }) => method !== 'browser').map(({ letThrough: _over, ...proof }): Proof => proof);
  return { ...journey, proofs };
}

/** Whether a factor may be added on these proofs: the account's first one opens it for good, so only to who has just signed in (security.md 1.21). */
export function mayEnrol(proofs: readonly Proof[], now: number): boolean {
  return now - firstProvedAt(proofs) <= FRESH_FOR;
}

/** When the first factor was proved here last, epoch milliseconds: a session's absolute life counts from there, whatever was added since. */
export function firstProvedAt(proofs: readonly Proof[]): number {
  return Math.max(0, ...proofs.filter(isFirstFactor).map(({ at, cameAt }) => cameAt ?? at));
}
