import type { Connections } from '../../src/domain/federation/ports.ts';
import type { SingleSignOnRefusal } from '../../src/domain/federation/visit.ts';
import type { PageModels, SingleSignOnFailure } from '../../src/views/models.ts';
import { noFields } from '../kit/fields.ts';
import { action, type Outcome, type Screen } from '../kit/page.ts';
import type { FlowVisit } from '../kit/visit.ts';
import { wayOf } from '../kit/way-address.ts';

/** What the screen needs. */
export interface SingleSignOnScreenNeeds {
  readonly connections: Pick<Connections, 'ofOrganisation'>;
}

/** What each comes to in words. */
const BECAUSE: Readonly<Record<SingleSignOnRefusal, SingleSignOnFailure>> = {
  cancelled: 'cancel',
  'no-account': 'noAccount',
  blocked: 'blocked',
  down: 'down',
  config: 'config',
  'wrong-person': 'wrongUser',
};

/** Who tries again is sent back at once by a provider where they are signed in: with a shared computer, as the other one. */
const AS_SOMEBODY: ReadonlySet<SingleSignOnRefusal> = new Set(['no-account', 'blocked', 'wrong-person']);

/**
 * The button to the organisation's own identity provider, and what is said when one came back from there without success (ux.md
 * 1.10). It is a property of the portal, and nothing on it depends on whether an account exists (security.md T14).
 */
export function singleSignOnScreen(needs: SingleSignOnScreenNeeds): Screen<'sso'> {
  return {
    way: 'sso',
    model: (visit) => model(needs, visit),
    actions: {
      submit: action(noFields, async (): Promise<Outcome> => ({ kind: 'away' })),
      cancel: action(noFields, async (): Promise<Outcome> => ({ kind: 'cancelled' })),
    },
  };
}

async function model(needs: SingleSignOnScreenNeeds, visit: FlowVisit): Promise<PageModels['sign-in/sso']> {
  const { organisation, journey, demand, client } = visit;
  const connection = await needs.connections.ofOrganisation(organisation.id);
  const refusal = journey.shown?.singleSignOn;
  const hasSheet = demand.firstWays.includes('password') && !demand.bySingleSignOn;
  return {
    action: visit.address,
    idpName: connection?.name ?? organisation.name,
    appName: client.name,
    ...(refusal && {
      failed: {
        because: BECAUSE[refusal.because],
        reference: refusal.reference,
        at: refusal.at,
        ...(refusal.because === 'wrong-person' && { ssoUser: refusal.person ?? '' }),
        ...(AS_SOMEBODY.has(refusal.because) && connection?.logOutUrl && { logOutHref: connection.logOutUrl }),
      },
    }),
    ...(hasSheet && { passwordHref: wayOf(visit, 'password') }),
  };
}
