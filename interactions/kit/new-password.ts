// Choosing a new password: what a forced renewal and a change of free will have in common. Owns the form and the order
// in which its fields are looked at; which password will do is decided in the domain.
import * as v from '@badrap/valita';
import type { Account } from '../../src/domain/accounts/account.ts';
import { contextWords, FORMER_KEPT } from '../../src/domain/credentials/password-rules.ts';
import type { Fault, FaultCode } from '../../src/domain/fault.ts';
import { plainFaults, type RenewalNeeds, type Renewing, renewPassword, rulesFor } from '../../src/domain/journeys/renew-password.ts';
import { type PasswordAttempt, type PasswordCheck, verifyPassword } from '../../src/domain/journeys/verify-password.ts';
import type { Organisation } from '../../src/domain/organisations/organisation.ts';
import type { ProblemCode } from '../../src/domain/problem.ts';
import { hasOuterBlanks, hiddenCharacter } from '../../src/kernel/text.ts';
import type { PasswordRulesView, Problem } from '../../src/views/models.ts';
import { type Stop, stopOf, waitProblem } from './attempt.ts';
import { CHALLENGE_FIELDS, type ChallengeFormNeeds, challengeAnswer, keepsMailed } from './challenge.ts';
import { text } from './fields.ts';
import { type WordOfEndNeeds, withWordOfEnd } from './word-of-end.ts';

/** What choosing needs. */
export type ChoosingNeeds = RenewalNeeds & PasswordCheck & ChallengeFormNeeds & WordOfEndNeeds;

/** The form. Without script the new password is asked twice, for there is no way to look at it (ux.md D11). */
export const newPasswordForm = v.object({
  'current-password': text,
  'new-password': text,
  'new-password-again': v.string().optional(),
  'keep-blanks': text,
  challenge: text,
  captcha: text,
  work: text,
  mailed: v.string().optional(),
});

/** What was typed. */
export type NewPasswordForm = v.Infer<typeof newPasswordForm>;

/** Who chooses, and whether the present password must be typed for it. */
export interface Choosing extends Omit<Renewing, 'password' | 'onlyLook' | 'audit'> {
  readonly askCurrent: boolean;
  readonly from: Pick<PasswordAttempt, 'browserId' | 'network' | 'counted' | 'clientId' | 'trace'>;
}

/** What the page says after a refusal: as in a journey's `shown`, without a name. */
export interface Refused {
  readonly problems: readonly ProblemCode[];
  readonly characters?: number | undefined;
  readonly waitUntil?: number | undefined;
  /** A code was mailed for the extra check, and can still be typed. */
  readonly codeMailed?: boolean | undefined;
}

/** What came of it. */
export type Chosen =
  | { readonly kind: 'renewed'; readonly chosenAt: number }
  /** The password was changed elsewhere meanwhile. */
  | { readonly kind: 'overtaken' }
  | { readonly kind: 'again'; readonly refused: Refused }
  | Extract<Stop, { readonly kind: 'too-many' }>;

/** Puts the typed password in the place of the present one, or says everything that is wrong at once (ux.md 1.6). */
export async function chooseNew(needs: ChoosingNeeds, choosing: Choosing, typed: NewPasswordForm): Promise<Chosen> {
  const own = formFaults(choosing, typed);
  const incomplete = own.some((code) => code === 'new-missing' || code === 'current-missing');
  if (incomplete) return again(own, typed);
  const renewing: Renewing = {
    ...choosing,
    password: typed['new-password'],
    onlyLook: own.length > 0,
    audit: { client: choosing.from.clientId, trace: choosing.from.trace, address: choosing.from.network },
  };
  const stop = choosing.askCurrent ? await currentIsWrong(needs, choosing, typed) : undefined;
  if (stop?.kind === 'too-many') return stop;
  // Who does not know the present password learns nothing that its hash, or those before it, could tell.
  if (stop) return again([stop.code, ...own, ...codesOf(plainFaults(needs, renewing))], typed, stop.waitUntil);
  const result = await withWordOfEnd(needs, choosing, () => renewPassword(needs, renewing));
  return result.kind === 'refused' ? again([...own, ...codesOf(result.faults)], typed) : result;
}

function again(problems: readonly ProblemCode[], typed?: NewPasswordForm, waitUntil?: number): Chosen {
  return { kind: 'again', refused: { ...refusal(problems, typed), waitUntil } };
}

/** What the page says of a form that was refused. */
export function refusal(problems: readonly ProblemCode[], typed?: Pick<NewPasswordForm, 'new-password' | 'mailed'>): Refused {
  return {
    problems,
    characters: typed && [...typed['new-password']].length,
    codeMailed: typed !== undefined && keepsMailed(typed, problems),
  };
}

/** What is wrong with the form before the password is looked at. A blank at an end is never taken away: it is asked (R3.12). */
export function formFaults({ askCurrent }: Pick<Choosing, 'askCurrent'>, typed: NewPasswordForm): ProblemCode[] {
  const { 'new-password': password, 'new-password-again': second } = typed;
  const found: [boolean, ProblemCode][] = [
    [askCurrent && typed['current-password'] === '', 'current-missing'],
    [password === '', 'new-missing'],
    [second !== undefined && second !== password, 'new-differs'],
    [typed['keep-blanks'] === '' && (hasOuterBlanks(password) || hiddenCharacter(password) !== undefined), 'new-blank'],
  ];
  return found.flatMap(([wrong, code]) => (wrong ? [code] : []));
}

async function currentIsWrong(
  needs: ChoosingNeeds,
  { organisation, account, from, now }: Choosing,
  typed: NewPasswordForm,
): Promise<Stop | undefined> {
  const verdict = await verifyPassword(needs, {
    ...from,
    organisation,
    now,
    username: account.username,
    password: typed['current-password'],
    purpose: 'change-password',
    challenge: challengeAnswer(typed),
  });
  if (verdict.kind !== 'right') return stopOf(verdict, 'current-wrong', now);
  await needs.counters.giveBack(verdict.taken);
  return undefined;
}

const CODES: Partial<Record<FaultCode, ProblemCode>> = {
  'too-short': 'new-short',
  'too-long': 'new-long',
  'context-word': 'new-name',
  common: 'new-common',
  unchanged: 'new-same',
  'used-before': 'new-old',
};

/** The problems of a refused password, each once. */
export function codesOf(faults: readonly Fault[]): ProblemCode[] {
  return [...new Set(faults.map(({ code }) => CODES[code] ?? 'new-invalid'))];
}

/** Fields each problem belongs to, where not to the new password alone. That two differ is of both: either may be the mistyped one. */
const FIELDS: Partial<Record<ProblemCode, readonly string[]>> = {
  'current-missing': ['current-password'],
  'current-wrong': ['current-password'],
  throttled: ['current-password'],
  'throttled-closed': ['current-password'],
  'new-differs': ['new-password', 'new-password-again'],
  ...CHALLENGE_FIELDS,
};

/** The problems as the page shows them. */
export function newPasswordProblems(refused: Partial<Refused> | undefined, organisation: Organisation, now: number): Problem[] {
  return (refused?.problems ?? []).map((code): Problem => {
    const fields = FIELDS[code] ?? ['new-password'];
    if (code === 'throttled') return waitProblem(refused?.waitUntil ?? now, now, fields, 'throttled-current');
    const values = { have: refused?.characters ?? 0, n: organisation.policy.passwordLength };
    return { code, fields, ...(code === 'new-short' && { values }) };
  });
}

/** The rules as the page lists them. */
export function rulesView(needs: Pick<ChoosingNeeds, 'common'>, organisation: Organisation, account: Account): PasswordRulesView {
  const { least, names } = rulesFor(organisation, account, needs.common);
  return { least, former: FORMER_KEPT + 1, words: contextWords(names).join(' ') };
}
