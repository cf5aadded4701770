import type { Account } from '../accounts/account.ts';
import type { Deed, TwoStepChange } from '../mail/mails.ts';
import type { Outbox } from '../mail/ports.ts';
import type { Organisation } from '../organisations/organisation.ts';
import { letterTo } from './ask.ts';
import { isReachable } from './recipients.ts';

/** Tells the owner that something of the two-step verification is different now (R14.7, security.md 1.19); in the transaction that stores it. */
export async function noticeTwoStep(
  outbox: Pick<Outbox, 'post'>,
  { organisation, account }: { readonly organisation: Organisation; readonly account: Account },
  change: TwoStepChange,
  changed: Deed,
): Promise<void> {
  if (isReachable(account)) await outbox.post(letterTo(organisation, account, { kind: 'two-step', change, changed }), changed.at);
}
