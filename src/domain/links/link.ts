// Links: what is mailed to a person to prove that the mailbox is theirs: activation, new password. One mechanism for all of
// them: issued with a typed code beside it, alive from hand-over on, used once. Owns what a link is and what may be done
// with a dead one; never writes a mail's text, never hashes a password, and knows no page.
import { days } from '../../kernel/duration.ts';

/** What a link is for: one made for one purpose opens nothing else (security.md 1.16). */
export type LinkPurpose = 'activation' | 'password-reset';

/** Why a link ended before its time. `withdrawn`: the account was suspended or closed, or the invitation taken back. */
export type LinkEnd = 'replaced' | 'password-changed' | 'address-changed' | 'factor-changed' | 'withdrawn';

/** How long after its end a dead link still heals, and is remembered at all (R7.6). */
export const HEALS_FOR = days(60);

/** A mailed link as it is kept. Its token and code are kept as digests alone (security.md 2.2). */
export interface Link {
  readonly id: string;
  readonly purpose: LinkPurpose;
  readonly organisationId: string;
  readonly accountId: string;
  /** Folded address that it was mailed to: once the account has another, the link proves nothing. */
  readonly emailKey: string;
  /** When the password was chosen that the account had at issue; undefined where it had none. */
  readonly passwordChangedAt: number | undefined;
  readonly tokenHash: string;
  readonly codeDigest: string;
  /** Milliseconds from hand-over on. */
  readonly life: number;
  /** Epoch milliseconds, as all that follow. */
  readonly issuedAt: number;
  readonly handedOverAt: number | undefined;
  readonly usedAt: number | undefined;
  readonly ended: { readonly at: number; readonly why: LinkEnd } | undefined;
}

/** A link before anybody has it. */
export type NewLink = Omit<Link, 'handedOverAt' | 'usedAt' | 'ended'> & {
  /** Its letter is not handed over before: until then it is not forgotten (R18.1). */
  readonly notBefore?: number | undefined;
};

/** When its life began: at hand-over (R7.3), until then at issue. */
export function mailedAt(link: Pick<Link, 'issuedAt' | 'handedOverAt'>): number {
  return link.handedOverAt ?? link.issuedAt;
}

/** When its life ends, epoch milliseconds. */
export function endOfLife(link: Pick<Link, 'issuedAt' | 'handedOverAt' | 'life'>): number {
  return mailedAt(link) + link.life;
}
