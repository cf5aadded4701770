// Recovery: what a person can do who forgot something. Before the product sends mail, both pages name whom to ask
// (`settled.md` 43).
import type { Page } from '../kit/page.ts';
import type { PortalVisit } from '../kit/visit.ts';

/** `/<portal>/forgot-password`. */
export const forgotPasswordPage: Page<PortalVisit, 'recovery/forgot-password'> = {
  address: '/:portal/forgot-password',
  template: 'recovery/forgot-password',
  load: async (visit) => ({ kind: 'page', model: { signInHref: `/${visit.organisation.portal}` } }),
};

/** `/<portal>/forgot-username`. */
export const forgotUsernamePage: Page<PortalVisit, 'recovery/forgot-username'> = {
  address: '/:portal/forgot-username',
  template: 'recovery/forgot-username',
  load: async (visit) => ({ kind: 'page', model: { signInHref: `/${visit.organisation.portal}` } }),
};
