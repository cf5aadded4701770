import type { Accounts } from '../../src/domain/accounts/ports.ts';
import type { Passkeys } from '../../src/domain/factors/ports.ts';
import { type Journey, withChange, withProof } from '../../src/domain/journeys/journey.ts';
import { addPasskey, type PasskeyAdded, type PasskeyAddNeeds } from '../../src/domain/journeys/own-passkeys.ts';
import { assertNever } from '../../src/kernel/never.ts';
import type { PageModels } from '../../src/views/models.ts';
import { accountOf } from '../kit/account-of.ts';
import { refusedCode } from '../kit/code-problems.ts';
import { changeIn, enrolmentActions, enrolmentView } from '../kit/enrolling.ts';
import { action, type Outcome, type Screen } from '../kit/page.ts';
import { askForPasskey, ownerView, type PasskeyFormNeeds, passkeyForm, passkeyProblems, useOf } from '../kit/passkey.ts';
import type { FlowVisit } from '../kit/visit.ts';
import { type WordOfEndNeeds, withWordOfEnd } from '../kit/word-of-end.ts';

/** What the screen needs. */
export type EnrolPasskeyNeeds = PasskeyAddNeeds &
  WordOfEndNeeds &
  Pick<PasskeyFormNeeds, 'ceremonies'> & {
    readonly accounts: Pick<Accounts, 'byId'>;
    readonly passkeys: Pick<Passkeys, 'ofAccount'>;
  };

/** A passkey is made in the middle of a sign-in: the organisation or the application asks for one (R14.1). */
export function enrolPasskeyScreen(needs: EnrolPasskeyNeeds): Screen<'enrol-passkey'> {
  return {
    way: 'enrol-passkey',
    model: (visit) => model(needs, visit),
    actions: {
      submit: action(passkeyForm, (visit: FlowVisit, { answer }) => submit(needs, visit, answer)),
      ...enrolmentActions,
    },
  };
}

async function model(needs: EnrolPasskeyNeeds, visit: FlowVisit): Promise<PageModels['sign-in/enrol-passkey']> {
  const { organisation, address } = visit;
  const account = await accountOf(needs, visit);
  return {
    action: address,
    passkey: { ...askForPasskey(needs, visit, 'add', await needs.passkeys.ofAccount(account.id)), ...ownerView(organisation, account) },
    ...enrolmentView(visit, { method: 'app', way: 'enrol-totp' }),
    problems: passkeyProblems(visit),
  };
}

async function submit(needs: EnrolPasskeyNeeds, visit: FlowVisit, answer: string): Promise<Outcome> {
  const { apps, passkeys } = visit.demand.twoStep;
  const change = await changeIn(visit, await accountOf(needs, visit));
  const first = apps.length + passkeys.length === 0;
  const asked = { ...change, answer, use: useOf(visit, 'add'), name: '', first };
  const added = await withWordOfEnd(needs, change, () => addPasskey(needs, asked));
  return outcomeOf(added, visit.journey);
}

function outcomeOf(added: PasskeyAdded, journey: Journey): Outcome {
  switch (added.kind) {
    case 'added':
      return { kind: 'proceed', journey: withProof(withChange(journey), added.proof) };
    case 'full':
      // Somebody was first in another browser: this sign-in begins anew.
      return { kind: 'proceed', journey };
    case 'old':
      return { kind: 'retry', shown: refusedCode('passkey-old') };
    case 'refused':
    case 'name-long':
      return { kind: 'retry', shown: refusedCode('passkey-not-made') };
    default:
      return assertNever(added);
  }
}
