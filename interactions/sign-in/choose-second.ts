import * as v from '@badrap/valita';
import type { Accounts } from '../../src/domain/accounts/ports.ts';
import { secondChoices } from '../../src/domain/journeys/sign-in.ts';
import { maskedAddress } from '../../src/kernel/text.ts';
import type { PageModels } from '../../src/views/models.ts';
import { accountOf } from '../kit/account-of.ts';
import { noFields, text } from '../kit/fields.ts';
import { action, type Outcome, type Screen } from '../kit/page.ts';
import { secondHelp } from '../kit/second-step.ts';
import type { FlowVisit } from '../kit/visit.ts';

/** What the screen needs. */
export interface ChooseSecondNeeds {
  readonly accounts: Pick<Accounts, 'byId'>;
}

const form = v.object({ way: text });

/** In which way the second step is answered (ux.md 1.8): a press of a button, for one of them has a mail sent. */
export function chooseSecondScreen(needs: ChooseSecondNeeds): Screen<'choose-second'> {
  return {
    way: 'choose-second',
    model: (visit) => model(needs, visit),
    actions: {
      submit: action(form, async (visit: FlowVisit, typed): Promise<Outcome> => chosen(visit, typed.way)),
      cancel: action(noFields, async (): Promise<Outcome> => ({ kind: 'cancelled' })),
    },
  };
}

async function model(needs: ChooseSecondNeeds, visit: FlowVisit): Promise<PageModels['sign-in/choose-second']> {
  const account = await accountOf(needs, visit);
  const choices = secondChoices(visit.demand.second).map(({ way }) =>
    way === 'mail' && account.email !== undefined ? { way, maskedEmail: maskedAddress(account.email) } : { way },
  );
  const problems = (visit.journey.shown?.problems ?? []).filter((code) => code === 'choice-missing');
  return {
    action: visit.address,
    choices,
    problems: problems.map((code) => ({ code, fields: ['choices'] })),
    help: secondHelp(visit, account),
  };
}

function chosen({ demand }: FlowVisit, wanted: string): Outcome {
  const choice = secondChoices(demand.second).find(({ way }) => way === wanted);
  if (choice) return { kind: 'turn', way: choice.screen };
  return { kind: 'retry', shown: { problems: ['choice-missing'], username: '', repaired: false } };
}
