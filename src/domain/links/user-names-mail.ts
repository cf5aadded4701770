// What a mail says of the user names on an address (R6.2, R6.3). Several people may read a shared mailbox: an organisation
// may want none of them to learn the names of the others.
import type { Account } from '../accounts/account.ts';
import type { Mail } from '../mail/mails.ts';
import { mustUseSingleSignOn, type Organisation } from '../organisations/organisation.ts';
import { isLinked } from './recipients.ts';

/** All accounts that were found on an address, whether or not they are written to now: whether it is shared must not depend on that. */
type Found = readonly Pick<Account, 'organisationId' | 'email' | 'state'>[];

/** Whether the user names of this organisation on a stored address are kept from it (R6.3). */
export function withholdsNames({ id, policy }: Pick<Organisation, 'id' | 'policy'>, found: Found, email: string): boolean {
  if (policy.sharedAddressNames === 'listed') return false;
  return found.filter((account) => account.organisationId === id && account.email === email && isLinked(account)).length > 1;
}

/** The mail with the user names on one address, or whom to ask. `signedInAt`: by account, epoch milliseconds. */
export function userNamesMail(
  organisation: Organisation,
  accounts: readonly [Account & { readonly email: string }, ...Account[]],
  { found, signedInAt, more }: { readonly found: Found; readonly signedInAt: ReadonlyMap<string, number>; readonly more: boolean },
): Mail {
  if (withholdsNames(organisation, found, accounts[0].email)) return { kind: 'user-names', accounts: 'withheld' };
  const listed = accounts.map((account) => {
    const { id, username, givenName } = account;
    return {
      username,
      givenName,
      signedInAt: signedInAt.get(id),
      ...(mustUseSingleSignOn(organisation, account) && { singleSignOn: true }),
    };
  });
  return { kind: 'user-names', accounts: listed, ...(more && { more }) };
}
