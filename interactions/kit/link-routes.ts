// Where a mailed link arrives: its token leaves the address bar at once, and the page after it acts on this link alone,
// by a handle and a note of its own (`settled.md` 32). An arrival changes nothing, however often it happens (R7.4).
import type Router from '@koa/router';
import { LINK_PLACES } from '../../src/domain/links/issue.ts';
import type { Link, LinkPurpose } from '../../src/domain/links/link.ts';
import type { LinkSecrets, Links } from '../../src/domain/links/ports.ts';
import { minutes } from '../../src/kernel/duration.ts';
import { randomToken } from '../../src/kernel/random.ts';
import type { PageOutcome } from './page.ts';
import { type PageRouteNeeds, portalVisit } from './page-routes.ts';

/** What arriving needs. */
export interface LinkRouteNeeds extends PageRouteNeeds {
  readonly links: Pick<Links, 'byTokenHash'>;
  readonly secrets: Pick<LinkSecrets, 'tokenHash'>;
}

/** A token has 43 signs, a handle has 22: the two cannot be taken for each other. */
const TOKEN = /^[\w-]{43}$/;
const HANDLE_BYTES = 16;
/** How long an opened link may be left on the screen; the mail still opens it again. */
const OPENED_LIFE = minutes(60);

/** Puts the arrival of every purpose in front of its page. */
export function mountLinkArrivals(router: Router, needs: LinkRouteNeeds): void {
  for (const [purpose, place] of Object.entries(LINK_PLACES) as [LinkPurpose, string][]) {
    router.get(`/:portal/${place}/:ticket`, async (ctx, next) => {
      const { ticket } = ctx['params'] as { ticket: string };
      if (!TOKEN.test(ticket)) return next();
      const visit = await portalVisit(needs, ctx);
      if (!visit) return;
      needs.surroundings.hideAddress(ctx);
      const link = await needs.links.byTokenHash(needs.secrets.tokenHash(ticket));
      const known = link?.purpose === purpose && link.organisationId === visit.organisation.id;
      const opened = openedLink(visit.organisation.portal, known ? link : { purpose });
      if (opened.note) needs.surroundings.leaveNote(ctx, opened.note);
      ctx.redirect(opened.to);
      ctx.status = 303;
    });
  }
}

/** On to the page of a link that was opened, by its token or its code; of one that is not ours to the page that says so. */
export function openedLink(
  portal: string,
  link: { readonly id?: Link['id']; readonly purpose: LinkPurpose },
): Extract<PageOutcome<never>, { readonly kind: 'go' }> {
  const place = `/${portal}/${LINK_PLACES[link.purpose]}/${randomToken(HANDLE_BYTES)}`;
  return { kind: 'go', to: place, ...(link.id !== undefined && { note: { place, text: link.id, life: OPENED_LIFE } }) };
}
