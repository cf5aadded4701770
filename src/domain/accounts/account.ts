// Accounts: one person's sign-in in one organisation. The same person in two organisations is two accounts, with no
// relation between them (R1.4). Owns what an account is; never knows a password, a session or a client.
import type { Language, Organisation } from '../organisations/organisation.ts';

/** `invited`: made, never signed in. `suspended` and `closed`: refused at issue and at use of everything (security.md 1.20). */
export type AccountState = 'invited' | 'active' | 'suspended' | 'closed';

/** `contact` may help the others of its own organisation. */
export type Role = 'candidate' | 'contact';

/** A person's sign-in in one organisation. `id` is the `sub` of every token and is never given out again. */
export interface Account {
  readonly id: string;
  readonly organisationId: string;
  /** As registered; always shown back so (R2.3). */
  readonly username: string;
  /** Folded form, unique in the organisation and the key of every counter (R2.2, R3.4). */
  readonly usernameKey: string;
  readonly email?: string | undefined;
  readonly emailKey?: string | undefined;
  readonly emailVerified: boolean;
  readonly givenName?: string | undefined;
  readonly familyName?: string | undefined;
  readonly locale?: Language | undefined;
  readonly role: Role;
  readonly state: AccountState;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** The name people are greeted with; the user name where no other is known. */
export function fullName(account: Pick<Account, 'givenName' | 'familyName' | 'username'>): string {
  return [account.givenName, account.familyName].filter(Boolean).join(' ') || account.username;
}

/** The language that mail to the account is written in: its own where the organisation speaks that, else the organisation's (R9.4). */
export function mailLanguage({ locale }: Pick<Account, 'locale'>, { languages }: Pick<Organisation, 'languages'>): Language {
  return locale && languages.allowed.includes(locale) ? locale : languages.preferred;
}

/** Names that may not stand in the account's password (`settled.md` 24): the person's own and those of the organisation. */
export function namesAround(
  person: Pick<Account, 'username' | 'email' | 'givenName' | 'familyName'>,
  organisation: Pick<Organisation, 'portal' | 'name'>,
): string[] {
  const { username, email, givenName, familyName } = person;
  const names = [username, email?.split('@')[0], givenName, familyName, organisation.portal, organisation.name];
  return names.filter((name) => name !== undefined);
}

/** Whether the account may be signed in to at all, and its tokens used. */
export function isUsable(account: Pick<Account, 'state'>): boolean {
  return account.state === 'active';
}
