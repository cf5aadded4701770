// What an operator changes now and then and every request asks for: remembered for a few seconds, as applications are
// (`clients.ts`). Whether an account and its organisation may be used is read fresh where it counts (`claims.ts`).
import type { Resources } from '../domain/clients/ports.ts';
import type { Organisations } from '../domain/organisations/ports.ts';
import type { Clock } from '../kernel/clock.ts';
import { seconds } from '../kernel/duration.ts';
import { remembering } from '../kernel/memory.ts';

/** How long an organisation or a resource is remembered, in milliseconds: a change is seen after at most this. */
export const RECORD_MEMORY = seconds(5);

/** Organisations behind a short memory. */
export function rememberedOrganisations(
  organisations: Pick<Organisations, 'byId' | 'byPortal'>,
  clock: Clock,
): Pick<Organisations, 'byId' | 'byPortal'> {
  return {
    byId: remembering((id) => organisations.byId(id), clock, RECORD_MEMORY),
    byPortal: remembering((portal) => organisations.byPortal(portal), clock, RECORD_MEMORY),
  };
}

/** Resources behind a short memory. */
export function rememberedResources(resources: Pick<Resources, 'byIndicator'>, clock: Clock): Pick<Resources, 'byIndicator'> {
  return { byIndicator: remembering((indicator) => resources.byIndicator(indicator), clock, RECORD_MEMORY) };
}
