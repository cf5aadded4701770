import type { Account } from '../accounts/account.ts';
import type { AuditContext } from '../audit/events.ts';
import type { Audit } from '../audit/ports.ts';
import type { TrustedBrowsers } from '../factors/ports.ts';

/** What taking trust back needs: both writes in one transaction. */
export interface RevokingNeeds {
  readonly work: <T>(
    step: (ports: { readonly trustedBrowsers: Pick<TrustedBrowsers, 'revoke'>; readonly audit: Pick<Audit, 'record'> }) => Promise<T>,
  ) => Promise<T>;
}

/** Whose trust in which browser, and from where. `now` is epoch milliseconds. */
export interface Revoking {
  readonly account: Account;
  readonly browser: string;
  readonly audit: Pick<AuditContext, 'client' | 'trace' | 'address'>;
  readonly now: number;
}

/**
 * Takes the trust in a browser back: at the next sign-in there the second step is asked again (R14.6). A session that is open
 * there is another matter. Returns whether the account had it.
 */
export function revokeTrust(needs: RevokingNeeds, { account, browser, audit: from, now }: Revoking): Promise<boolean> {
  return needs.work(async ({ trustedBrowsers, audit }) => {
    if (!(await trustedBrowsers.revoke(account.id, browser))) return false;
    const whom = { actor: 'person', organisation: account.organisationId, account: account.id } as const;
    await audit.record({ event: 'trusted-browser.revoked', browser, ...whom, ...from, at: now });
    return true;
  });
}
