import type { Account } from '../accounts/account.ts';
import type { Ports } from '../ports.ts';
import { clearedByNewPassword } from '../throttle/gate.ts';
import { accountKey } from '../throttle/limits.ts';

/** Ends an account's sessions, sign-ins under way, grants and tokens, and what its browsers were known and trusted for. */
export async function endEverything(ports: Ports, account: Account): Promise<void> {
  await ports.accounts.raiseStamp(account.id);
  await ports.emailChanges.endOpen(account.id);
  await ports.artifacts.revokeByAccount(account.id);
  await ports.sessions.endAll(account.id);
  // Whoever was stopped for guessing may begin again, and no browser is known for the new password (security.md 2.4).
  const key = accountKey(account.organisationId, account.usernameKey);
  await ports.knownBrowsers.forgetAll(key);
  await ports.trustedBrowsers.revokeAll(account.id);
  await ports.recoveryCodes.hide(account.id);
  await ports.counters.clear(clearedByNewPassword(key));
}

/** Ends what was mailed before and proves nothing about what the account is now (security.md 1.16). */
export async function endLinks(ports: Ports, before: Account, after: Account, newPassword: boolean): Promise<void> {
  const shut = after.state !== before.state && (after.state === 'suspended' || after.state === 'closed');
  if (shut) await ports.links.endAll(after.id, 'withdrawn', after.updatedAt);
  // Exactly: another address may be found by the same key (`weiss@`, `weiß@`) and still be another mailbox.
  if (before.email !== after.email) await ports.links.endAll(after.id, 'address-changed', after.updatedAt);
  if (newPassword) await ports.links.endAll(after.id, 'password-changed', after.updatedAt);
}

/** Whether a change of an account by an operator ends everything: it is shut, or has another address (security.md 1.19, 1.20). */
export function endsEverything(before: Account, after: Account): boolean {
  return (before.state === 'active' && after.state !== 'active') || before.email !== after.email;
}
