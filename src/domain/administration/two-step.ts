import type { Account } from '../accounts/account.ts';
import { done, type Fault, type Outcome, refused } from '../fault.ts';
import { noticeTwoStep } from '../links/notice-two-step.ts';
import { clearedByCode } from '../throttle/code-tries.ts';
import { endEverything } from './account-endings.ts';
import { type Acting, auditRow } from './acting.ts';

const UNKNOWN: Fault = { field: 'account', code: 'unknown', detail: 'is not an account' };

/**
 * Takes every second factor away from an account whose person can no longer prove themselves with any (ux.md 1.8): apps,
 * passkeys, recovery codes, trusted browsers. Ends its sessions and links, and tells the person. What the policy asks is asked
 * again at the next sign-in. Returns the account, or that there is none.
 */
export async function resetTwoStep(acting: Acting, id: string): Promise<Outcome<Account>> {
  const now = acting.clock.now();
  return acting.work(async (ports) => {
    const account = await ports.accounts.hold(id);
    const found = account && (await ports.accounts.withOrganisation(id));
    if (!found) return refused(UNKNOWN);
    await ports.twoSteps.clear(id);
    await ports.links.endAll(id, 'factor-changed', now);
    await endEverything(ports, found.account);
    await ports.artifacts.endFinished(id);
    await ports.counters.clear(clearedByCode(id));
    const whom = { organisation: found.account.organisationId, account: id };
    await ports.audit.record(auditRow(acting, now, { event: 'two-step.reset' }, whom));
    await noticeTwoStep(ports.outbox, found, 'off', { at: now });
    return done(found.account);
  });
}
