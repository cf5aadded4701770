import * as v from '@badrap/valita';
import type { Accounts } from '../../src/domain/accounts/ports.ts';
import { withProof } from '../../src/domain/journeys/journey.ts';
import { proveByRecovery, type RecoveryProofNeeds } from '../../src/domain/journeys/prove-by-recovery.ts';
import { accountOf } from '../kit/account-of.ts';
import { codeRefused } from '../kit/app-code.ts';
import { refusedCode, shownCodeProblems } from '../kit/code-problems.ts';
import { noFields, text } from '../kit/fields.ts';
import { action, type Outcome, type Screen } from '../kit/page.ts';
import { secondHelp } from '../kit/second-step.ts';
import type { FlowVisit } from '../kit/visit.ts';

/** What the screen needs. */
export type RecoveryCodeNeeds = RecoveryProofNeeds & { readonly accounts: Pick<Accounts, 'byId'> };

const form = v.object({ code: text });

/** A recovery code, for who has lost the phone (ux.md 1.9). Never the first way. */
export function recoveryCodeScreen(needs: RecoveryCodeNeeds): Screen<'recovery-code'> {
  return {
    way: 'recovery-code',
    model: async (visit) => ({
      action: visit.address,
      problems: shownCodeProblems(visit),
      help: secondHelp(visit, await accountOf(needs, visit)),
    }),
    actions: {
      submit: action(form, (visit: FlowVisit, typed: v.Infer<typeof form>) => submit(needs, visit, typed.code)),
      cancel: action(noFields, async (): Promise<Outcome> => ({ kind: 'cancelled' })),
    },
  };
}

async function submit(needs: RecoveryCodeNeeds, visit: FlowVisit, typed: string): Promise<Outcome> {
  const { organisation, journey, flow, network, device, now } = visit;
  const account = await accountOf(needs, visit);
  const audit = { client: flow.clientId, trace: flow.uid, address: network };
  const verdict = await proveByRecovery(needs, { organisation, account, typed, device, audit, now });
  if (verdict.kind === 'right') return { kind: 'proceed', journey: withProof(journey, verdict.proof) };
  if (verdict.kind === 'wrong' || verdict.kind === 'malformed') return { kind: 'retry', shown: refusedCode('recovery-wrong') };
  return codeRefused(verdict);
}
