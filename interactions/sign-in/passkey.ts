import type { Accounts } from '../../src/domain/accounts/ports.ts';
import type { Passkeys } from '../../src/domain/factors/ports.ts';
import { provedAccount } from '../../src/domain/journeys/journey.ts';
import type { PageModels } from '../../src/views/models.ts';
import { accountOf } from '../kit/account-of.ts';
import { noFields } from '../kit/fields.ts';
import { action, type Outcome, type Screen } from '../kit/page.ts';
import { askForPasskey, judgePasskey, type PasskeyFormNeeds, passkeyForm, passkeyProblems } from '../kit/passkey.ts';
import { secondHelp } from '../kit/second-step.ts';
import { trustOffer } from '../kit/trust.ts';
import type { FlowVisit } from '../kit/visit.ts';

/** What the screen needs. */
export type PasskeyScreenNeeds = PasskeyFormNeeds & {
  readonly accounts: Pick<Accounts, 'byId'>;
  readonly passkeys: Pick<Passkeys, 'ofAccount'>;
};

/** The second step by one of the account's passkeys. Nothing begins by itself: the person presses a button (ux.md 1.1). */
export function passkeyScreen(needs: PasskeyScreenNeeds): Screen<'passkey'> {
  return {
    way: 'passkey',
    model: (visit) => model(needs, visit),
    actions: {
      submit: action(passkeyForm, (visit: FlowVisit, typed) =>
        judgePasskey(needs, visit, 'second-step', { ...typed, accountId: accountIn(visit) }),
      ),
      cancel: action(noFields, async (): Promise<Outcome> => ({ kind: 'cancelled' })),
    },
  };
}

async function model(needs: PasskeyScreenNeeds, visit: FlowVisit): Promise<PageModels['sign-in/passkey']> {
  const known = await needs.passkeys.ofAccount(accountIn(visit));
  return {
    action: visit.address,
    passkey: askForPasskey(needs, visit, 'second-step', known),
    help: secondHelp(visit, await accountOf(needs, visit)),
    ...trustOffer(visit),
    problems: passkeyProblems(visit),
  };
}

/** Whose second step it is. Throws when nobody has proved anything: then this way is not open. */
function accountIn({ journey }: FlowVisit): string {
  const accountId = provedAccount(journey);
  if (accountId === undefined) throw new Error('a second step without a first');
  return accountId;
}
