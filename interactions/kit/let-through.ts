import type { TwoSteps } from '../../src/domain/factors/ports.ts';
import { twoStepRules } from '../../src/domain/organisations/organisation.ts';
import type { Ports } from '../../src/domain/ports.ts';
import { accountOf } from './account-of.ts';
import type { FlowVisit } from './visit.ts';

/** What counting needs. */
export interface LetThroughNeeds extends Pick<Ports, 'accounts'> {
  readonly twoSteps: Pick<TwoSteps, 'useGrace'>;
}

/**
 * Whether a sign-in in which nothing is left to do may end. One that put off setting up a second factor is counted here, in
 * one statement, so that of many at once no more get through than the policy grants (R14.1); before the day from which one
 * must be set up nothing is counted.
 */
export async function mayEnd(needs: LetThroughNeeds, visit: FlowVisit): Promise<boolean> {
  if (visit.demand.second.kind !== 'enrol') return true;
  const { id, role } = await accountOf(needs, visit);
  const rules = twoStepRules(visit.organisation, role, visit.flow.clientId);
  return visit.now < rules.from || needs.twoSteps.useGrace(id, rules.graceSignIns);
}
