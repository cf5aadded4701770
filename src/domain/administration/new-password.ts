import { preparePassword } from '../../kernel/text.ts';
import type { Account } from '../accounts/account.ts';
import { FORMER_KEPT, passwordFaults } from '../credentials/password-rules.ts';
import type { Hasher, PasswordHash } from '../credentials/ports.ts';
import type { Fault } from '../fault.ts';
import type { Organisation } from '../organisations/organisation.ts';

/** Whose new password it is to be. */
export interface PasswordOwner {
  readonly organisation: Organisation;
  readonly person: Pick<Account, 'username' | 'email' | 'givenName' | 'familyName'>;
  /** The current password and the former ones, newest first. */
  readonly earlier: readonly PasswordHash[];
}

/** Everything that is wrong with a new password, at once: length, context words, used before (`settled.md` 23–25). */
export async function newPasswordFaults(hasher: Pick<Hasher, 'verify'>, password: string, owner: PasswordOwner): Promise<Fault[]> {
  const { person, organisation } = owner;
  const mailName = person.email?.split('@')[0];
  const names = [person.username, mailName, person.givenName, person.familyName, organisation.portal, organisation.name].filter(
    (name) => name !== undefined,
  );
  const faults = passwordFaults(password, organisation.policy.passwordLength, names);
  const prepared = preparePassword(password);
  if (typeof prepared === 'object' && (await usedBefore(hasher, prepared.text, owner.earlier))) {
    faults.push({ field: 'password', code: 'used-before', detail: `is the present password or one of the ${FORMER_KEPT} before it` });
  }
  return faults;
}

async function usedBefore(hasher: Pick<Hasher, 'verify'>, prepared: string, earlier: readonly PasswordHash[]): Promise<boolean> {
  for (const hash of earlier.slice(0, FORMER_KEPT + 1)) {
    if (await hasher.verify(hash, [prepared])) return true;
  }
  return false;
}
