// What a mail says to who asked for a new password (R4.3, R4.4): several people may read a shared mailbox, some of whom have a
// password here and some of whom do not.
import type { AccountLink, Deed, Mail, MailedLink } from '../mail/mails.ts';
import { mustUseSingleSignOn, type Organisation } from '../organisations/organisation.ts';
import type { Reachable } from './recipients.ts';

type PasswordReset = Extract<Mail, { readonly kind: 'password-reset' }>;

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
  const linked = accounts.filter((account) => !mustUseSingleSignOn(organisation, account));
  const others = accounts.filter((account) => !linked.includes(account)).map(({ username }) => username);
  const links = linked.map((account) => ({ ...linkOf(account), username: account.username }));
  return { account: linked[0] ?? accounts[0], mail: mailOf({ asked, ...(more && { more }) }, links, others) };
}

/** The same mail as it is now, hours after it was written to `email`: a policy may have changed since, and no link opens for who has no password. */
export function passwordMailNow(mail: PasswordReset, organisation: Organisation, email: string): Mail {
  const { kind: _, accounts, singleSignOn = [], ...asked } = mail;
  const linked = accounts.filter(({ username }) => !mustUseSingleSignOn(organisation, { username, email }));
  const others = accounts.filter((account) => !linked.includes(account)).map(({ username }) => username);
  return mailOf(asked, linked, [...others, ...singleSignOn]);
}

function mailOf({ asked, more }: Pick<PasswordReset, 'asked' | 'more'>, links: readonly AccountLink[], names: readonly string[]): Mail {
  const [first, ...others] = links;
  const listing = more && { more };
  if (!first) return { kind: 'single-sign-on', ...((names.length > 1 || more) && { usernames: names }), ...listing };
  return { kind: 'password-reset', asked, accounts: [first, ...others], ...(names.length > 0 && { singleSignOn: names }), ...listing };
}
