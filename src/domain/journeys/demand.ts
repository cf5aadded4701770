import type { Renewal } from '../credentials/password-age.ts';
import { renewalOf } from '../credentials/password-age.ts';
import { type SecondStep, type SecondWay, type Strength, secondStep, type TwoStepRules } from '../factors/demand.ts';
import { NO_TWO_STEP, type TwoStepFacts } from '../factors/facts.ts';
import { ageLimit, isSingleSignOnOnly, mustUseSingleSignOn, type Organisation, twoStepRules } from '../organisations/organisation.ts';
import { besideAccount, type Journey, type Proof, type ProofMethod, provedAccount } from './journey.ts';
import type { AskedBy, SignInFacts, SignInRecords } from './ports.ts';

/** How one can begin: on the sheet, or through the organisation's own identity provider. */
export type FirstWay = 'password' | 'sso';

/** What the account and its organisation ask of a sign-in now: read anew at each request, never stored (design.md §2). */
export interface Demand {
  /** When the password was chosen that must have been proved, epoch milliseconds; undefined without one. */
  readonly passwordChosenAt: number | undefined;
  /** What the account has to prove itself with a second time: a proof by something else proves nothing. */
  readonly twoStep: TwoStepFacts;
  readonly second: SecondStep;
  readonly renewal: Renewal;
  /** How one begins at this portal, the usual way first: the same for everybody (security.md T14). */
  readonly firstWays: readonly FirstWay[];
  /** Whether this account begins through the organisation's own identity provider, and in no other way (R17.1). */
  readonly bySingleSignOn: boolean;
  /** The connections at which the account is known, by id. */
  readonly identities: readonly string[];
  /** Which state of the account this is (`SignInFacts.stamp`), and what it signs in with; absent while nobody is known. */
  readonly account?: { readonly stamp: number; readonly username: string };
}

/** While nobody is known: a first factor, and nothing more; here at a portal that has nothing but its sheet. */
export const NO_DEMAND: Demand = {
  passwordChosenAt: undefined,
  twoStep: NO_TWO_STEP,
  second: { kind: 'none' },
  renewal: { kind: 'none' },
  firstWays: ['password'],
  bySingleSignOn: false,
  identities: [],
};

/** The same at this organisation's portal. */
export function demandOfNobody(organisation: Pick<Organisation, 'policy'>): Demand {
  return { ...NO_DEMAND, firstWays: firstWaysOf(organisation) };
}

function firstWaysOf(organisation: Pick<Organisation, 'policy'>): readonly FirstWay[] {
  if (organisation.policy.singleSignOn === 'off') return ['password'];
  return isSingleSignOnOnly(organisation) ? ['sso'] : ['password', 'sso'];
}

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
  return demandBy(accountId === undefined ? undefined : await records.factsOf(accountId), signIn, journey.proofs);
}

/** The same for who has read the facts already. `proofs`: what was proved so far. */
export function demandBy(facts: SignInFacts | undefined, signIn: SignInFor, proofs: readonly Proof[]): Demand {
  const { organisation, now } = signIn;
  if (!facts) return demandOfNobody(organisation);
  const { account, password, twoStep, identities, stamp } = facts;
  const strength = strengthAfter(proofs, identities, signIn.strength);
  const bySingleSignOn = mustUseSingleSignOn(organisation, account);
  const rules = rulesAfter(proofs, signIn, { role: account.role, identities });
  const asked = { rules, facts: twoStep, reachable: account.email !== undefined, now };
  const wanted = secondStep({ ...asked, strength });
  // What is there is proved before anything is added (security.md 1.21): else whoever has the password would ask for more
  // than there is, enrol an app of theirs, and never be asked for what the account has. Where it has nothing, its mailbox
  // stands for the owner, if an application alone wants the app: nobody else could then lock the owner out.
  const usual = wanted.kind === 'enrol' ? secondStep({ ...asked, strength: strength === 'none' ? 'none' : 'any' }) : wanted;
  const before = usual.kind === 'prove' && !secondProved(proofs, { ...usual, skippable: false }, twoStep);
  return {
    passwordChosenAt: password?.changedAt,
    twoStep,
    second: before ? { ...usual, skippable: usual === wanted && usual.skippable } : wanted,
    // Who has no password, or none that counts, never sees any of this (R13.7).
    renewal: password && !bySingleSignOn ? renewalOf(password, ageLimit(organisation), now) : { kind: 'none' },
    firstWays: firstWaysOf(organisation),
    bySingleSignOn,
    identities,
    account: { stamp, username: account.username },
  };
}

/**
 * What the organisation asks of a second step after these proofs (R14.1). Who came through its own identity provider was asked
 * there already: nothing more is, unless the policy says so. What somebody has of their own is proved all the same, and contact
 * persons are asked as always (security.md 1.11).
 */
export function rulesAfter(
  proofs: readonly Proof[],
  { organisation, clientId }: Pick<SignInFor, 'organisation' | 'clientId'>,
  { role, identities }: Pick<AskedBy, 'role' | 'identities'>,
): TwoStepRules {
  const rules = twoStepRules(organisation, role, clientId);
  const askedThere = proofs.some((proof) => standsAt(proof, identities));
  return askedThere && role !== 'contact' && !organisation.policy.singleSignOnTwoStep ? { ...rules, mode: 'off' } : rules;
}

/** Who came through the identity provider has done what that asks; for who did not any second factor is as good. */
function strengthAfter(proofs: readonly Proof[], identities: readonly string[], asked: Strength): Strength {
  if (asked !== 'federated') return asked;
  return proofs.some((proof) => standsAt(proof, identities)) ? 'none' : 'any';
}

/** Whether a proof is by an identity provider that still knows the account, and is still connected. */
export function standsAt({ method, factorId }: Proof, identities: readonly string[]): boolean {
  return method === 'fed' && factorId !== undefined && identities.includes(factorId);
}

/** A journey and what is asked in it, with the journey as its account leaves it (`besideAccount`): who begins anew is nobody yet. */
export function asItStands(journey: Journey, demand: Demand): { readonly journey: Journey; readonly demand: Demand } {
  const now = demand.account ? besideAccount(journey, demand.account) : journey;
  return { journey: now, demand: now.proofs.length > 0 ? demand : { ...NO_DEMAND, firstWays: demand.firstWays } };
}

/** How each way of the second step proves. */
const PROVES: Readonly<Record<SecondWay, ProofMethod>> = { app: 'otp', mail: 'mail', passkey: 'passkey', recovery: 'recovery' };

/** Whether one of these proofs answers the second step, by something that the account still has. */
export function secondProved(
  proofs: readonly Proof[],
  second: Extract<SecondStep, { readonly kind: 'prove' }>,
  twoStep: TwoStepFacts,
): boolean {
  const besides: ProofMethod[] = [...(second.skippable ? (['browser'] as const) : []), ...(second.lastUsed ? (['recovery'] as const) : [])];
  const methods = [...second.ways.map((way) => PROVES[way]), ...besides];
  return proofs.some((proof) => methods.includes(proof.method) && factorStands(proof, twoStep));
}

/** Whether what the proof is by is still the account's: not replaced, and not taken away (security.md 1.19). */
export function stillProves(
  proof: Proof,
  { passwordChosenAt, twoStep, identities }: Pick<Demand, 'passwordChosenAt' | 'twoStep' | 'identities'>,
): boolean {
  if (proof.method === 'fed') return standsAt(proof, identities);
  return proof.method === 'pwd' ? proof.chosenAt === passwordChosenAt : factorStands(proof, twoStep);
}

function factorStands({ method, factorId }: Proof, twoStep: TwoStepFacts): boolean {
  if (method === 'otp') return twoStep.apps.includes(factorId ?? '');
  return method !== 'passkey' || twoStep.passkeys.includes(factorId ?? '');
}
