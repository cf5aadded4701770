import { z } from 'zod';
import type { Accounts } from '../../src/domain/accounts/ports.ts';
import type { Passkeys } from '../../src/domain/factors/ports.ts';
import { type Journey, withProof } from '../../src/domain/journeys/journey.ts';
import { addPasskey, type PasskeyAdded, type PasskeyAddNeeds } from '../../src/domain/journeys/own-passkeys.ts';
import { assertNever } from '../../src/kernel/never.ts';
import type { PageModels } from '../../src/views/models.ts';
import { accountOf } from '../kit/account-of.ts';
import { refusedCode } from '../kit/code-problems.ts';
import { action, type Outcome, type Screen } from '../kit/page.ts';
import { askForPasskey, ownerView, type PasskeyFormNeeds, passkeyForm, passkeyProblems, useOf } from '../kit/passkey.ts';
import type { FlowVisit } from '../kit/visit.ts';

/** What the screen needs. */
export type EnrolPasskeyNeeds = PasskeyAddNeeds &
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
      // Who cannot wait stays here: the step is still needed.
      later: action(z.object({}), async ({ journey }: FlowVisit): Promise<Outcome> => {
        return { kind: 'proceed', journey: { ...journey, putOff: true, shown: undefined } };
      }),
      cancel: action(z.object({}), async (): Promise<Outcome> => ({ kind: 'cancelled' })),
    },
  };
}

async function model(needs: EnrolPasskeyNeeds, visit: FlowVisit): Promise<PageModels['sign-in/enrol-passkey']> {
  const { organisation, demand, address } = visit;
  const account = await accountOf(needs, visit);
  const enrol = demand.second.kind === 'enrol' ? demand.second : undefined;
  return {
    action: address,
    passkey: { ...askForPasskey(needs, visit, 'add', await needs.passkeys.ofAccount(account.id)), ...ownerView(organisation, account) },
    ...(enrol?.methods.includes('app') && { otherHref: `${address.slice(0, address.lastIndexOf('/'))}/enrol-totp` }),
    mayWait: enrol?.mayWait ?? false,
    problems: passkeyProblems(visit),
  };
}

async function submit(needs: EnrolPasskeyNeeds, visit: FlowVisit, answer: string): Promise<Outcome> {
  const { organisation, journey, flow, demand, network, device, now } = visit;
  const account = await accountOf(needs, visit);
  const own = await visit.ownSession();
  const added = await addPasskey(needs, {
    organisation,
    account,
    facts: demand.twoStep,
    kept: own?.accountId === account.id ? own : undefined,
    audit: { client: flow.clientId, trace: flow.uid, address: network },
    device,
    answer,
    use: useOf(visit, 'add'),
    name: '',
    first: demand.twoStep.apps.length + demand.twoStep.passkeys.length === 0,
    now,
  });
  return outcomeOf(added, journey);
}

function outcomeOf(added: PasskeyAdded, journey: Journey): Outcome {
  switch (added.kind) {
    case 'added':
      return { kind: 'proceed', journey: withProof(journey, added.proof) };
    case 'full':
      // What is asked now is what was set up elsewhere meanwhile.
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
