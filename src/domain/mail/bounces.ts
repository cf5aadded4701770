import type { Bounce } from './states.ts';

/** `5.1.1` or `550 5.1.1`: class, subject and detail (RFC 3463 §2). */
const ENHANCED = /\b[245]\.(\d{1,3})\.(\d{1,3})\b/;

/** Replies to a recipient that say by themselves that the address is none (RFC 5321 §4.2.3), where there is no enhanced status. */
const NO_SUCH = new Set([550, 551, 553]);

/** Details of subject 1, addressing, that are about the sender (RFC 3463 §3.2): our fault, not the address's. */
const OF_SENDER = new Set([7, 8]);

/**
 * What a permanent refusal means. Only what is wrong with the address itself stops further mail to it: a full mailbox
 * empties, and whoever does not want our mail today may be asked to allow it.
 */
export function bounceOf({
  enhanced,
  code,
  ofRecipient,
}: {
  readonly enhanced?: string | undefined;
  readonly code?: number | undefined;
  readonly ofRecipient: boolean;
}): Bounce {
  const [, subject, detail] = (ENHANCED.exec(enhanced ?? '') ?? []).map(Number);
  if (subject === undefined || detail === undefined) {
    const gone = ofRecipient && code !== undefined && NO_SUCH.has(code);
    return gone ? { reason: 'no-such-address', stop: true } : { reason: code === 552 ? 'mailbox-full' : 'refused', stop: false };
  }
  if (subject === 1 && !OF_SENDER.has(detail)) return { reason: 'no-such-address', stop: true };
  if (subject === 2 && detail === 1) return { reason: 'no-such-address', stop: true };
  return { reason: subject === 2 && detail === 2 ? 'mailbox-full' : 'refused', stop: false };
}
