// How old a password may become (R13.1, R13.2, security.md 1.10): when it must be renewed, and when that is announced.
import { days } from '../../kernel/duration.ts';
import { shareOf } from '../../kernel/share.ts';
import type { StoredPassword } from './password.ts';

/** An organisation's limit. */
export interface AgeLimit {
  /** Days a password may be kept; 0: as long as one likes. */
  readonly days: number;
  /** Epoch milliseconds: since when the limit holds. */
  readonly since: number;
}

/** What is known of a password without its hash. */
export type PasswordFacts = Pick<StoredPassword, 'accountId' | 'changedAt' | 'mustChange' | 'warnedDays'>;

/** How many days ahead it is announced, each once (R13.1). */
export const WARNING_DAYS = [1, 7, 14] as const;

/** Over how long the passwords that were there before the limit are spread, so that they do not all expire on one morning (R13.2). */
const SPREAD = days(14);

/** What a password asks for now. */
export type Renewal =
  | { readonly kind: 'none' }
  /** It expires at `at` (epoch milliseconds), in `days` days begun; `warning` is the announcement that is due. */
  | { readonly kind: 'soon'; readonly at: number; readonly days: number; readonly warning: number }
  /** It must be renewed now. */
  | { readonly kind: 'due'; readonly because: 'expired' | 'marked' };

/**
 * When the password expires, epoch milliseconds; undefined where there is no limit. Of one that is older than the limit
 * the age counts from the limit's beginning, moved by the account's own share of two weeks (R13.2).
 */
export function passwordExpiry(
  { accountId, changedAt }: Pick<PasswordFacts, 'accountId' | 'changedAt'>,
  limit: AgeLimit,
): number | undefined {
  if (limit.days === 0) return undefined;
  const from = changedAt >= limit.since ? changedAt : limit.since + shareOf(accountId) * SPREAD;
  return Math.floor(from) + days(limit.days);
}

/** A policy may change: no password's end is left unlooked at for longer. */
const LOOK_AGAIN = days(7);

/** When an end at `at` is to be looked at after `now`: at its next announcement, and after a week at the latest. Epoch milliseconds. */
export function nextLook(at: number | undefined, limit: AgeLimit, now: number): number {
  const announcements = at === undefined ? [] : WARNING_DAYS.filter((ahead) => ahead < limit.days).map((ahead) => at - days(ahead));
  return Math.min(now + LOOK_AGAIN, ...announcements.filter((then) => then > now));
}

/** What the password asks for at `now`, epoch milliseconds. */
export function renewalOf(password: PasswordFacts, limit: AgeLimit, now: number): Renewal {
  if (password.mustChange) return { kind: 'due', because: 'marked' };
  const at = passwordExpiry(password, limit);
  if (at === undefined) return { kind: 'none' };
  if (now >= at) return { kind: 'due', because: 'expired' };
  const left = Math.ceil((at - now) / days(1));
  const warning = WARNING_DAYS.find((ahead) => left <= ahead && ahead < limit.days);
  const told = warning === undefined || (password.warnedDays !== undefined && password.warnedDays <= warning);
  return told ? { kind: 'none' } : { kind: 'soon', at, days: left, warning };
}
