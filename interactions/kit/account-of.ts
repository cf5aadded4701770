import type { Account } from '../../src/domain/accounts/account.ts';
import type { Accounts } from '../../src/domain/accounts/ports.ts';
import { provedAccount } from '../../src/domain/journeys/journey.ts';
import type { FlowVisit } from './visit.ts';

/** Whose sign-in it is, in a step after the first. Throws when nobody has proved anything, or the account is gone. */
export async function accountOf(needs: { readonly accounts: Pick<Accounts, 'byId'> }, { journey }: FlowVisit): Promise<Account> {
  const account = await needs.accounts.byId(provedAccount(journey) ?? '');
  if (!account) throw new Error('the account of this journey is gone');
  return account;
}
