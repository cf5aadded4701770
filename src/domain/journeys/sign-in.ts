// The list of steps of a sign-in. The current step is computed from the proofs at each request and never stored, so
// jumping ahead, going back, second tabs and old bookmarks need no code of their own (design.md §2).
import type { Demand } from './demand.ts';
import type { Journey } from './journey.ts';

/** One screen that can answer a step: a file, a route and a template of the same name. */
export type Way = 'password' | 'password-soon' | 'new-password' | 'consent';

/** What the protocol asks for: who the person is, or leave to pass data on. Each is a journey of its own. */
export type Prompt = 'login' | 'consent';

/** A step: when it is still needed, and the ways that can answer it, the usual one first. */
interface Step {
  readonly needed: (journey: Journey, demand: Demand) => boolean;
  readonly ways: readonly Way[];
}

const FIRST_FACTOR: Step = {
  // What proved a password that is no longer the account's proves nothing.
  needed: (journey, demand) => !journey.proofs.some((proof) => proof.method === 'pwd' && proof.chosenAt === demand.passwordChosenAt),
  ways: ['password'],
};
/** After all factors, before consent (R13.1). It keeps nobody: there is always «later». */
const WARNING: Step = {
  needed: (journey, demand) => demand.renewal.kind === 'soon' && journey.warning === undefined,
  ways: ['password-soon'],
};
const RENEWAL: Step = {
  needed: (journey, demand) => demand.renewal.kind === 'due' || journey.warning === 'renew',
  ways: ['new-password'],
};
const CONSENT: Step = { needed: () => true, ways: ['consent'] };

const STEPS: Readonly<Record<Prompt, readonly Step[]>> = { login: [FIRST_FACTOR, WARNING, RENEWAL], consent: [CONSENT] };

/** The ways open now: those of the first step that is still needed. Empty when nothing is left to do. */
export function openWays(prompt: Prompt, journey: Journey, demand: Demand): readonly Way[] {
  return STEPS[prompt].find((step) => step.needed(journey, demand))?.ways ?? [];
}
