import type { Account } from '../accounts/account.ts';
import type { Accounts } from '../accounts/ports.ts';
import type { Artifacts, KeptSession } from '../artifacts/ports.ts';
import type { RecoveryCodes, TrustedBrowsers } from '../factors/ports.ts';
import type { LinkEnd } from '../links/link.ts';
import type { EmailChanges, Links } from '../links/ports.ts';
import { accountKey } from '../throttle/limits.ts';
import type { KnownBrowsers } from '../throttle/ports.ts';
import { OvertakenError } from './overtaken.ts';
import type { ProvedSessions } from './ports.ts';

/** What ending writes to, in the transaction of what has changed. */
export interface EndingPorts {
  readonly accounts: Pick<Accounts, 'raiseStamp'>;
  readonly artifacts: Pick<Artifacts, 'revokeByAccount' | 'endFinished'>;
  readonly sessions: Pick<ProvedSessions, 'endAll'>;
  readonly knownBrowsers: Pick<KnownBrowsers, 'forgetAll'>;
  readonly links: Pick<Links, 'endAll'>;
  readonly emailChanges: Pick<EmailChanges, 'endOpen'>;
  readonly trustedBrowsers: Pick<TrustedBrowsers, 'revokeAll'>;
  readonly recoveryCodes: Pick<RecoveryCodes, 'hide'>;
}

/** The person's own session, and the browser that it is in: both stay after a change of free will (`settled.md` 38). */
export interface KeptHere extends KeptSession {
  /** Id in the browser's cookie. */
  readonly browserId: string;
}

/** Why things end, and what does not. */
export interface Ending {
  /** What is said of the mailed links that end. */
  readonly why: Exclude<LinkEnd, 'replaced'>;
  readonly kept: KeptHere | undefined;
  /** The state of the account (`SignInFacts.stamp`) against which it was proved who may change this; undefined where a link says so. */
  readonly stamp?: number | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
}

/**
 * Ends all that an account's former password, address or factor had opened (security.md 1.19, 2.5): other sessions, refresh
 * tokens and grants, sign-ins under way or finished but not taken up, mailed links, a wish for another address, recovery
 * codes that were shown and not saved, and the browsers that are known or trusted.
 * The browser at hand is trusted no more either (R14.6): what it was trusted for was proved with what has changed. It is known
 * as before where the person's own session stays in it: else strangers who miss could keep its owner out (security.md 1.7).
 * Throws `OvertakenError` where the account is in another state by now: the transaction leaves nothing.
 */
export async function endElsewhere(ports: EndingPorts, account: Account, { why, kept, stamp, now }: Ending): Promise<void> {
  if (!(await ports.accounts.raiseStamp(account.id, stamp)) && stamp !== undefined) throw new OvertakenError();
  await ports.links.endAll(account.id, why, now);
  await ports.emailChanges.endOpen(account.id);
  await ports.artifacts.revokeByAccount(account.id, kept);
  await ports.artifacts.endFinished(account.id);
  await ports.sessions.endAll(account.id, kept?.uid);
  await ports.knownBrowsers.forgetAll(accountKey(account.organisationId, account.usernameKey), kept?.browserId);
  await ports.trustedBrowsers.revokeAll(account.id);
  await ports.recoveryCodes.hide(account.id);
}
