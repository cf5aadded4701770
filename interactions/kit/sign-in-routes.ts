// The way of a request through a sign-in: flow of this browser → open way → form → screen → next way or finish. The
// only place that routes between screens: no screen knows another (design.md §4).
import type Router from '@koa/router';
import type Koa from 'koa';
import type { Passwords } from '../../src/domain/credentials/password.ts';
import { type Demand, NO_DEMAND, readDemand } from '../../src/domain/journeys/demand.ts';
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
  readonly passwords: Pick<Passwords, 'byAccount'>;
  readonly work: Work;
  readonly surroundings: Surroundings;
}

/** Puts every way of a sign-in on its address; the bare address leads to the first open way (`settled.md` 1a). */
export function mountSignIn(router: Router, needs: SignInRouteNeeds): void {
  const toOpenWay = async (ctx: Koa.Context) => {
    const visit = await look(needs, ctx);
    if (visit) seeOther(ctx, await onward(needs, ctx, visit));
  };
  router.get('/:portal/sign-in/:uid', toOpenWay);
  for (const way of Object.keys(needs.screens) as Way[]) {
    const address = `/:portal/sign-in/:uid/${way}`;
    router.get(address, async (ctx) => {
      const visit = await look(needs, ctx);
      if (visit && (await onWay(needs, ctx, visit, way))) await show(needs, ctx, visit, way);
    });
    router.post(address, async (ctx) => {
      const fields = await needs.surroundings.readForm(ctx);
      const visit = await arrive(needs, ctx, fields);
      if (visit && (await onWay(needs, ctx, visit, way))) await act(needs, ctx, visit, way, fields);
    });
  }
  // A way that there was or will be: the sign-in goes on where it is.
  router.get('/:portal/sign-in/:uid/*way', toOpenWay);
  router.post('/:portal/sign-in/:uid/*way', async (ctx) => {
    const visit = await arrive(needs, ctx, await needs.surroundings.readForm(ctx));
    if (visit) seeOther(ctx, await onward(needs, ctx, visit));
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
  const journey = (await needs.journeys.find(uid)) ?? begun;
  return {
    organisation,
    flow,
    client,
    journey,
    demand: await demandOf(needs, { flow, organisation, now: surroundings.now() }, journey),
    ownSession: () => flows.signedIn(ctx, organisation.id),
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

/** What is asked of who signs in; giving leave is asked of who is signed in already. */
async function demandOf(
  needs: SignInRouteNeeds,
  { flow, organisation, now }: Pick<FlowVisit, 'flow' | 'organisation' | 'now'>,
  journey: Journey,
): Promise<Demand> {
  return flow.prompt === 'login' ? readDemand(needs.passwords, journey, organisation, now) : NO_DEMAND;
}

/** Whether the way is open now; if not, the person is sent to the first that is. */
async function onWay(needs: SignInRouteNeeds, ctx: Koa.Context, visit: FlowVisit, way: Way): Promise<boolean> {
  const isOpen = openWays(visit.flow.prompt, visit.journey, visit.demand).includes(way);
  if (!isOpen) seeOther(ctx, await onward(needs, ctx, visit));
  return isOpen;
}

/** The first way that is open; the end, where less is asked than a moment ago and nothing is left to do. */
async function onward(needs: SignInRouteNeeds, ctx: Koa.Context, visit: FlowVisit): Promise<string> {
  const next = openWays(visit.flow.prompt, visit.journey, visit.demand)[0];
  return next === undefined ? finish(needs, ctx, visit, visit.journey) : addressOf(visit, next);
}

async function finish(needs: SignInRouteNeeds, ctx: Koa.Context, visit: FlowVisit, journey: Journey): Promise<string> {
  const finished = await finishSignIn(needs.work, visit, journey);
  needs.surroundings.rememberSignIn(ctx, visit.organisation.portal);
  needs.surroundings.finishedFor(ctx, addressOf(visit), visit.client.id);
  return needs.flows.finishSignIn(ctx, visit.flow, finished);
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
  const next = openWays(visit.flow.prompt, journey, await demandOf(needs, visit, journey))[0];
  if (next === undefined) return finish(needs, ctx, visit, journey);
  await needs.journeys.replace(journey);
  return addressOf(visit, next);
}

function seeOther(ctx: Koa.Context, address: string): void {
  ctx.redirect(address);
  ctx.status = 303;
}
