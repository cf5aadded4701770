// What an answer to a challenge is worth. A challenge takes one answer; what it costs to try is the throttle's affair.
import { CODE_SIGNS } from './challenge.ts';
import { type MailedFor, typedDigits } from './mailed-code.ts';
import type { ChallengeCodes, Challenges, SpentChallenges } from './ports.ts';

/** Letters that are there in both cases, which therefore count (ux.md 1.2). */
const BOTH_CASES = new Set([...CODE_SIGNS].filter((sign) => sign !== sign.toUpperCase()).map((sign) => sign.toUpperCase()));

/** What came with a form: the challenge it was shown with, what was typed, what the script calculated, and the code of a mail. */
export interface ChallengeAnswer {
  readonly id: string;
  readonly typed: string;
  readonly work: string;
  /** Absent where the form did not ask for it. */
  readonly mailed?: string | undefined;
}

/**
 * What the answer is worth. `none`: nothing was answered. `old`: too late, answered before, or not ours. `mailed-…`: the
 * same of a mailed code, which is `mailed-old` as well when it was tried too often.
 */
export type ChallengeVerdict = 'solved' | 'none' | 'wrong' | 'old' | 'mailed-wrong' | 'mailed-old';

/** What judging needs. */
export interface ChallengeNeeds {
  readonly challenges: Pick<Challenges, 'open' | 'workIsDone' | 'codeDigests'>;
  readonly challengeCodes: Pick<ChallengeCodes, 'enter'>;
  readonly spentChallenges: Pick<SpentChallenges, 'spend'>;
}

/** Judges an answer, once: a challenge that was answered, rightly or not, is used up. `now` is epoch milliseconds. */
export async function judgeChallenge(
  needs: ChallengeNeeds,
  answer: ChallengeAnswer,
  of: MailedFor & { readonly now: number },
): Promise<ChallengeVerdict> {
  const shown = await judgeShown(needs, answer, of);
  const mailed = typedDigits(answer.mailed ?? '');
  // A mailed code is not tried where nothing hangs on it; where something does, it is what the person meant.
  if (shown === 'solved' || mailed === '') return shown;
  const entered = await needs.challengeCodes.enter(of, needs.challenges.codeDigests(of, mailed), of.now);
  if (entered === 'right') return 'solved';
  return entered === 'wrong' ? 'mailed-wrong' : 'mailed-old';
}

/** The picture and the calculation. */
async function judgeShown(
  needs: ChallengeNeeds,
  answer: ChallengeAnswer,
  of: MailedFor & { readonly now: number },
): Promise<'solved' | 'none' | 'wrong' | 'old'> {
  const typed = answer.typed.replace(/\p{White_Space}+/gu, '');
  if (typed === '' && answer.work === '') return 'none';
  const opened = needs.challenges.open(answer.id, of.purpose, of.browserId);
  if (!opened) return 'old';
  // The calculation costs nobody a look, so it counts first; what was typed helps where the calculation came too late.
  const byWork = answer.work !== '' && of.now < opened.workUntil;
  if (!byWork && (typed === '' || of.now >= opened.pictureUntil)) return 'old';
  if (!(await needs.spentChallenges.spend(answer.id, opened.pictureUntil))) return 'old';
  if (byWork && (await needs.challenges.workIsDone(answer.id, answer.work))) return 'solved';
  if (typed !== '' && of.now < opened.pictureUntil && isCode(typed, opened.code)) return 'solved';
  return 'wrong';
}

/** Whether what was typed is the code: case counts only for letters that exist in both (ux.md 1.2). */
export function isCode(typed: string, code: string): boolean {
  const signs = [...typed.normalize('NFKC')];
  return signs.length === code.length && signs.every((sign, at) => sameSign(sign, code[at] ?? ''));
}

function sameSign(typed: string, sign: string): boolean {
  return typed === sign || (!BOTH_CASES.has(sign.toUpperCase()) && typed.toUpperCase() === sign.toUpperCase());
}
