import type { Page } from '../kit/page.ts';
import { placeAfter } from '../kit/portal-sign-in.ts';
import type { Visit } from '../kit/visit.ts';

/** `/sign-in/done`: where the built-in client's answer arrives. The code is left to expire; the session is what counts. */
export function donePage(): Page<Visit, 'portal/finder'> {
  return {
    address: '/sign-in/done',
    template: 'portal/finder',
    load: async (visit) => ({ kind: 'go', to: placeAfter(visit.query['state'] ?? '') }),
  };
}
