import { type Account, isUsable } from '../accounts/account.ts';
import { endOfLife, HEALS_FOR, type Link, mailedAt } from './link.ts';

/** What a link can still do. Times are epoch milliseconds. */
export type LinkStanding =
  | { readonly kind: 'open'; readonly until: number }
  /** It worked until `at`. */
  | { readonly kind: 'expired'; readonly at: number }
  /** There is a newer one, mailed at `at`, to the same address or another (`settled.md` 28). `newerWorks`: it is open. */
  | { readonly kind: 'replaced'; readonly at: number; readonly sameAddress: boolean; readonly newerWorks: boolean }
  /** It has done what it was for, or that was done otherwise: one can sign in. */
  | { readonly kind: 'used' }
  /** The password was changed after it was mailed. */
  | { readonly kind: 'password-changed' }
  /** The account's address was corrected after it was mailed. */
  | { readonly kind: 'address-changed' }
  /** What the account is signed in to with was changed after it was mailed. */
  | { readonly kind: 'factor-changed' }
  /** The account is signed in to through the organisation's own identity provider: it has no password, and its address is the organisation's affair (R17.2). */
  | { readonly kind: 'single-sign-on' }
  /** The account was suspended or closed, or the invitation taken back. */
  | { readonly kind: 'withdrawn' };

/** What is known around a link: the account as it is now, when its password was chosen, and the newest link for the same. */
export interface AroundLink {
  readonly account: Account | undefined;
  readonly passwordChangedAt: number | undefined;
  /** Whether its organisation has it signed in to through its own identity provider and in no other way, now. */
  readonly singleSignOn: boolean;
  readonly newest: Link | undefined;
}

/**
 * What a link can still do at `now`. Both what was written when something changed and what the account is like now are
 * asked: either of them ends it (security.md 1.16).
 */
export function standingOf(link: Link, around: AroundLink, now: number): LinkStanding {
  const { account, passwordChangedAt } = around;
  if (!account || account.state === 'suspended' || account.state === 'closed') return { kind: 'withdrawn' };
  if (link.usedAt !== undefined || (link.purpose === 'activation' && isUsable(account))) return doneFor(link, account);
  if (link.ended?.why === 'withdrawn') return { kind: 'withdrawn' };
  if (around.singleSignOn) return { kind: hasMoved(link, account) ? 'address-changed' : 'single-sign-on' };
  if (link.ended?.why === 'replaced') return replacedBy(link, around, now);
  if (hasMoved(link, account)) return { kind: 'address-changed' };
  if (link.ended?.why === 'password-changed' || passwordChangedAt !== link.passwordChangedAt) return { kind: 'password-changed' };
  if (link.ended?.why === 'factor-changed') return { kind: 'factor-changed' };
  const until = endOfLife(link);
  return now < until ? { kind: 'open', until } : { kind: 'expired', at: until };
}

function doneFor(link: Link, account: Account): LinkStanding {
  return { kind: hasMoved(link, account) ? 'address-changed' : 'used' };
}

/** Whoever has the mailbox that it was wrongly mailed to does not learn from it how the account is called or signed in to now (`settled.md` 29). */
function hasMoved(link: Link, account: Account): boolean {
  return link.ended?.why === 'address-changed' || (account.emailKey ?? '') !== link.emailKey;
}

/** What became of the newest counts for those before it. */
function replacedBy(link: Link, around: AroundLink, now: number): LinkStanding {
  const { account, newest } = around;
  if (!newest || !account || newest.id === link.id)
    return { kind: 'replaced', at: link.ended?.at ?? link.issuedAt, sameAddress: true, newerWorks: false };
  const standing = standingOf(newest, around, now);
  if (standing.kind === 'used') return doneFor(link, account);
  if (standing.kind !== 'open' && standing.kind !== 'expired') return standing;
  const newerWorks = standing.kind === 'open';
  return { kind: 'replaced', at: mailedAt(newest), sameAddress: newest.emailKey === link.emailKey, newerWorks };
}

/**
 * Whether a dead link can have a fresh one sent (R7.6): a withdrawn one never, nor one that is long over, nor one whose
 * successor works: whatever presses the button of an old page, such as a scanner of mail, would end a link that is good.
 * `again`: who has had that successor sent, by this very link, did not get it.
 */
export function heals(
  link: Link,
  standing: LinkStanding,
  now: number,
  { again = false }: { readonly again?: boolean | undefined } = {},
): boolean {
  const over = standing.kind === 'expired' || (standing.kind === 'replaced' && (again || !standing.newerWorks));
  return over && now < endOfLife(link) + HEALS_FOR;
}
