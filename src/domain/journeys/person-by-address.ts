import { exactAddress } from '../../kernel/text.ts';
import type { Account } from '../accounts/account.ts';
import { mustUseSingleSignOn } from '../organisations/organisation.ts';
import type { Arrived, FindingPorts, Refused } from './arrived.ts';

/** More accounts than share an address. */
const MOST = 20;

/**
 * The one account that an administrator's rule gives to a verified address (R17.4): all of it must hold, for whoever can have an
 * address of theirs at some provider would else take over whose address that is here. The account comes held.
 */
export async function byVerifiedAddress(
  ports: FindingPorts,
  { organisation, connection, person }: Arrived,
): Promise<{ readonly kind: 'account'; readonly account: Account } | Refused> {
  if (connection.links !== 'by-email') return nobody('nobody has linked this person');
  const address = person.email === undefined ? undefined : exactAddress(person.email);
  if (!address) return nobody('no mail address is said');
  if (!person.emailVerified) return nobody('the mail address is not verified there');
  const domain = address.text.slice(address.text.lastIndexOf('@') + 1);
  if (!organisation.policy.singleSignOnDomains.includes(domain)) return nobody('the mail address is of no domain of the organisation');
  const alike = await ports.accounts.byEmail(organisation.id, address.key, MOST);
  // Exactly: another mailbox can have the same key (`weiss@`, `weiß@`).
  const exact = alike.filter(({ email }) => email === address.text);
  const one = exact.length === 1 ? exact[0] : undefined;
  if (!one) return nobody(exact.length === 0 ? 'no account has the mail address' : 'several accounts have the mail address');
  const account = await ports.accounts.hold(one.id);
  // It may have been changed since it was found.
  if (account?.email !== address.text) return nobody('no account has the mail address');
  if (account.role === 'contact') return nobody('contact persons are linked by hand');
  if (!mustUseSingleSignOn(organisation, account)) return nobody('single sign-on is not required of the account');
  const others = await ports.identities.ofAccount(account.id);
  if (others.some(({ connectionId }) => connectionId === connection.id)) return nobody('the account is linked to somebody else there');
  return { kind: 'account', account };
}

function nobody(detail: string): Refused {
  return { kind: 'refused', because: 'no-account', detail };
}
