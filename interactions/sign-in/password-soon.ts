import type { Passwords } from '../../src/domain/credentials/password.ts';
import { provedAccount, withWarning } from '../../src/domain/journeys/journey.ts';
import type { PageModels } from '../../src/views/models.ts';
import { noFields } from '../kit/fields.ts';
import { action, type Outcome, type Screen } from '../kit/page.ts';
import type { FlowVisit } from '../kit/visit.ts';

/** What the screen needs. */
export interface PasswordSoonNeeds {
  readonly passwords: Pick<Passwords, 'warned'>;
}

/** The password expires soon: now or later? Asked 14, 7 and 1 days ahead, each once, and never in anybody's way (R13.1). */
export function passwordSoonScreen(needs: PasswordSoonNeeds): Screen<'password-soon'> {
  return {
    way: 'password-soon',
    model: async (visit) => model(visit),
    actions: {
      submit: action(
        noFields,
        async (): Promise<Outcome> => ({ kind: 'retry', shown: { problems: ['choice-missing'], username: '', repaired: false } }),
      ),
      renew: action(noFields, (visit: FlowVisit) => answer(needs, visit, 'renew')),
      later: action(noFields, (visit: FlowVisit) => answer(needs, visit, 'later')),
    },
  };
}

function model({ address, demand, journey }: FlowVisit): PageModels['sign-in/password-soon'] {
  const { renewal } = demand;
  if (renewal.kind !== 'soon') throw new Error('nothing is to be announced');
  const problems = (journey.shown?.problems ?? []).map((code) => ({ code, fields: ['renew'] }));
  return { action: address, days: renewal.days, at: renewal.at, repaired: journey.shown?.repaired ?? false, problems };
}

async function answer(needs: PasswordSoonNeeds, { journey, demand }: FlowVisit, wish: 'renew' | 'later'): Promise<Outcome> {
  const accountId = provedAccount(journey);
  const { renewal, passwordChosenAt } = demand;
  if (accountId !== undefined && passwordChosenAt !== undefined && renewal.kind === 'soon')
    await needs.passwords.warned(accountId, passwordChosenAt, renewal.warning);
  return { kind: 'proceed', journey: withWarning(journey, wish) };
}
