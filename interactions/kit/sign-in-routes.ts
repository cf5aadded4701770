// The way of a request through a sign-in: flow of this browser → open way → form → screen → next way or finish. The
// only place that routes between screens: no screen knows another (design.md §4).
import type Router from '@koa/router';
import type Koa from 'koa';
import { beginJourney, type Journey, withShown } from '../../src/domain/journeys/journey.ts';
import type { Journeys } from '../../src/domain/journeys/ports.ts';
import { openWays, type Way } from '../../src/domain/journeys/sign-in.ts';
import type { Work } from '../../src/domain/ports.ts';
import { assertNever } from '../../src/kernel/never.ts';
import { beginAnew, beginElsewhere } from './anew.ts';
import { finishSignIn } from './finish.ts';
import type { FormFields, Outcome, Screens } from './page.ts';
import type { Flows, Surroundings } from './surroundings.ts';
import type { FlowVisit } from './visit.ts';

/** What the routes need. */
export interface SignInRouteNeeds {
  readonly screens: Screens;
  readonly flows: Flows;
  readonly journeys: Pick<Journeys, 'find' | 'replace'>;
  readonly work: Work;
  readonly surroundings: Surroundings;
}

/** Puts every way of a sign-in on its address; the bare address leads to the first open way (`settled.md` 1a). */
export function mountSignIn(router: Router, needs: SignInRouteNeeds): void {
  const toOpenWay = async (ctx: Koa.Context) => {
    const visit = await look(needs, ctx);
    if (visit) toFirstOpenWay(ctx, visit);
  };
  router.get('/:portal/sign-in/:uid', toOpenWay);
  for (const way of Object.keys(needs.screens) as Way[]) {
    const address = `/:portal/sign-in/:uid/${way}`;
    router.get(address, async (ctx) => {
      const visit = await look(needs, ctx);
      if (visit && onWay(ctx, visit, way)) await show(needs, ctx, visit, way);
    });
    router.post(address, async (ctx) => {
      const fields = await needs.surroundings.readForm(ctx);
      const visit = await arrive(needs, ctx, fields);
      if (visit && onWay(ctx, visit, way)) await act(needs, ctx, visit, way, fields);
    });
  }
  // A way that there was or will be: the sign-in goes on where it is.
  router.get('/:portal/sign-in/:uid/*way', toOpenWay);
  router.post('/:portal/sign-in/:uid/*way', async (ctx) => {
    const visit = await arrive(needs, ctx, await needs.surroundings.readForm(ctx));
    if (visit) toFirstOpenWay(ctx, visit);
  });
}

/**
 * The flow of this address and this browser. One that is over, or of another browser, becomes a new sign-in at the same
 * portal (`settled.md` 40); one that was answered in another tab goes on to the application. Then nothing is returned.
 */
async function arrive(needs: SignInRouteNeeds, ctx: Koa.Context, sent?: FormFields): Promise<FlowVisit | undefined> {
  const { flows, surroundings } = needs;
  const typed: string = ctx['params'].portal;
  const organisation = await surroundings.organisationNamed(typed);
  if (!organisation) return void (await beginElsewhere(needs, ctx, typed, sent));
  const flow = await flows.find(ctx, ctx['params'].uid);
  const client = flow && (await surroundings.client(flow.clientId));
  if (!flow || !client || flow.organisationId !== organisation.id) return void (await beginAnew(needs, ctx, organisation, sent));
  if (flow.answered !== undefined) return void seeOther(ctx, flow.answered);
  surroundings.allowFormTarget(ctx, flow.redirectUri);
  const { uid, expiresAt } = flow;
  const begun = beginJourney({ uid, expiresAt, organisationId: organisation.id, clientId: client.id });
  return {
    organisation,
    flow,
    client,
    journey: (await needs.journeys.find(uid)) ?? begun,
    language: surroundings.language(ctx, organisation, flow.uiLocales),
    address: ctx.path,
    query: {},
    browserId: surroundings.browserId(ctx),
    network: surroundings.network(ctx),
    counted: surroundings.counted(ctx, organisation),
    rememberedPortal: surroundings.rememberedPortal(ctx),
    signedInBefore: surroundings.signedInBefore(ctx),
    now: surroundings.now(),
    brought: surroundings.restarts.broughtTo(ctx, organisation.portal, uid),
  };
}

/** Who signed in meanwhile in another tab goes on to the application, unless something was tried here already (ux.md 1.14). */
async function look(needs: SignInRouteNeeds, ctx: Koa.Context): Promise<FlowVisit | undefined> {
  const visit = await arrive(needs, ctx);
  if (!visit || visit.journey.version > 0 || visit.flow.reasons.join() !== 'no_session') return visit;
  const isSignedIn = (await needs.flows.signedIn(ctx, visit.organisation.id)) !== undefined;
  return isSignedIn ? void seeOther(ctx, visit.flow.returnTo) : visit;
}

/** Whether the way is open now; if not, the person is sent to the first that is. */
function onWay(ctx: Koa.Context, visit: FlowVisit, way: Way): boolean {
  const isOpen = openWays(visit.flow.prompt, visit.journey).includes(way);
  if (!isOpen) toFirstOpenWay(ctx, visit);
  return isOpen;
}

function toFirstOpenWay(ctx: Koa.Context, visit: FlowVisit): void {
  seeOther(ctx, addressOf(visit, openWays(visit.flow.prompt, visit.journey)[0] ?? ''));
}

/** Under the portal's name as it stands in this address: the flow's cookie is bound to it, even when the portal gets another. */
function addressOf(visit: FlowVisit, way?: string): string {
  const flowAddress = visit.address.split('/').slice(0, 4).join('/');
  return way === undefined ? flowAddress : `${flowAddress}/${way}`;
}

async function show(needs: SignInRouteNeeds, ctx: Koa.Context, visit: FlowVisit, way: Way): Promise<void> {
  const frame = { organisation: visit.organisation, uiLocales: visit.flow.uiLocales };
  await needs.surroundings.show(ctx, `sign-in/${way}`, await needs.screens[way].model(visit), frame);
}

async function act(needs: SignInRouteNeeds, ctx: Koa.Context, visit: FlowVisit, way: Way, fields: FormFields): Promise<void> {
  const { actions } = needs.screens[way];
  const action = (fields['do'] !== undefined && Object.hasOwn(actions, fields['do']) && actions[fields['do']]) || actions.submit;
  seeOther(ctx, await afterwards(needs, ctx, visit, way, await action.run(visit, fields)));
}

/** Where the browser goes after an action. */
async function afterwards(needs: SignInRouteNeeds, ctx: Koa.Context, visit: FlowVisit, way: Way, outcome: Outcome): Promise<string> {
  const { flows, journeys } = needs;
  switch (outcome.kind) {
    case 'cancelled':
      return flows.cancel(ctx, visit.flow);
    case 'consented':
      needs.surroundings.finishedFor(ctx, addressOf(visit), visit.client.id);
      return flows.finishConsent(ctx, visit.flow);
    case 'too-many':
      return needs.surroundings.fail('many', 429, outcome.retryAfterSeconds);
    case 'retry':
      // A second tab may have written meanwhile: its page then shows its own problem, and this one's address shows it too.
      await journeys.replace(withShown(visit.journey, outcome.shown));
      return addressOf(visit, way);
    case 'proceed':
      return proceed(needs, ctx, visit, outcome.journey);
    default:
      return assertNever(outcome);
  }
}

async function proceed(needs: SignInRouteNeeds, ctx: Koa.Context, visit: FlowVisit, journey: Journey): Promise<string> {
  const next = openWays(visit.flow.prompt, journey)[0];
  if (next === undefined) {
    const finished = await finishSignIn(needs.work, visit, journey);
    needs.surroundings.rememberSignIn(ctx, visit.organisation.portal);
    needs.surroundings.finishedFor(ctx, addressOf(visit), visit.client.id);
    return needs.flows.finishSignIn(ctx, visit.flow, finished);
  }
  await needs.journeys.replace(journey);
  return addressOf(visit, next);
}

function seeOther(ctx: Koa.Context, address: string): void {
  ctx.redirect(address);
  ctx.status = 303;
}
