// The list of steps of a sign-in. The current step is computed from the proofs at each request and never stored, so
// jumping ahead, going back, second tabs and old bookmarks need no code of their own (design.md §2).
import type { SecondStep, SecondWay } from '../factors/demand.ts';
import type { SecondMethod } from '../factors/facts.ts';
import { isFirstFactor } from './assurance.ts';
import { type Demand, secondProved, stillProves } from './demand.ts';
import type { Journey, Proof, ProofMethod } from './journey.ts';

/** One screen that can answer a step: a file, a route and a template of the same name. */
export type Way =
  | 'password'
  | 'sso'
  | 'choose-second'
  | 'mail-code'
  | 'totp'
  | 'passkey'
  | 'enrol-totp'
  | 'enrol-passkey'
  | 'no-second'
  | 'recovery-code'
  | 'recovery-codes'
  | 'password-soon'
  | 'new-password'
  | 'consent';

/** What the protocol asks for: who the person is, or leave to pass data on. Each is a journey of its own. */
export type Prompt = 'login' | 'consent';

/** A step: when it is still needed, and the ways that can answer it, the usual one first. */
interface Step {
  readonly needed: (journey: Journey, demand: Demand) => boolean;
  readonly ways: (demand: Demand) => readonly Way[];
}

const FIRST_FACTOR: Step = {
  needed: ({ proofs }, demand) => !proofs.some((proof) => isRightWay(proof, demand) && stillProves(proof, demand)),
  // Who has proved to be somebody who comes that way alone has no other left.
  ways: ({ firstWays, bySingleSignOn }) => (bySingleSignOn ? ['sso'] : firstWays),
};

function isRightWay(proof: Proof, { bySingleSignOn }: Demand): boolean {
  return bySingleSignOn ? proof.method === 'fed' : isFirstFactor(proof);
}

/** The screens of the second step, and of what can be enrolled in it. */
const SECOND_WAYS: Readonly<Record<SecondWay, Way>> = {
  app: 'totp',
  mail: 'mail-code',
  passkey: 'passkey',
  recovery: 'recovery-code',
};
const ENROL_WAYS: Readonly<Record<Exclude<SecondMethod, 'mail'>, Way>> = { app: 'enrol-totp', passkey: 'enrol-passkey' };

const SECOND_FACTOR: Step = {
  needed: ({ proofs }, { second, twoStep }) => second.kind === 'prove' && !secondProved(proofs, second, twoStep),
  ways: secondScreens,
};

/** The screens of the second step, the usual one first: to choose where there is a choice and none was used before (ux.md 1.8). */
function secondScreens({ second, twoStep }: Demand): Way[] {
  const choices = secondChoices(second);
  const screens = choices.map(({ screen }) => screen);
  if (screens.length < 2) return screens;
  const methods = choices.filter(({ way }) => way !== 'recovery');
  return methods.length > 1 && twoStep.lastMethod === undefined ? ['choose-second', ...screens] : [...screens, 'choose-second'];
}

/** A way in which a second step can be answered, with its screen. */
export interface SecondChoiceOf {
  readonly way: SecondWay;
  readonly screen: Way;
}

/** Those of a second step, the usual one first. */
export function secondChoices(second: SecondStep): SecondChoiceOf[] {
  if (second.kind !== 'prove') return [];
  return second.ways.flatMap((way) => {
    const screen = SECOND_WAYS[way];
    return screen === undefined ? [] : [{ way, screen }];
  });
}

/** Before anything is issued: what must be there and is not (security.md 1.11). */
const ENROLMENT: Step = {
  needed: (journey, { second }) => (second.kind === 'enrol' && !(second.mayWait && journey.putOff)) || second.kind === 'stuck',
  ways: ({ second }) => {
    if (second.kind === 'stuck') return ['no-second'];
    return second.kind === 'enrol' ? second.methods.flatMap((method) => ENROL_WAYS[method] ?? []) : [];
  },
};
/** What proves as strongly as a recovery code: who has proved less is shown none. */
const STRONG: readonly ProofMethod[] = ['otp', 'recovery', 'passkey'];
/** Once there is an app or a passkey, and no code to stand in for it (R14.5). */
const RECOVERY_CODES: Step = {
  needed: (journey, demand) => {
    const { apps, passkeys, recoveryCodes } = demand.twoStep;
    if (apps.length + passkeys.length === 0 || recoveryCodes > 0) return false;
    return journey.proofs.some((proof) => STRONG.includes(proof.method) && stillProves(proof, demand));
  },
  ways: () => ['recovery-codes'],
};
/** Who comes by a passkey has not used the password, and may not know it: its age is nobody's concern until it is used (R13.7). */
function isByPassword({ proofs }: Journey): boolean {
  return proofs.some(({ method }) => method === 'pwd');
}
/** After all factors, before consent (R13.1). It keeps nobody: there is always «later». */
const WARNING: Step = {
  needed: (journey, demand) => isByPassword(journey) && demand.renewal.kind === 'soon' && journey.warning === undefined,
  ways: () => ['password-soon'],
};
const RENEWAL: Step = {
  needed: (journey, demand) => isByPassword(journey) && (demand.renewal.kind === 'due' || journey.warning === 'renew'),
  ways: () => ['new-password'],
};
const CONSENT: Step = { needed: () => true, ways: () => ['consent'] };

const STEPS: Readonly<Record<Prompt, readonly Step[]>> = {
  login: [FIRST_FACTOR, SECOND_FACTOR, ENROLMENT, RECOVERY_CODES, WARNING, RENEWAL],
  consent: [CONSENT],
};

/**
 * The ways open now: those of the first step that is still needed. Empty when nothing is left to do. Throws where something
 * is and no screen can answer it: nobody gets past a step for want of a screen.
 */
export function openWays(prompt: Prompt, journey: Journey, demand: Demand): readonly Way[] {
  const step = STEPS[prompt].find(({ needed }) => needed(journey, demand));
  if (!step) return [];
  const ways = step.ways(demand);
  if (ways.length === 0) throw new Error('a step of this sign-in has no way');
  return ways;
}
