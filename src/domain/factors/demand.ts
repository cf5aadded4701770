import { SECOND_METHODS, type SecondMethod, type TwoStepFacts } from './facts.ts';

/** What an organisation asks of this person in this application (R14.1), as plain values. */
export interface TwoStepRules {
  readonly mode: 'off' | 'optional' | 'required';
  /** Which may be enrolled or, for mail, used. */
  readonly methods: readonly SecondMethod[];
  /** Whether who has an app may be mailed a code instead (`settled.md` 27). */
  readonly mailBesideApp: boolean;
  /** Sign-ins that are let through before something must be enrolled. */
  readonly graceSignIns: number;
  /** From when on something must be enrolled, epoch milliseconds. */
  readonly from: number;
  /** Whether a browser that the person trusts is spared the second step (R14.6). */
  readonly trustsBrowsers: boolean;
}

/** Strengths, each asking for more than those before it. */
export const STRENGTHS_IN_ORDER = ['none', 'federated', 'any', 'strong', 'passkey'] as const;

/**
 * What the application asks for by itself: nothing, the organisation's own identity provider or any second factor, a second factor, one
 * that no mailbox can give, a passkey (`settled.md` 8).
 */
export type Strength = (typeof STRENGTHS_IN_ORDER)[number];

/** How a second step can be answered: `recovery` stands in for a lost app or passkey. */
export type SecondWay = SecondMethod | 'recovery';

/** What is asked after the first factor. */
export type SecondStep =
  | { readonly kind: 'none' }
  /** To be proved in one of these ways, the usual one first; recovery never is (ux.md 1.8). `skippable`: a trusted browser will do. `lastUsed`: no recovery code is left, and one that was good in this sign-in counts. */
  | { readonly kind: 'prove'; readonly ways: readonly SecondWay[]; readonly skippable: boolean; readonly lastUsed?: true }
  /** To be enrolled by one of these. `mayWait`: this time one can go on without. */
  | { readonly kind: 'enrol'; readonly methods: readonly Exclude<SecondMethod, 'mail'>[]; readonly mayWait: boolean }
  /** Nothing that is allowed can be had: no address to mail to, and no other method. */
  | { readonly kind: 'stuck' };

/** What is asked of whom: the rules, what they have, whether they can be mailed, what the application wants. `now` is epoch milliseconds. */
export interface Asked {
  readonly rules: TwoStepRules;
  readonly facts: TwoStepFacts;
  readonly reachable: boolean;
  readonly strength: Strength;
  readonly now: number;
}

/**
 * What is asked after the first factor (R14.1, security.md 1.11): what is enrolled always is; what is required and not
 * there is enrolled before anything is issued.
 */
export function secondStep(asked: Asked): SecondStep {
  if (!isAsked(asked)) return { kind: 'none' };
  const ways = waysToProve(asked);
  if (ways.length > 0)
    return { kind: 'prove', ways, skippable: asked.strength === 'none' && asked.rules.trustsBrowsers, ...lastUsed(asked) };
  const methods = methodsToEnrol(asked);
  if (methods.length > 0) return { kind: 'enrol', methods, mayWait: mayWait(asked) };
  return { kind: 'stuck' };
}

function isAsked(asked: Asked): boolean {
  return asked.strength !== 'none' || asked.rules.mode === 'required' || isEnrolled(asked);
}

/** Whether the person has a second factor of their own accord. */
export function isEnrolled({ facts, ...asked }: Pick<Asked, 'facts' | 'rules' | 'reachable'>): boolean {
  return hasStrong(facts) || (facts.byMailSince !== undefined && mailAllowed({ facts, ...asked }));
}

function hasStrong({ apps, passkeys }: TwoStepFacts): boolean {
  return apps.length > 0 || passkeys.length > 0;
}

function mailAllowed({ rules, facts, reachable }: Pick<Asked, 'facts' | 'rules' | 'reachable'>): boolean {
  return reachable && rules.methods.includes('mail') && (!hasStrong(facts) || rules.mailBesideApp);
}

function waysToProve(asked: Asked): SecondWay[] {
  const { facts, strength } = asked;
  const open: Readonly<Record<SecondMethod, boolean>> = {
    app: facts.apps.length > 0 && strength !== 'passkey',
    passkey: facts.passkeys.length > 0,
    mail: mailAllowed(asked) && (strength === 'none' || strength === 'any'),
  };
  const usual: readonly SecondMethod[] = ['passkey', 'app', 'mail'];
  const ways = usual.filter((method) => open[method]).sort((a, b) => Number(b === facts.lastMethod) - Number(a === facts.lastMethod));
  // Codes are made with an app or a passkey: without one they stand in for nothing.
  const recovery = hasStrong(facts) && facts.recoveryCodes > 0 && strength !== 'passkey';
  return ways.length > 0 && recovery ? [...ways, 'recovery'] : ways;
}

function lastUsed({ facts, strength }: Asked): { readonly lastUsed?: true } {
  return hasStrong(facts) && facts.recoveryCodes === 0 && strength !== 'passkey' ? { lastUsed: true } : {};
}

function methodsToEnrol({ rules, strength }: Asked): Exclude<SecondMethod, 'mail'>[] {
  const allowed = SECOND_METHODS.filter((method) => method !== 'mail').filter((method) => rules.methods.includes(method));
  return strength === 'passkey' ? allowed.filter((method) => method === 'passkey') : allowed;
}

/** Whoever is asked by the application itself, or has had all the time there was, cannot wait. */
function mayWait({ rules, facts, strength, now }: Asked): boolean {
  return strength === 'none' && (now < rules.from || facts.graceUsed < rules.graceSignIns);
}

/**
 * Whether any sign-in at this organisation could be as strong (`settled.md` 71): an application that asks for more hears so
 * at once.
 */
export function canBeMet({ methods }: Pick<TwoStepRules, 'methods'>, strength: Strength): boolean {
  const able: Readonly<Record<Strength, readonly SecondMethod[]>> = {
    none: [],
    federated: SECOND_METHODS,
    any: SECOND_METHODS,
    strong: ['app', 'passkey'],
    passkey: ['passkey'],
  };
  return strength === 'none' || methods.some((method) => able[strength].includes(method));
}
