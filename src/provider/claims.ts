import type { AccountClaims, Configuration, Account as LibraryAccount } from 'oidc-provider';
import { fullName, isUsable } from '../domain/accounts/account.ts';
import type { Holder } from '../domain/journeys/ports.ts';
import type { RequestReads } from './request-reads.ts';

/** The organisation's claims: stable id, present short name, shown name (`settled.md` 9). */
export const ORGANISATION_CLAIMS = ['org_id', 'org_portal', 'org_name'] as const;

/**
 * Which claims come with which scope (OIDC Core 5.4). `acr`, `amr` and `auth_time` stand in every ID token, and so does
 * the organisation where `claims()` gives it: an app must never have to guess which portal a person came by.
 */
export const CLAIMS: NonNullable<Configuration['claims']> = {
  openid: ['sub', 'acr', 'amr', 'auth_time', ...ORGANISATION_CLAIMS],
  profile: ['name', 'given_name', 'family_name', 'preferred_username', 'locale', 'updated_at'],
  email: ['email', 'email_verified'],
  organisation: [...ORGANISATION_CLAIMS],
  sid: null,
  iss: null,
};

/** All claims of an account; the library takes from them what scope, request and consent allow. */
function accountClaims({ account, organisation }: Holder, withOrganisation: boolean): AccountClaims {
  return {
    sub: account.id,
    name: fullName(account),
    given_name: account.givenName,
    family_name: account.familyName,
    preferred_username: account.username,
    locale: account.locale ?? organisation.languages.preferred,
    updated_at: Math.floor(account.updatedAt / 1000),
    ...(account.email && { email: account.email, email_verified: account.emailVerified }),
    ...(withOrganisation && { org_id: organisation.id, org_portal: organisation.portal, org_name: organisation.name }),
  };
}

/** An account with its organisation, if both may be used now (security.md 1.20); read with the token where there is one. */
export async function usableAccount(reads: Pick<RequestReads, 'holder'>, id: string): Promise<Holder | undefined> {
  const found = await reads.holder(id);
  return found && isUsable(found.account) && found.organisation.state === 'active' ? found : undefined;
}

/** Looks an account up at every issue and every use: one that may not be used is not found. */
export function findAccount(reads: Pick<RequestReads, 'holder'>): NonNullable<Configuration['findAccount']> {
  return async (ctx, id): Promise<LibraryAccount | undefined> => {
    const found = await usableAccount(reads, id);
    if (!found) return undefined;
    const firstParty = ctx.oidc.client?.['first_party'] === true;
    return {
      accountId: found.account.id,
      username: found.account.username,
      organisationId: found.organisation.id,
      claims: (_use, scope) => accountClaims(found, firstParty || scope.split(' ').includes('organisation')),
    };
  };
}
