// The extra check in a form: how it is shown, which problem an answer comes to and at which field, and its third way.
import { CODE_LENGTH, type Purpose } from '../../src/domain/challenge/challenge.ts';
import type { ChallengeAnswer, ChallengeVerdict } from '../../src/domain/challenge/judge.ts';
import type { Challenges } from '../../src/domain/challenge/ports.ts';
import { type CodeMailNeeds, mailCode } from '../../src/domain/links/mail-code.ts';
import type { ProblemCode } from '../../src/domain/problem.ts';
import type { CountedNetwork } from '../../src/domain/throttle/limits.ts';
import type { ChallengeView } from '../../src/views/models.ts';
import { type AnnouncedOn, type AnnouncingNeeds, announced } from './announcement.ts';
import type { Visit } from './visit.ts';

/** What a form with the extra check needs. */
export interface ChallengeFormNeeds extends AnnouncingNeeds, CodeMailNeeds {
  readonly challenges: Challenges;
}

type Visited = Pick<Visit, 'browserId' | 'now'> & AnnouncedOn;

/** What is typed into a form whose code is mailed: whom the page says that it went to. */
export type MailedTo = NonNullable<ChallengeView['mailed']>['to'];

/** The problem that each answer comes to. */
export const CHALLENGE_PROBLEMS = {
  none: 'challenge-missing',
  wrong: 'challenge-wrong',
  old: 'challenge-old',
  'mailed-wrong': 'challenge-mailed-wrong',
  'mailed-old': 'challenge-mailed-old',
} as const satisfies Record<Exclude<ChallengeVerdict, 'solved'>, ProblemCode>;

/** The fields of those problems. */
export const CHALLENGE_FIELDS: Partial<Record<ProblemCode, readonly string[]>> = {
  // The password that came with it was not looked at.
  'challenge-new': ['password'],
  'challenge-missing': ['captcha'],
  'challenge-wrong': ['captcha'],
  'challenge-old': ['captcha'],
  'challenge-mailed-wrong': ['mailed'],
  'challenge-mailed-old': ['captcha'],
};

/** Where on a page the field for a mailed code is: a browser goes to it when the code was just mailed, with script or without. */
export const MAILED_FIELD = '#mailed';

/** Whether a problem is one with the extra check. */
export function isOfChallenge({ code }: { readonly code: ProblemCode }): boolean {
  return CHALLENGE_FIELDS[code] !== undefined;
}

/** The answer in a form's fields; undefined where the form had no extra check. */
export function challengeAnswer(typed: {
  readonly challenge: string;
  readonly captcha: string;
  readonly work: string;
  readonly mailed?: string | undefined;
}): ChallengeAnswer | undefined {
  const { challenge, captcha, work, mailed } = typed;
  return challenge === '' ? undefined : { id: challenge, typed: captcha, work, mailed };
}

/** Whether the field for a mailed code stays: it was there, and its code can still be typed. */
export function keepsMailed(typed: { readonly mailed?: string | undefined }, problems: readonly ProblemCode[]): boolean {
  const used = problems.length > 0 && !problems.some((code) => UNUSED.has(code));
  return typed.mailed !== undefined && !used;
}

/** With these nothing was looked at that a code was for. */
const UNUSED = new Set<ProblemCode>([
  ...(['challenge-new', 'challenge-missing', 'challenge-wrong', 'challenge-old', 'challenge-mailed-wrong'] as const),
  ...(['username-missing', 'whom-missing', 'password-missing', 'email-invalid', 'code-missing', 'current-missing', 'new-missing'] as const),
]);

/** A new challenge for a form of this browser, as the page shows it (ux.md 1.2). `mailedTo`: a code was mailed. Writes nothing. */
export function newChallenge(
  needs: AnnouncingNeeds & { readonly challenges: Pick<Challenges, 'issue'> },
  visit: Visited,
  purpose: Purpose,
  mailedTo?: MailedTo | false,
): ChallengeView {
  const { id, work } = needs.challenges.issue(purpose, visit.browserId, visit.now);
  // A form of no portal has its pictures beside the other addresses of the product.
  const pictureHref = `/${visit.organisation?.portal ?? 'sign-in'}/captcha/${purpose}/${id}.png`;
  const view: ChallengeView = { id, why: purpose === 'forgot' ? 'forgot' : 'misses', pictureHref, ...work, length: CODE_LENGTH };
  return mailedTo ? { ...view, mailed: { to: mailedTo, mail: announced(needs, ['challenge-code'], visit) } } : view;
}

/** Mails a code for the form to who was typed in it; the page after it is the same whoever that is (R8.3). */
export async function haveCodeMailed(
  needs: CodeMailNeeds,
  visit: Visited & Pick<Visit, 'network'> & { readonly counted: CountedNetwork | undefined; readonly flow?: { readonly uid: string } },
  purpose: Purpose,
  typed: string,
): Promise<void> {
  const { organisation, browserId, language, counted, network, flow, now } = visit;
  const audit = { trace: flow?.uid, address: network };
  await mailCode(needs, { organisation, typed, form: { purpose, browserId }, locale: language, counted, audit, now });
}
