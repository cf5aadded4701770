import { type ActingOnAccounts, addAccount, findAccount } from '../src/domain/administration/accounts.ts';
import { type ActingOnInvitations, inviteAccount } from '../src/domain/administration/invitations.ts';
import type { Store } from '../src/domain/ports.ts';
import { ORGANISATIONS } from './organisations.ts';
import { granted } from './seed.ts';

/** What inviting works with. */
export interface InvitingNeeds {
  readonly store: Store;
  readonly acting: ActingOnAccounts & ActingOnInvitations;
}

const SOMEBODY = { givenName: 'Noor', familyName: 'Visser', email: 'noor.visser@mail.example', locale: 'nl' };

/**
 * Invites somebody at each start, so that the mailbox has a mail to begin with. Who has activated stays as they are; the next
 * of that name is invited then.
 */
export async function inviteSomebody({ store, acting }: InvitingNeeds): Promise<void> {
  const [organisation] = ORGANISATIONS;
  if (!organisation) throw new Error('the demo has no organisation');
  const { portal, contactName: invitedBy } = organisation;
  for (let number = 1; ; number += 1) {
    const username = `Noor.Visser${number > 1 ? number : ''}`;
    const account =
      (await findAccount(store.ports, portal, username)) ?? granted(await addAccount(acting, portal, { ...SOMEBODY, username }));
    if (account.state !== 'invited') continue;
    granted(await inviteAccount(acting, account.id, { invitedBy, again: true }));
    return;
  }
}
