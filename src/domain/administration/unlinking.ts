import type { Account } from '../accounts/account.ts';
import type { Ports } from '../ports.ts';
import { endEverything } from './account-endings.ts';
import { type Acting, auditRow } from './acting.ts';

/** People whose links end in one transaction: few enough that nobody waits for it. */
const BATCH = 100;

/**
 * Ends an account's link at a connection with everything that was open (security.md 1.19): who was signed in by it is no longer.
 * Returns whether there was one. In a transaction, with the account held.
 */
export async function unlink(acting: Acting, ports: Ports, account: Account, connectionId: string): Promise<boolean> {
  if (!(await ports.identities.remove(account.id, connectionId))) return false;
  await endEverything(ports, account);
  await ports.artifacts.endFinished(account.id);
  const whom = { organisation: account.organisationId, account: account.id };
  const event = { event: 'account.unlinked', connection: connectionId } as const;
  await ports.audit.record(auditRow(acting, acting.clock.now(), event, whom));
  return true;
}

/** The same for everybody at a connection, in several transactions: what is broken off goes on where it was when it is run again. */
export async function unlinkAll(acting: Acting, connectionId: string): Promise<void> {
  for (let ended = BATCH; ended === BATCH; ) {
    ended = await acting.work(async (ports) => {
      const people = await ports.identities.people(connectionId, BATCH);
      for (const { identity } of people) {
        const account = await ports.accounts.hold(identity.accountId);
        if (account) await unlink(acting, ports, account, connectionId);
      }
      return people.length;
    });
  }
}
