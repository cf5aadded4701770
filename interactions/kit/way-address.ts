import type { FlowVisit } from './visit.ts';

/**
 * The address of a way of a sign-in, or its bare one. Under the portal's name as it stands in this address: the flow's cookie is
 * bound to it, even when the portal gets another.
 */
export function wayOf(visit: Pick<FlowVisit, 'address'>, way?: string): string {
  const flowAddress = visit.address.split('/', 4).join('/');
  return way === undefined ? flowAddress : `${flowAddress}/${way}`;
}

/** Where what the portal's other pages are to know is left. */
export function portalPlace(visit: Pick<FlowVisit, 'address'>): string {
  return visit.address.split('/', 2).join('/');
}
