import { foldedKey } from '../../kernel/text.ts';
import type { Account } from '../accounts/account.ts';
import { usernameFault } from '../accounts/username.ts';
import type { Fault, Outcome } from '../fault.ts';
import { LANGUAGES } from '../organisations/organisation.ts';
import { newSheet, oneOf, type Reading } from './sheet.ts';
import { mailAddress, orNothing, plainText } from './values.ts';

/** What an account is made from. An empty string takes an optional value away. */
export interface AccountInput {
  /** As it will be shown back (R2.3); nothing in it is repaired (R3.6). */
  readonly username: string;
  readonly email?: string | undefined;
  /** The operator vouches that the address is the person's; else it is taken as not verified. */
  readonly emailVerified?: boolean | undefined;
  readonly givenName?: string | undefined;
  readonly familyName?: string | undefined;
  readonly locale?: string | undefined;
  readonly role?: string | undefined;
  /** The first or a new password. With one, an invited account becomes active. */
  readonly password?: string | undefined;
}

/** What may be changed of an account: whatever is given. */
export interface AccountChange extends Omit<AccountInput, 'username'> {
  readonly username?: string | undefined;
  readonly state?: string | undefined;
  /** Whether the person must choose another password at the next sign-in (security.md T1). */
  readonly mustChangePassword?: boolean | undefined;
}

/** What an account can be signed in to by. */
export interface WaysIn {
  readonly password: boolean;
  /** Somebody at the organisation's identity provider is known to be this person. */
  readonly link: boolean;
}

/** Of two names that differ in capitals only, one is an account (R2.2). */
export const TAKEN: Fault = { field: 'username', code: 'taken', detail: 'is in use in this organisation, perhaps with other capitals' };

/** An account before anything is known of the person. `now` is epoch milliseconds. */
export function newAccount(id: string, now: number): Account {
  const names = { username: '', usernameKey: '', organisationId: '' };
  return { id, ...names, emailVerified: false, role: 'candidate', state: 'invited', createdAt: now, updatedAt: now };
}

/**
 * The account after the change, or all that is wrong with it; the password's own rules aside. `has`: whether it will have a
 * password, without which it is still an invitation, or is linked at the organisation's identity provider: only with one of them
 * can it be active.
 */
export function applyAccount(present: Account, change: AccountChange, has: WaysIn): Outcome<Account> {
  const sheet = newSheet();
  const username = sheet.read('username', change.username, present.username, userName);
  const address = sheet.read('email', change.email, presentAddress(present), orNothing(mailAddress));
  const state = sheet.read('state', change.state, implied(present, change), oneOf(['invited', 'active', 'suspended', 'closed']));
  if (change.state === 'active' && !has.password && !has.link)
    sheet.add({
      field: 'state',
      code: 'conflict',
      detail: 'cannot be active without a password, or a link to the organisation’s identity provider',
    });
  if (change.state === 'invited' && has.password)
    sheet.add({ field: 'state', code: 'conflict', detail: 'cannot be invited: the account has a password' });
  return sheet.outcome({
    ...present,
    username,
    usernameKey: foldedKey(username),
    email: address?.text,
    emailKey: address?.key,
    emailVerified: address !== undefined && (change.emailVerified ?? (present.emailVerified && address.text === present.email)),
    givenName: sheet.read('givenName', change.givenName, present.givenName, orNothing(plainText(1, 100))),
    familyName: sheet.read('familyName', change.familyName, present.familyName, orNothing(plainText(1, 100))),
    locale: sheet.read('locale', change.locale, present.locale, orNothing(oneOf(LANGUAGES))),
    role: sheet.read('role', change.role, present.role, oneOf(['candidate', 'contact'])),
    state,
  });
}

function presentAddress({ email, emailKey }: Account) {
  return email === undefined || emailKey === undefined ? undefined : { text: email, key: emailKey };
}

/** An invitation ends when the account gets a password. */
function implied(present: Account, change: AccountChange): Account['state'] {
  return present.state === 'invited' && change.password !== undefined ? 'active' : present.state;
}

function userName(given: string): Reading<string> {
  const fault = usernameFault(given);
  return fault ?? { value: given.normalize('NFC') };
}
