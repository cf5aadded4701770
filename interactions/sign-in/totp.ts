import * as v from '@badrap/valita';
import type { Accounts } from '../../src/domain/accounts/ports.ts';
import { withProof } from '../../src/domain/journeys/journey.ts';
import { type AppProofNeeds, proveByApp } from '../../src/domain/journeys/prove-by-app.ts';
import { accountOf } from '../kit/account-of.ts';
import { codeRefused } from '../kit/app-code.ts';
import { shownCodeProblems } from '../kit/code-problems.ts';
import { noFields, text } from '../kit/fields.ts';
import { action, type Outcome, type Screen } from '../kit/page.ts';
import { secondHelp } from '../kit/second-step.ts';
import { trustField, trustOffer } from '../kit/trust.ts';
import type { FlowVisit } from '../kit/visit.ts';

/** What the screen needs. */
export type TotpNeeds = AppProofNeeds & { readonly accounts: Pick<Accounts, 'byId'> };

const form = v.object({ code: text, trust: trustField });

/** A code of the authenticator app (ux.md 1.8). */
export function totpScreen(needs: TotpNeeds): Screen<'totp'> {
  return {
    way: 'totp',
    model: async (visit) => ({
      action: visit.address,
      help: secondHelp(visit, await accountOf(needs, visit)),
      ...trustOffer(visit),
      problems: shownCodeProblems(visit),
    }),
    actions: {
      submit: action(form, (visit: FlowVisit, typed: v.Infer<typeof form>) => submit(needs, visit, typed)),
      cancel: action(noFields, async (): Promise<Outcome> => ({ kind: 'cancelled' })),
    },
  };
}

async function submit(needs: TotpNeeds, visit: FlowVisit, { code, trust }: v.Infer<typeof form>): Promise<Outcome> {
  const { organisation, journey, flow, network, now } = visit;
  const account = await accountOf(needs, visit);
  const audit = { client: flow.clientId, trace: flow.uid, address: network };
  const verdict = await proveByApp(needs, { organisation, account, typed: code, audit, now });
  if (verdict.kind !== 'right') return codeRefused(verdict);
  return { kind: 'proceed', journey: withProof(journey, verdict.proof), trust: trust !== '' };
}
