// Mailing many at once (R9.1): not while nobody can see that the mail is ours. Those who receive much of such mail remember
// it, against all that comes after.
import type { Fault } from '../fault.ts';
import { standingOf, troubleIn } from '../sender/check.ts';
import type { SenderReport } from '../sender/ports.ts';
import type { ActingOnInvitations } from './invitations.ts';

/** So many people are mailed at once, whatever DNS says of the sender. */
export const MOST_UNPROVED = 50;

/** Whether many may be mailed now. */
export interface Standing {
  /** Why not. */
  readonly fault?: Fault;
  /** What does not pass, or could not be looked up, for whoever mails all the same; English words. */
  readonly warning?: string | undefined;
}

/** What somebody wants to send. */
export interface Sending {
  /** Whether it is more than so many people; asked only where it matters. */
  readonly isMoreThan: (most: number) => Promise<boolean>;
  /** The operator knows, and has it sent. */
  readonly despiteMailCheck: boolean | undefined;
}

/** Looks the sender up, where its mail leaves the machine. What DNS did not answer refuses nothing. */
export async function standingToMail({ checkSender }: Pick<ActingOnInvitations, 'checkSender'>, sending: Sending): Promise<Standing> {
  const report = await checkSender?.();
  if (!report || standingOf(report) === 'passes') return {};
  const warning = senderWarning(report);
  if (standingOf(report) === 'silent' || sending.despiteMailCheck || !(await sending.isMoreThan(MOST_UNPROVED))) return { warning };
  const detail = `is needed to mail more than ${MOST_UNPROVED} people at once: ${warning} Nothing was written; \`mail check\` looks again`;
  return { fault: { field: 'despiteMailCheck', code: 'conflict', detail }, warning };
}

/** One sentence about a report that does not pass; undefined for one that does. */
export function senderWarning(report: SenderReport): string | undefined {
  const standing = standingOf(report);
  if (standing === 'passes') return undefined;
  const what = standing === 'fails' ? `mail from ${report.domain} does not pass` : `the mail of ${report.domain} could not be checked`;
  return `${what}: ${troubleIn(report)}.`;
}

/** Whether more than so many come; those after them are not asked for. */
export async function moreThan(most: number, rows: AsyncIterable<unknown>): Promise<boolean> {
  let seen = 0;
  for await (const _ of rows) {
    seen += 1;
    if (seen > most) return true;
  }
  return false;
}
