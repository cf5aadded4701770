// What people change of their own account without ado: name and language. Anything else has a road of its own.
import { hasOuterBlanks, repairUserName } from '../../kernel/text.ts';
import type { Account } from '../accounts/account.ts';
import type { Accounts } from '../accounts/ports.ts';
import type { AuditContext } from '../audit/events.ts';
import type { Audit } from '../audit/ports.ts';
import type { Language, Organisation } from '../organisations/organisation.ts';

/** What changing writes to, in one transaction. */
export interface ProfilePorts {
  readonly accounts: Pick<Accounts, 'hold' | 'update'>;
  readonly audit: Pick<Audit, 'record'>;
}

/** What changing needs. */
export interface ProfileNeeds {
  readonly work: <T>(step: (ports: ProfilePorts) => Promise<T>) => Promise<T>;
}

/** What was typed; `names` only where the organisation lets people change them. */
export interface OwnProfile {
  readonly names?: { readonly givenName: string; readonly familyName: string } | undefined;
  readonly locale: Language;
}

/** Whose it is, where and when (epoch milliseconds). */
export interface OfWhom {
  readonly organisation: Organisation;
  readonly account: Pick<Account, 'id'>;
  readonly audit: Pick<AuditContext, 'address'>;
  readonly now: number;
}

/** The most characters (code points) of a given or family name. */
export const NAME_MOST = 100;

/** A typed name as it is kept: nothing hidden in it, single blanks, no blank at its ends. Undefined for one that is too long. */
export function repairName(typed: string): string | undefined {
  const { text } = repairUserName(typed);
  return [...text].length > NAME_MOST || hasOuterBlanks(text) ? undefined : text;
}

/** Stores what is different, and says in the audit log which fields that were. Returns whether anything was. */
export async function changeProfile(
  needs: ProfileNeeds,
  wanted: OwnProfile,
  { organisation, account, audit, now }: OfWhom,
): Promise<boolean> {
  return needs.work(async (ports) => {
    const present = await ports.accounts.hold(account.id);
    if (!present) return false;
    const { names, locale } = wanted;
    const changed = {
      ...(names && { givenName: names.givenName || undefined, familyName: names.familyName || undefined }),
      locale,
    };
    const fields = Object.entries(changed).flatMap(([field, value]) => (present[field as keyof typeof changed] === value ? [] : [field]));
    if (fields.length === 0) return false;
    await ports.accounts.update({ ...present, ...changed, updatedAt: now });
    const whom = { organisation: organisation.id, account: account.id, actor: 'person', ...audit } as const;
    await ports.audit.record({ event: 'account.changed', fields, ...whom, at: now });
    return true;
  });
}
