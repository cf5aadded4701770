// Sparing a browser the second step (R14.6): what the screens of the second step offer.
import type { TrustOffer } from '../../src/views/form-models.ts';
import { text } from './fields.ts';
import type { FlowVisit } from './visit.ts';

/** The field of the box, for the form of a screen that shows it: empty unless it was ticked. */
export const trustField = text;

/**
 * The offer, where the organisation makes it and this sign-in takes a trusted browser for a second step: nothing for contact
 * persons, and nothing where the application itself asks for two steps. To be spread into the page's model.
 */
export function trustOffer({ organisation, demand }: Pick<FlowVisit, 'organisation' | 'demand'>): { readonly trust?: TrustOffer } {
  const days = organisation.policy.trustedBrowserDays;
  return demand.second.kind === 'prove' && demand.second.skippable && days > 0 ? { trust: { days } } : {};
}
