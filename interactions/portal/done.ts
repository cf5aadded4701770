import type { Page } from '../kit/page.ts';
import type { Visit } from '../kit/visit.ts';

/** `/sign-in/done`: where the built-in client's answer arrives. The code is left to expire; the session is what counts. */
export function donePage(): Page<Visit, 'portal/finder'> {
  return {
    address: '/sign-in/done',
    template: 'portal/finder',
    // `state` is the portal's name: a forged one leads to a portal's start and gives nothing.
    load: async (visit) => ({ kind: 'go', to: /^[a-z0-9-]+$/.test(visit.query['state'] ?? '') ? `/${visit.query['state']}` : '/' }),
  };
}
