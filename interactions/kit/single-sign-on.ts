// The way through an organisation's own identity provider (ux.md 1.10): on to it, and back. What comes back signs nobody in
// here: it is written into the sign-in, which goes on at its own address, where its cookie is (security.md 1.1, 1.24).
import type Router from '@koa/router';
import type Koa from 'koa';
import { type BeginVisitNeeds, beginVisit, meantAccount } from '../../src/domain/journeys/begin-visit.ts';
import { type FinishVisitNeeds, finishVisit } from '../../src/domain/journeys/finish-visit.ts';
import { withDeparture, withShown } from '../../src/domain/journeys/journey.ts';
import { isSingleSignOnOnly } from '../../src/domain/organisations/organisation.ts';
import { seeOther } from './see-other.ts';
import type { Surroundings } from './surroundings.ts';
import type { FlowVisit } from './visit.ts';
import { wayOf } from './way-address.ts';

/** What it needs. */
export interface SingleSignOnNeeds extends Omit<FinishVisitNeeds, keyof BothWays> {
  readonly connections: BothWays['connections'];
  readonly upstreamVisits: BothWays['upstreamVisits'];
  readonly upstream: BothWays['upstream'];
  readonly surroundings: Surroundings;
}

/** What going and coming back both need. */
type BothWays = Pick<BeginVisitNeeds & FinishVisitNeeds, 'connections' | 'upstreamVisits' | 'upstream'>;

/** The sign-in's own roads, which these join. Each answers the request where it returns nothing. */
export interface SignInRoads {
  /** The sign-in of this address. */
  readonly look: (ctx: Koa.Context) => Promise<FlowVisit | undefined>;
  readonly isOpen: (visit: FlowVisit) => boolean;
  /** To the first way that is open, or the end. */
  readonly onward: (ctx: Koa.Context, visit: FlowVisit) => Promise<void>;
  /** The same after something was proved, with what the next way prepares. */
  readonly proceed: (ctx: Koa.Context, visit: FlowVisit) => Promise<void>;
}

/** Where providers answer (RFC 6749 §3.1.2): the only addresses of ours that they know. Which of them does where is for `src/upstream`. */
const CALLBACKS = ['/sso/callback', '/sso/callback/:organisation'];
/** Below a sign-in: the hand-off, and where one is back. */
const PLACES = { go: 'sso/go', back: 'sso/back' } as const;
/** Left in the browser when a session ended: nobody is sent on at once, who would come back signed in (ux.md 1.10). */
export const SIGNED_OUT = 'signed-out';

/** Puts the way there and back on its addresses. */
export function mountSingleSignOn(router: Router, needs: SingleSignOnNeeds, roads: SignInRoads): void {
  for (const address of CALLBACKS) router.get(address, async (ctx) => comeBack(needs, ctx));
  router.get(`/:portal/sign-in/:uid/${PLACES.go}`, async (ctx) => {
    const visit = await roads.look(ctx);
    if (visit) await (roads.isOpen(visit) ? leave(needs, ctx, visit) : roads.onward(ctx, visit));
  });
  router.get(`/:portal/sign-in/:uid/${PLACES.back}`, async (ctx) => {
    const visit = await roads.look(ctx);
    if (!visit) return;
    if (visit.journey.shown?.singleSignOn && roads.isOpen(visit)) return seeOther(ctx, wayOf(visit, 'sso'));
    await roads.proceed(ctx, visit);
  });
}

/** The address of the hand-off. */
export function departureOf(visit: FlowVisit): string {
  return wayOf(visit, PLACES.go);
}

/**
 * Whether who opens the page of the button is sent on at once: at a portal where everybody goes that way, once in a sign-in, and
 * not after one came back without success or signed out. Whoever comes back by hand finds the page: nobody goes round.
 */
export function goesAtOnce({ organisation, journey, address, noteAt }: FlowVisit): boolean {
  const portalPlace = address.split('/', 2).join('/');
  return isSingleSignOnOnly(organisation) && !journey.shown && !journey.sentOut && noteAt(portalPlace) !== SIGNED_OUT;
}

/**
 * The hand-off goes on by itself. It is a page and no redirect, for browsers apply `form-action` to all that a form leads to
 * (ux.md D9), and nobody knows which addresses that is at a customer's.
 */
async function leave(needs: SingleSignOnNeeds, ctx: Koa.Context, visit: FlowVisit): Promise<void> {
  const { organisation, flow, journey, browserId, network, now } = visit;
  const { surroundings } = needs;
  const departure = await beginVisit(needs, { organisation, flow, browserId, network, reference: surroundings.reference(ctx), now });
  if (departure.kind === 'failed') {
    const shown = { way: 'sso', problems: [], username: '', repaired: false, singleSignOn: departure.refusal };
    await needs.journeys.replace(withShown(journey, shown));
    return seeOther(ctx, wayOf(visit, 'sso'));
  }
  // Without it the answer would find nothing: whoever was first in another tab has left already, or goes on there.
  if (!(await needs.journeys.replace(withDeparture(journey, meantAccount(journey, flow))))) return seeOther(ctx, wayOf(visit));
  // Whoever comes back too late is led to the portal at least.
  surroundings.rememberPortal(ctx, organisation.portal);
  const model = { href: departure.address, idpName: departure.idpName, notNowHref: wayOf(visit, 'sso') };
  await surroundings.show(ctx, 'sign-in/sso-go', model, { organisation, uiLocales: flow.uiLocales });
}

/** Whatever was sent along: the sign-in goes on, or a page says that it is over and leads on. */
async function comeBack(needs: SingleSignOnNeeds, ctx: Koa.Context): Promise<void> {
  const { surroundings } = needs;
  surroundings.hideAddress(ctx);
  const { state } = ctx.query;
  const from = { browserId: surroundings.browserId(ctx), network: surroundings.network(ctx) };
  const came = { ...from, path: ctx.path, query: ctx.querystring, reference: surroundings.reference(ctx), now: surroundings.now() };
  const end = await finishVisit(needs, { ...came, state: typeof state === 'string' ? state : '' });
  if (end.kind === 'unknown') return surroundings.fail('expired', 400);
  seeOther(ctx, `/${end.portal}/sign-in/${end.uid}/${PLACES.back}`);
}
