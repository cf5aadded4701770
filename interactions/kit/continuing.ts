import { type Demand, demandOfNobody } from '../../src/domain/journeys/demand.ts';
import type { Journey } from '../../src/domain/journeys/journey.ts';
import type { ProvedSessions } from '../../src/domain/journeys/ports.ts';
import type { SessionLife } from '../../src/domain/journeys/session-life.ts';
import { continuing, isStepUp, mayEnrol } from '../../src/domain/journeys/step-up.ts';
import type { FlowVisit } from './visit.ts';

/** What beginning a journey needs. */
export interface ContinuingNeeds {
  readonly sessions: Pick<ProvedSessions, 'find'>;
  readonly sessionLife: SessionLife;
}

/**
 * A journey that nothing was done in yet, with what is asked in it: one that only asks for more begins with what the session
 * was proved by. Where a factor would be added on those proofs and they are old, it begins with none. At most one read
 * besides that of the demand.
 */
export async function begunJourney(
  needs: ContinuingNeeds,
  { flow, organisation, now }: Pick<FlowVisit, 'flow' | 'organisation' | 'now'>,
  begun: Journey,
  demandOf: (journey: Journey) => Promise<Demand>,
): Promise<{ readonly journey: Journey; readonly demand: Demand }> {
  if (flow.session === undefined || flow.prompt !== 'login' || !isStepUp(flow.reasons))
    return { journey: begun, demand: await demandOf(begun) };
  const session = await needs.sessions.find(flow.session);
  const journey = continuing(begun, session?.accountId === flow.accountId ? session : undefined, needs.sessionLife, now);
  const demand = await demandOf(journey);
  return demand.second.kind === 'enrol' && !mayEnrol(journey.proofs, now)
    ? { journey: begun, demand: demandOfNobody(organisation) }
    : { journey, demand };
}
