import type { LookNeeds } from '../../src/domain/links/look.ts';
import type { Page } from '../kit/page.ts';
import type { PortalVisit } from '../kit/visit.ts';
import { type LinkPlace, placeOf, seenIn, signInAs } from './opened.ts';

/** `…/<handle>/done`: the password is there; which address to save, and on to the sign-in (R11.1, `settled.md` 30). */
export function donePage(needs: LookNeeds, { purpose, place }: LinkPlace): Page<PortalVisit, 'activation/done'> {
  return {
    address: `/:portal/${place}/:ticket/done`,
    template: 'activation/done',
    load: async (visit) => {
      const seen = await seenIn(needs, visit);
      if (seen?.link.usedAt === undefined || !seen.account) return { kind: 'go', to: placeOf(visit) };
      return { kind: 'page', model: { purpose, username: seen.account.username, onwardHref: signInAs(visit, seen.account) } };
    },
  };
}
