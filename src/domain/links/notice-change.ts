import type { Account } from '../accounts/account.ts';
import type { Deed } from '../mail/mails.ts';
import type { Outbox } from '../mail/ports.ts';
import { mustUseSingleSignOn, type Organisation } from '../organisations/organisation.ts';
import { letterTo } from './ask.ts';
import { isReachable } from './recipients.ts';

/** Tells the owner that the password is another one now (R4.5, security.md 1.19); in the transaction that stores it. Who has no password here is told of none (R13.7). */
export async function noticeChange(
  outbox: Pick<Outbox, 'post'>,
  organisation: Organisation,
  account: Account,
  changed: Deed,
): Promise<void> {
  if (isReachable(account) && !mustUseSingleSignOn(organisation, account))
    await outbox.post(letterTo(organisation, account, { kind: 'password-changed', changed }), changed.at);
}
