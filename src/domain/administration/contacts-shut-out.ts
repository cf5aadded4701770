import { mustUseSingleSignOn, type Organisation } from '../organisations/organisation.ts';
import type { Ports } from '../ports.ts';
import { listAccounts } from './accounts.ts';

/**
 * User names of the contact persons whom the policy leaves no way in (R17.1): they must use single sign-on, and no rule of a connection
 * ever links them (security.md 1.28). Reads every account of an organisation that requires it.
 */
export async function contactsShutOut(ports: Pick<Ports, 'accounts' | 'identities'>, organisation: Organisation): Promise<string[]> {
  if (organisation.policy.singleSignOn !== 'required') return [];
  const shutOut: string[] = [];
  for await (const account of listAccounts(ports.accounts, organisation.id)) {
    const needsLink = account.role === 'contact' && account.state !== 'closed' && mustUseSingleSignOn(organisation, account);
    if (needsLink && (await ports.identities.ofAccount(account.id)).length === 0) shutOut.push(account.username);
  }
  return shutOut;
}
