// Where a mailed link arrives: its token leaves the address bar at once, and the page after it acts on this link alone,
// by a handle and a note of its own (`settled.md` 32). An arrival changes nothing, however often it happens (R7.4).
import type Router from '@koa/router';
import type Koa from 'koa';
import { LINK_PLACES } from '../../src/domain/links/issue.ts';
import type { Link, LinkPurpose } from '../../src/domain/links/link.ts';
import type { LinkSecrets, Links } from '../../src/domain/links/ports.ts';
import { minutes } from '../../src/kernel/duration.ts';
import { randomToken } from '../../src/kernel/random.ts';
import type { PageOutcome } from './page.ts';
import type { PageRouteNeeds } from './page-routes.ts';

/** What arriving needs. */
export interface LinkRouteNeeds extends PageRouteNeeds {
  readonly links: Pick<Links, 'byTokenHash'>;
  readonly secrets: Pick<LinkSecrets, 'tokenHash'>;
}

/** A token has 43 signs, a handle has 22: the two cannot be taken for each other. What mail programs add to a link is let go of. */
const TOKEN = /^[\w-]{43}(?![\w-])/;
const HANDLE = /^[\w-]{22}$/;
const HANDLE_BYTES = 16;
/** How long an opened link may be left on the screen; the mail still opens it again. */
const OPENED_LIFE = minutes(60);

/** Puts the arrival of every purpose in front of its page. */
export function mountLinkArrivals(router: Router, needs: LinkRouteNeeds): void {
  for (const [purpose, place] of Object.entries(LINK_PLACES) as [LinkPurpose, string][]) {
    router.get(`/:portal/${place}/:ticket{/*rest}`, async (ctx, next) => {
      const { portal, ticket } = ctx['params'] as { portal: string; ticket: string };
      if (HANDLE.test(ticket)) return next();
      const { surroundings, secrets } = needs;
      surroundings.hideAddress(ctx);
      const organisation = await surroundings.organisationNamed(portal);
      if (organisation) surroundings.rememberPortal(ctx, organisation.portal);
      const token = TOKEN.exec(ticket)?.[0];
      const link = token === undefined ? undefined : await needs.links.byTokenHash(secrets.tokenHash(token));
      const known = link !== undefined && link.purpose === purpose && link.organisationId === organisation?.id;
      // What is no token may be one with a sign too many or too few: it leaves the address as well, also where nothing is.
      const opened = openedLink(organisation?.portal ?? encodeURIComponent(portal), known ? link : { purpose });
      if (opened.note) surroundings.leaveNote(ctx, opened.note);
      ctx.redirect(opened.to);
      ctx.status = 303;
    });
    // Forms stand on a handle only.
    router.post(`/:portal/${place}/:ticket`, (ctx, next) => (HANDLE.test(String(ctx['params'].ticket)) ? next() : onlyLookedAt(ctx)));
  }
}

function onlyLookedAt(ctx: Koa.Context): void {
  ctx.status = 405;
  ctx.set('allow', 'HEAD, GET');
}

/** On to the page of a link that was opened, by its token or its code; of one that is not ours to the page that says so. */
export function openedLink(
  portal: string,
  link: { readonly id?: Link['id']; readonly purpose: LinkPurpose },
): Extract<PageOutcome<never>, { readonly kind: 'go' }> {
  const place = `/${portal}/${LINK_PLACES[link.purpose]}/${randomToken(HANDLE_BYTES)}`;
  return { kind: 'go', to: place, ...(link.id !== undefined && { note: { place, text: link.id, life: OPENED_LIFE } }) };
}
