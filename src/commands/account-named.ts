import type { Account } from '../domain/accounts/account.ts';
import { findAccount } from '../domain/administration/accounts.ts';
import type { Answer, Call } from './command.ts';
import type { Installation } from './installation.ts';

/** Does something with the account that the words `PORTAL USERNAME` name; a fault where there is none. */
export async function named(call: Call, act: (installation: Installation, account: Account) => Promise<Answer>): Promise<Answer> {
  const [portal = '', username = ''] = call.given.words;
  const installation = await call.open();
  const found = await findAccount(installation.store.ports, portal, username);
  return found ? act(installation, found) : { faults: [{ field: 'account', code: 'unknown', detail: `is not a user name in ${portal}` }] };
}
