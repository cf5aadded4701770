// What a mail says to who asked for a new password (R4.3, R4.4): several people may read a shared mailbox, some of whom have a
// password here and some of whom do not.
import type { Deed, Mail, MailedLink } from '../mail/mails.ts';
import { mustUseSingleSignOn, type Organisation } from '../organisations/organisation.ts';
import type { Reachable } from './recipients.ts';

/**
 * One mail an address, with a link for each of its accounts (`settled.md` 33) but those without a password here, of whom it says how they
 * sign in. `more`: the address has more accounts than these. Returns it with the account that it is written to.
 */
export function passwordMail(
  { organisation, asked }: { readonly organisation: Organisation; readonly asked: Deed },
  accounts: readonly [Reachable, ...Reachable[]],
  linkOf: (account: Reachable) => MailedLink,
  more: boolean,
): { readonly account: Reachable; readonly mail: Mail } {
  const [first, ...others] = accounts.filter((account) => !mustUseSingleSignOn(organisation, account));
  const names = accounts.filter((account) => mustUseSingleSignOn(organisation, account)).map(({ username }) => username);
  const listing = more && { more };
  if (!first) {
    const usernames = (names.length > 1 || more) && { usernames: names };
    return { account: accounts[0], mail: { kind: 'single-sign-on', ...usernames, ...listing } };
  }
  const linked = (account: Reachable) => ({ ...linkOf(account), username: account.username });
  const without = names.length > 0 && { singleSignOn: names };
  const mail: Mail = { kind: 'password-reset', asked, accounts: [linked(first), ...others.map(linked)], ...without, ...listing };
  return { account: first, mail };
}
