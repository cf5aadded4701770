import { SUBJECT_PLACES } from '../kit/account-places.ts';
import type { Page } from '../kit/page.ts';
import type { HeldVisit } from '../kit/visit.ts';

/** `/account`: one chooses among the portals of this browser (`settled.md` 58). Who is signed in nowhere goes to the portal used last. */
export const whichAccountPage: Page<HeldVisit, 'account/which'> = {
  address: '/account',
  template: 'account/which',
  load: async ({ held, rememberedPortal }) => {
    const hrefOf = (portal: string) => `/${portal}${SUBJECT_PLACES.profile}`;
    const [only, ...others] = held;
    if (!only) {
      const last = rememberedPortal();
      return { kind: 'go', to: last === undefined ? '/' : hrefOf(last) };
    }
    if (others.length === 0) return { kind: 'go', to: hrefOf(only.portal) };
    const portals = held.map(({ name, username, portal }) => ({ name, username, href: hrefOf(portal) }));
    return { kind: 'page', model: { portals } };
  },
};
