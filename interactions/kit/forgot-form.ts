// Forms that have mail sent to who forgot something: the extra check on each of them (`settled.md` 16), what they leave for
// the page after them, and what that page tells people to look for (R4.2).
import * as v from '@badrap/valita';
import { type ChallengeNeeds, judgeChallenge } from '../../src/domain/challenge/judge.ts';
import { MAILED_CODE } from '../../src/domain/challenge/mailed-code.ts';
import type { Asking } from '../../src/domain/links/ask.ts';
import { whomOf } from '../../src/domain/links/mail-code.ts';
import type { Organisation } from '../../src/domain/organisations/organisation.ts';
import type { ProblemCode } from '../../src/domain/problem.ts';
import { minutes } from '../../src/kernel/duration.ts';
import { prepareAddress, repairUserName } from '../../src/kernel/text.ts';
import type { Problem } from '../../src/views/models.ts';
import {
  CHALLENGE_FIELDS,
  CHALLENGE_PROBLEMS,
  type ChallengeFormNeeds,
  challengeAnswer,
  haveCodeMailed,
  keepsMailed,
} from './challenge.ts';
import { text } from './fields.ts';
import type { FormFields, FormOutcome, PageNote } from './page.ts';
import type { Left, PageVisit, PortalVisit, Visit } from './visit.ts';

/** What such forms need. */
export type ForgotFormNeeds = ChallengeNeeds & ChallengeFormNeeds;

/** The fields of the extra check. */
export const checkFields = { challenge: text, captcha: text, work: text, mailed: v.string().optional(), do: text };

/** How long the page after the form remembers what was typed: mail takes its time, and the page has a button to send it again. */
const NOTE_LIFE = minutes(15);

/** What is wrong with the answer to the extra check; it is used up by looking. Never depends on whom the form is about. */
export async function checkProblem(
  needs: ChallengeNeeds,
  { browserId, now, organisation }: Pick<Visit, 'browserId' | 'now'> & { readonly organisation?: Organisation },
  typed: Parameters<typeof challengeAnswer>[0],
  whom: string,
): Promise<ProblemCode | undefined> {
  const answer = challengeAnswer(typed);
  if (!answer) return 'challenge-missing';
  const verdict = await judgeChallenge(needs, answer, { purpose: 'forgot', browserId, whom: whomOf(organisation, whom), now });
  return verdict === 'solved' ? undefined : CHALLENGE_PROBLEMS[verdict];
}

/** Where *Cancel* leads on such a form: by its own address, so that nothing that was typed waits there for the next person. */
export function cancelAt(address: string): string {
  return `${address}?cancel=yes`;
}

/**
 * Whether that was pressed: the page then leads on, and what its form had left is forgotten. A link, and no button of the form: the
 * policy for forms would not let a browser go on to an application that begins the sign-in itself (security.md 2.7 trap 1).
 */
export function isCancelled({ query }: Pick<PageVisit, 'query'>): boolean {
  return query['cancel'] !== undefined;
}

/** Fields of a form that asks for an address. */
export const addressFields = { email: text, ...checkFields };

type Again = Extract<FormOutcome, { readonly kind: 'again' }>;

/** The form again, with what was typed in the fields that are not the extra check's; nothing is wrong where only another picture was wanted. */
export function again(typed: FormFields, check: Parameters<typeof keepsMailed>[0], problems: readonly ProblemCode[] = []): Again {
  return { kind: 'again', left: { typed, problems, codeMailed: keepsMailed(check, problems) } };
}

/** The form again, for the code that was mailed. */
export function codeMailed(typed: FormFields): Again {
  return { kind: 'again', left: { typed, codeMailed: true }, stays: MAILED_CODE.life };
}

/**
 * The address of a form that asks for one, as it is to be looked for; or the form again: another picture was wanted, a code
 * was mailed, or something is wrong. Only what cannot be an address is said to be none (ux.md 1.4).
 */
export async function addressTyped(
  needs: ForgotFormNeeds,
  visit: Parameters<typeof haveCodeMailed>[1] & Parameters<typeof checkProblem>[1],
  typed: { readonly email: string; readonly do: string } & Parameters<typeof keepsMailed>[0] & Parameters<typeof checkProblem>[2],
): Promise<Again | { readonly kind: 'address'; readonly text: string }> {
  const { email } = typed;
  const fields = { email };
  if (typed.do === 'new-captcha') return again(fields, typed);
  const address = prepareAddress(email);
  if (!address) return again(fields, typed, ['email-invalid']);
  if (typed.do === 'mail') {
    await haveCodeMailed(needs, visit, 'forgot', email);
    return codeMailed(fields);
  }
  const problem = await checkProblem(needs, visit, typed, email);
  return problem ? again(fields, typed, [problem]) : { kind: 'address', text: address.text };
}

/** Problems of a form with one field and the extra check. */
export function formProblems(field: string, { problems = [] }: Left): Problem[] {
  return problems.map((code) => ({ code, fields: CHALLENGE_FIELDS[code] ?? [field] }));
}

/** What is asked, by whom and where, for the domain. */
export function askingOf(visit: PortalVisit, typed: string): Asking {
  const { organisation, counted, network, now, device } = visit;
  return { organisation, typed, counted, asked: { at: now, device }, audit: { address: network } };
}

/** What was typed, for the page after the form. Repaired, so that it shows what was looked for. */
export function typedNote(place: string, typed: string): PageNote {
  return { place, text: repairUserName(typed).text, life: NOTE_LIFE };
}
