import { type Account, fullName } from '../../src/domain/accounts/account.ts';
import type { Asked } from '../../src/domain/journeys/flow.ts';
import type { ConsentItem } from '../../src/views/models.ts';

/** What an application is given, in plain words with the actual values (ux.md 1.11). */
export function consentItems(
  asked: Asked,
  account: Account,
  organisationName: string,
): readonly { readonly key: ConsentItem; readonly value?: string }[] {
  const wants = (scope: string, ...claims: string[]) =>
    asked.scopes.includes(scope) || claims.some((claim) => asked.claims.includes(claim));
  const all: (readonly [boolean, ConsentItem, string | undefined])[] = [
    [wants('openid'), 'openid', undefined],
    [wants('profile', 'name', 'given_name', 'family_name', 'preferred_username', 'locale', 'updated_at'), 'profile', fullName(account)],
    [wants('email', 'email', 'email_verified'), 'email', account.email],
    [wants('organisation', 'org_id', 'org_name', 'org_portal'), 'organisation', organisationName],
    [wants('offline_access'), 'offline', undefined],
    ...Object.keys(asked.resources).map((indicator) => [true, 'resource', indicator] as const),
  ];
  return all.flatMap(([wanted, key, value]) => (wanted ? [{ key, ...(value && { value }) }] : []));
}
