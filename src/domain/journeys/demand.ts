import type { Renewal } from '../credentials/password-age.ts';
import { renewalOf } from '../credentials/password-age.ts';
import { type SecondStep, type Strength, secondStep } from '../factors/demand.ts';
import { NO_TWO_STEP, type TwoStepFacts } from '../factors/facts.ts';
import { ageLimit, type Organisation, twoStepRules } from '../organisations/organisation.ts';
import { type Journey, type Proof, provedAccount } from './journey.ts';
import type { SignInFacts, SignInRecords } from './ports.ts';

/** What the account and its organisation ask of a sign-in now: read anew at each request, never stored (design.md §2). */
export interface Demand {
  /** When the password was chosen that must have been proved, epoch milliseconds; undefined without one. */
  readonly passwordChosenAt: number | undefined;
  /** What the account has to prove itself with a second time: a proof by something else proves nothing. */
  readonly twoStep: TwoStepFacts;
  readonly second: SecondStep;
  readonly renewal: Renewal;
}

/** While nobody is known: a first factor, and nothing more. */
export const NO_DEMAND: Demand = {
  passwordChosenAt: undefined,
  twoStep: NO_TWO_STEP,
  second: { kind: 'none' },
  renewal: { kind: 'none' },
};

/** Where and for what the sign-in is. `strength`: what the application asks for by itself. `now` is epoch milliseconds. */
export interface SignInFor {
  readonly organisation: Organisation;
  readonly clientId: string;
  readonly strength: Strength;
  readonly now: number;
}

/** What is asked of who has proved something in this journey. At most one read; none before the first proof. */
export async function readDemand(records: Pick<SignInRecords, 'factsOf'>, journey: Journey, signIn: SignInFor): Promise<Demand> {
  const accountId = provedAccount(journey);
  return demandBy(accountId === undefined ? undefined : await records.factsOf(accountId), signIn);
}

/** The same for who has read the facts already. */
export function demandBy(facts: SignInFacts | undefined, { organisation, clientId, strength, now }: SignInFor): Demand {
  if (!facts) return NO_DEMAND;
  const { account, password, twoStep } = facts;
  const rules = twoStepRules(organisation, account.role, clientId);
  return {
    passwordChosenAt: password?.changedAt,
    twoStep,
    second: secondStep({ rules, facts: twoStep, reachable: account.email !== undefined, strength, now }),
    // Who has no password never sees any of this (R13.7).
    renewal: password ? renewalOf(password, ageLimit(organisation), now) : { kind: 'none' },
  };
}

/** Whether what the proof is by is still the account's: not replaced, and not taken away (security.md 1.19). */
export function stillProves({ method, chosenAt, factorId }: Proof, { passwordChosenAt, twoStep }: Demand): boolean {
  if (method === 'pwd') return chosenAt === passwordChosenAt;
  if (method === 'otp') return twoStep.apps.includes(factorId ?? '');
  return method !== 'passkey' || twoStep.passkeys.includes(factorId ?? '');
}
