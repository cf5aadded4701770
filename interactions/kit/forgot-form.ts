// Forms that have mail sent to who forgot something: the extra check on each of them (`settled.md` 16), what they leave for
// the page after them, and what that page tells people to look for (R4.2).
import { z } from 'zod';
import { type ChallengeNeeds, judgeChallenge } from '../../src/domain/challenge/judge.ts';
import type { Challenges } from '../../src/domain/challenge/ports.ts';
import type { Asking } from '../../src/domain/links/ask.ts';
import type { Organisation } from '../../src/domain/organisations/organisation.ts';
import type { ProblemCode } from '../../src/domain/problem.ts';
import { minutes } from '../../src/kernel/duration.ts';
import { repairUserName } from '../../src/kernel/text.ts';
import type { AnnouncedKind, MailViews } from '../../src/views/mail-models.ts';
import type { Announcement, Language, Problem } from '../../src/views/models.ts';
import type { PageNote } from './page.ts';
import type { PortalVisit, Visit } from './visit.ts';

/** What such forms need. */
export interface ForgotFormNeeds extends ChallengeNeeds {
  readonly challenges: Challenges;
  /** Address that all mail comes from. */
  readonly mailFrom: string;
  readonly mailViews: Pick<MailViews, 'senderName' | 'searchWords'>;
}

const text = z.string().default('');

/** The fields of the extra check. */
export const checkFields = { challenge: text, captcha: text, work: text, do: text };

/** How long the page after the form remembers what was typed (`settled.md` 41). */
const NOTE_LIFE = minutes(5);

const PROBLEMS = { none: 'challenge-missing', wrong: 'challenge-wrong', old: 'challenge-old' } as const;

/** What is wrong with the answer to the extra check; it is used up by looking. Never depends on whom the form is about. */
export async function checkProblem(
  needs: ChallengeNeeds,
  { browserId, now }: Pick<Visit, 'browserId' | 'now'>,
  typed: { readonly challenge: string; readonly captcha: string; readonly work: string },
): Promise<ProblemCode | undefined> {
  const answer = { id: typed.challenge, typed: typed.captcha, work: typed.work };
  const verdict = await judgeChallenge(needs, answer, { purpose: 'forgot', browserId, now });
  return verdict === 'solved' ? undefined : PROBLEMS[verdict];
}

/** Problems of a form with one field and the extra check. */
export function formProblems(field: string, codes: readonly ProblemCode[]): Problem[] {
  return codes.map((code) => ({ code, fields: [code.startsWith('challenge-') ? 'captcha' : field] }));
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

/** What to look for in the mailbox: sender and subjects in the person's language (R9.6). */
export function announced(
  { mailFrom, mailViews }: Pick<ForgotFormNeeds, 'mailFrom' | 'mailViews'>,
  kinds: readonly AnnouncedKind[],
  { language, organisation }: { readonly language: Language; readonly organisation?: Organisation },
): Announcement {
  return {
    sender: mailViews.senderName(organisation, language),
    address: mailFrom,
    subjects: kinds.map((kind) => mailViews.searchWords(kind, organisation?.name, language)),
  };
}
