// A thousand guesses at the mailed codes of one person who never typed one: by somebody with the password, in several
// browsers, each with several tabs.

import type { Ports } from '../../src/domain/ports.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { type Halfway, halfway } from '../kit/second-step/halfway.ts';
import { askAgain } from '../kit/second-step/mailed.ts';
import type { Answer } from '../kit/visitor.ts';

const BROWSERS = 5;
/** Guesses under way at the same time. */
const AT_ONCE = 40;

/** Who guesses, and how more codes are come by in the middle of it. */
export interface Guessing {
  readonly app: RelyingParty;
  readonly username: string;
  /** A thousand where none is said. */
  readonly guesses?: number;
  /** Pressed in every browser between rounds, where the clock can be wound. */
  readonly between?: (halves: readonly Halfway[]) => Promise<void>;
}

/** Guesses, and returns every answer. */
export async function guessCodes({ app, username, guesses = 1000, between }: Guessing): Promise<Answer[]> {
  const halves: Halfway[] = [];
  for (let browser = 0; browser < BROWSERS; browser += 1) halves.push(await halfway(app, username));
  const answers: Answer[] = [];
  for (let round = 0; answers.length < guesses; round += 1) {
    answers.push(...(await Promise.all(Array.from({ length: AT_ONCE }, (_, at) => guess(halves, round * AT_ONCE + at)))));
    if (round % 8 === 7) await between?.(halves);
  }
  return answers;
}

/** Digits alone: every live code of the sign-in is meant. */
function guess(halves: readonly Halfway[], at: number): Promise<Answer> {
  const half = halves[at % halves.length];
  if (!half) throw new Error('nobody guesses');
  return half.visitor.post(half.page, { code: String((at * 7919) % 1_000_000).padStart(6, '0') });
}

/** Has another code sent wherever one can be. */
export async function resendAll(halves: readonly Halfway[]): Promise<void> {
  for (const half of halves) await askAgain(half, half.page);
}

/** How many guesses were looked at. */
export async function lookedAt(ports: Pick<Ports, 'audit'>, account: string): Promise<number> {
  const rows = await ports.audit.list({ account }, 1000);
  return rows.filter(({ event }) => event === 'code.wrong' || event === 'code.right').length;
}
