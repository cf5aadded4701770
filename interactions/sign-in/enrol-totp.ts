import * as v from '@badrap/valita';
import type { Accounts } from '../../src/domain/accounts/ports.ts';
import { inGroups } from '../../src/domain/factors/app.ts';
import { type Journey, withChange, withProof } from '../../src/domain/journeys/journey.ts';
import { type AppConfirmed, type AppSetUpNeeds, appToSetUp, confirmApp } from '../../src/domain/journeys/set-up-app.ts';
import { assertNever } from '../../src/kernel/never.ts';
import type { PageModels } from '../../src/views/models.ts';
import { accountOf } from '../kit/account-of.ts';
import { wrongCode } from '../kit/app-code.ts';
import { refusedCode, shownCodeProblems } from '../kit/code-problems.ts';
import { changeIn, enrolmentActions, enrolmentView } from '../kit/enrolling.ts';
import { text } from '../kit/fields.ts';
import { action, type Outcome, type Screen } from '../kit/page.ts';
import type { FlowVisit } from '../kit/visit.ts';
import { type WordOfEndNeeds, withWordOfEnd } from '../kit/word-of-end.ts';

/** What the screen needs. */
export type EnrolTotpNeeds = AppSetUpNeeds & WordOfEndNeeds & { readonly accounts: Pick<Accounts, 'byId'> };

const form = v.object({ code: text });

/** An authenticator app is set up in the middle of a sign-in: the organisation asks for a second step (ux.md 1.9). */
export function enrolTotpScreen(needs: EnrolTotpNeeds): Screen<'enrol-totp'> {
  return {
    way: 'enrol-totp',
    model: (visit) => model(needs, visit),
    actions: {
      submit: action(form, (visit: FlowVisit, typed: v.Infer<typeof form>) => submit(needs, visit, typed.code)),
      ...enrolmentActions,
    },
  };
}

async function model(needs: EnrolTotpNeeds, visit: FlowVisit): Promise<PageModels['sign-in/enrol-totp']> {
  const { organisation, flow, now } = visit;
  const account = await accountOf(needs, visit);
  const { key, address } = await appToSetUp(needs, { organisation, account, place: flow.uid, now });
  return {
    action: visit.address,
    username: account.username,
    key: inGroups(key),
    address,
    ...enrolmentView(visit, { method: 'passkey', way: 'enrol-passkey' }),
    problems: shownCodeProblems(visit),
  };
}

async function submit(needs: EnrolTotpNeeds, visit: FlowVisit, typed: string): Promise<Outcome> {
  const change = await changeIn(visit, await accountOf(needs, visit));
  const asked = { ...change, place: visit.flow.uid, typed, name: '', first: true };
  const confirmed = await withWordOfEnd(needs, change, () => confirmApp(needs, asked));
  return outcomeOf(confirmed, visit.journey);
}

function outcomeOf(confirmed: AppConfirmed, journey: Journey): Outcome {
  switch (confirmed.kind) {
    case 'added':
      return { kind: 'proceed', journey: withProof(withChange(journey), confirmed.proof) };
    case 'full':
      // Somebody was first in another browser: this sign-in begins anew.
      return { kind: 'proceed', journey };
    case 'over':
      return { kind: 'retry', shown: refusedCode('set-up-over') };
    case 'empty':
      return { kind: 'retry', shown: refusedCode('otp-missing') };
    case 'malformed':
      return { kind: 'retry', shown: refusedCode('otp-length', { digits: confirmed.length }) };
    case 'wrong':
      return { kind: 'retry', shown: wrongCode(journey.shown?.problems.includes('otp-wrong') ?? false) };
    default:
      return assertNever(confirmed);
  }
}
