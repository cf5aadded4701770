import { type Account, isUsable } from '../accounts/account.ts';
import { endOfLife, HEALS_FOR, type Link, mailedAt } from './link.ts';

/** What a link can still do. Times are epoch milliseconds. */
export type LinkStanding =
  | { readonly kind: 'open'; readonly until: number }
  /** It worked until `at`. */
  | { readonly kind: 'expired'; readonly at: number }
  /** There is a newer one, mailed at `at`, to the same address or another (`settled.md` 28). */
  | { readonly kind: 'replaced'; readonly at: number; readonly sameAddress: boolean }
  /** It has done what it was for, or that was done otherwise: one can sign in. */
  | { readonly kind: 'used' }
  /** The password was changed after it was mailed. */
  | { readonly kind: 'password-changed' }
  /** The account's address was corrected after it was mailed. */
  | { readonly kind: 'address-changed' }
  /** The account was suspended or closed, or the invitation taken back. */
  | { readonly kind: 'withdrawn' };

/** What is known around a link: the account as it is now, when its password was chosen, and the newest link for the same. */
export interface AroundLink {
  readonly account: Account | undefined;
  readonly passwordChangedAt: number | undefined;
  readonly newest: Link | undefined;
}

/**
 * What a link can still do at `now`. Both what was written when something changed and what the account is like now are
 * asked: either of them ends it (security.md 1.16).
 */
export function standingOf(link: Link, { account, passwordChangedAt, newest }: AroundLink, now: number): LinkStanding {
  if (!account || account.state === 'suspended' || account.state === 'closed') return { kind: 'withdrawn' };
  if (link.usedAt !== undefined || (link.purpose === 'activation' && isUsable(account))) return { kind: 'used' };
  if (link.ended?.why === 'withdrawn') return { kind: 'withdrawn' };
  if (link.ended?.why === 'replaced' && newest) return replacedBy(newest, link);
  if (link.ended?.why === 'address-changed' || account.emailKey !== link.emailKey) return { kind: 'address-changed' };
  if (link.ended?.why === 'password-changed' || passwordChangedAt !== link.passwordChangedAt) return { kind: 'password-changed' };
  const until = endOfLife(link);
  return now < until ? { kind: 'open', until } : { kind: 'expired', at: until };
}

/** What became of the newest counts for those before it. */
function replacedBy(newest: Link, link: Link): LinkStanding {
  if (newest.ended?.why === 'withdrawn') return { kind: 'withdrawn' };
  if (newest.usedAt !== undefined) return { kind: 'used' };
  return { kind: 'replaced', at: mailedAt(newest), sameAddress: newest.emailKey === link.emailKey };
}

/** Whether a dead link can have a fresh one sent (R7.6): a withdrawn one never, nor one that is long over. */
export function heals(link: Link, standing: LinkStanding, now: number): boolean {
  return (standing.kind === 'expired' || standing.kind === 'replaced') && now < endOfLife(link) + HEALS_FOR;
}
