// The list of steps of a sign-in. The current step is computed from the proofs at each request and never stored, so
// jumping ahead, going back, second tabs and old bookmarks need no code of their own (design.md §2).
import type { Journey } from './journey.ts';

/** One screen that can answer a step: a file, a route and a template of the same name. */
export type Way = 'password' | 'consent';

/** What the protocol asks for: who the person is, or leave to pass data on. Each is a journey of its own. */
export type Prompt = 'login' | 'consent';

/** A step: when it is still needed, and the ways that can answer it, the usual one first. */
interface Step {
  readonly needed: (journey: Journey) => boolean;
  readonly ways: readonly Way[];
}

const FIRST_FACTOR: Step = { needed: (journey) => !journey.proofs.some((proof) => proof.method === 'pwd'), ways: ['password'] };
const CONSENT: Step = { needed: () => true, ways: ['consent'] };

const STEPS: Readonly<Record<Prompt, readonly Step[]>> = { login: [FIRST_FACTOR], consent: [CONSENT] };

/** The ways open now: those of the first step that is still needed. Empty when nothing is left to do. */
export function openWays(prompt: Prompt, journey: Journey): readonly Way[] {
  return STEPS[prompt].find((step) => step.needed(journey))?.ways ?? [];
}

/** Whose account the proofs are of; undefined while nothing is proved. */
export function provedAccount(journey: Journey): string | undefined {
  return journey.proofs.at(-1)?.accountId;
}
