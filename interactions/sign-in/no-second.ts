import type { Accounts } from '../../src/domain/accounts/ports.ts';
import type { PageModels } from '../../src/views/models.ts';
import { accountOf } from '../kit/account-of.ts';
import { noFields } from '../kit/fields.ts';
import { action, type Outcome, type Screen } from '../kit/page.ts';
import type { FlowVisit } from '../kit/visit.ts';

/** What the screen needs. */
export interface NoSecondNeeds {
  readonly accounts: Pick<Accounts, 'byId'>;
}

/**
 * A second step is asked, and this account can neither prove nor set up one: there is no address to mail a code to, or none
 * of what is allowed is strong enough. Says who can help; once somebody has, the sign-in goes on from here (R14.1).
 */
export function noSecondScreen(needs: NoSecondNeeds): Screen<'no-second'> {
  return {
    way: 'no-second',
    model: (visit) => model(needs, visit),
    actions: {
      submit: action(noFields, async ({ journey }: FlowVisit): Promise<Outcome> => ({ kind: 'proceed', journey })),
      cancel: action(noFields, async (): Promise<Outcome> => ({ kind: 'cancelled' })),
    },
  };
}

async function model(needs: NoSecondNeeds, visit: FlowVisit): Promise<PageModels['sign-in/no-second']> {
  const { username } = await accountOf(needs, visit);
  const asks = visit.flow.strength === 'none' ? 'organisation' : 'app';
  return { action: visit.address, username, asks, appName: visit.client.name };
}
