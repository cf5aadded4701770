// The way of a request through a sign-in: flow of this browser → open way → form → screen → next way or finish. The
// only place that routes between screens: no screen knows another (design.md §4).
import type Router from '@koa/router';
import type Koa from 'koa';
import { asItStands, demandBy } from '../../src/domain/journeys/demand.ts';
import { withShown } from '../../src/domain/journeys/journey.ts';
import type { Journeys } from '../../src/domain/journeys/ports.ts';
import { openWays, type Way } from '../../src/domain/journeys/sign-in.ts';
import type { Later } from '../../src/domain/ports.ts';
import { assertNever } from '../../src/kernel/never.ts';
import { type AfreshNeeds, mountAfresh } from './afresh.ts';
import { type ArrivalNeeds, arrive, demandOf, look, signInFor } from './arrival.ts';
import { triedNote } from './back-to-sign-in.ts';
import { type FinishNeeds, finishSignIn } from './finish.ts';
import { lasting } from './lasting.ts';
import { type LetThroughNeeds, mayEnd } from './let-through.ts';
import { asWhoTyped, isOpen, seenAt, takeLeft } from './open-way.ts';
import type { FormFields, Outcome, Screen, Screens } from './page.ts';
import { seeOther } from './see-other.ts';
import { departureOf, goesAtOnce, mountSingleSignOn, type SignInRoads, type SingleSignOnNeeds } from './single-sign-on.ts';
import { sparing } from './spared.ts';
import type { Flows } from './surroundings.ts';
import type { FlowVisit } from './visit.ts';
import { portalPlace, wayOf } from './way-address.ts';

/** What the routes need. */
export interface SignInRouteNeeds extends ArrivalNeeds, Omit<FinishNeeds, 'surroundings'>, LetThroughNeeds, AfreshNeeds, SingleSignOnNeeds {
  readonly screens: Screens;
  readonly flows: Flows;
  readonly otherwise: Later;
  readonly journeys: Pick<Journeys, 'find' | 'replace'>;
}

/** Puts every way of a sign-in on its address; the bare address leads to the first open way (`settled.md` 1a). */
export function mountSignIn(router: Router, needs: SignInRouteNeeds): void {
  const toOpenWay = async (ctx: Koa.Context) => {
    const visit = await look(needs, ctx);
    if (visit) lead(ctx, await onward(needs, ctx, visit));
  };
  router.get('/:portal/sign-in/:uid', toOpenWay);
  mountAfresh(router, needs);
  mountSingleSignOn(router, needs, roadsOf(needs));
  for (const way of Object.keys(needs.screens) as Way[]) {
    const address = `/:portal/sign-in/:uid/${way}`;
    router.get(address, async (ctx) => {
      const visit = await look(needs, ctx);
      if (visit && way === 'sso' && isOpen(visit, way) && goesAtOnce(visit)) seeOther(ctx, departureOf(visit));
      else if (visit && isOpen(visit, way)) await show(needs, ctx, visit, way);
      else if (visit) lead(ctx, await onward(needs, ctx, visit));
    });
    const { file } = needs.screens[way];
    if (file) router.get(`${address}/codes.txt`, async (ctx) => giveFile(needs, ctx, way, file));
    router.post(address, async (ctx) => {
      const fields = await needs.surroundings.readForm(ctx);
      const arrived = await arrive(needs, ctx, fields);
      const visit = arrived && (await asWhoTyped(needs.journeys, arrived, way, fields));
      if (visit) lead(ctx, await (isOpen(visit, way) ? act(needs, ctx, visit, way, fields) : onward(needs, ctx, visit)));
    });
  }
  // A way that there was or will be: the sign-in goes on where it is.
  router.get('/:portal/sign-in/:uid/*way', toOpenWay);
  router.post('/:portal/sign-in/:uid/*way', async (ctx) => {
    const visit = await arrive(needs, ctx, await needs.surroundings.readForm(ctx));
    if (visit) lead(ctx, await onward(needs, ctx, visit));
  });
}

/** The roads that lead to the organisation's own identity provider and on from there. */
function roadsOf(needs: SignInRouteNeeds): SignInRoads {
  return {
    look: (ctx) => look(needs, ctx),
    isOpen: (visit) => isOpen(visit, 'sso'),
    onward: async (ctx, visit) => lead(ctx, await onward(needs, ctx, visit)),
    proceed: async (ctx, visit) => lead(ctx, await proceed(needs, ctx, visit, { kind: 'proceed', journey: visit.journey })),
  };
}

/** Where the browser goes on; undefined: the protocol has the answer, further on this request's way. */
type Onward = string | undefined;

function lead(ctx: Koa.Context, address: Onward): void {
  if (address !== undefined) seeOther(ctx, address);
}

/** The first way that is open; the end, where less is asked than a moment ago and nothing is left to do. */
async function onward(needs: SignInRouteNeeds, ctx: Koa.Context, visit: FlowVisit): Promise<Onward> {
  const next = openWays(visit.flow.prompt, visit.journey, visit.demand)[0];
  return next === undefined ? finish(needs, ctx, visit) : wayOf(visit, next);
}

async function finish(needs: SignInRouteNeeds, ctx: Koa.Context, visit: FlowVisit, taken: readonly string[] = []): Promise<Onward> {
  if (!(await mayEnd(needs, visit))) return notYet(needs, visit, taken);
  giveBack(needs.otherwise, taken);
  const finished = await finishSignIn(needs, ctx, visit, taken);
  needs.surroundings.rememberSignIn(ctx, visit.organisation.portal);
  needs.surroundings.finishedFor(ctx, wayOf(visit), visit.client.id);
  needs.surroundings.forgetCameFrom(ctx, portalPlace(visit));
  return needs.flows.finishSignIn(ctx, visit.organisation, finished);
}

/** `when`: with all that is written, or only where another press has ended the sign-in. */
function giveBack(when: Later, taken: readonly string[] = []): void {
  if (taken.length > 0) when('attempt given back', ({ counters }) => counters.giveBack(taken));
}

/** Others were let through in the meantime: what could be put off when the page was shown is asked now. */
async function notYet(needs: SignInRouteNeeds, visit: FlowVisit, taken: readonly string[]): Promise<Onward> {
  giveBack(needs.later, taken);
  await needs.journeys.replace(visit.journey);
  const way = openWays(visit.flow.prompt, visit.journey, await demandOf(needs, visit, visit.journey))[0];
  // Where the policy lets more through since, the next request ends it.
  return wayOf(visit, way);
}

async function show(needs: SignInRouteNeeds, ctx: Koa.Context, visit: FlowVisit, way: Way): Promise<void> {
  const { uid, clientId, prompt } = visit.flow;
  if (prompt === 'login') needs.surroundings.rememberCameFrom(ctx, portalPlace(visit), { uid, clientId });
  const screen = needs.screens[way];
  const owner = await screen.owner?.(visit);
  const wishes = { uiLocales: visit.flow.uiLocales, preference: owner?.locale };
  const language = needs.surroundings.language(ctx, visit.organisation, wishes);
  const seen = seenAt({ ...visit, owner, language }, way, () => takeLeft(needs.surroundings, ctx, wayOf(visit, way)));
  await needs.surroundings.show(ctx, `sign-in/${way}`, await screen.model(seen), { organisation: visit.organisation, ...wishes });
}

/** For as long as its page is open: a plain link, which needs no script. */
async function giveFile(needs: SignInRouteNeeds, ctx: Koa.Context, way: Way, file: NonNullable<Screen<Way>['file']>): Promise<void> {
  const visit = await look(needs, ctx);
  if (visit && isOpen(visit, way)) needs.surroundings.giveFile(ctx, await file(visit));
  else if (visit) lead(ctx, await onward(needs, ctx, visit));
}

async function act(needs: SignInRouteNeeds, ctx: Koa.Context, visit: FlowVisit, way: Way, fields: FormFields): Promise<Onward> {
  const { actions } = needs.screens[way];
  const action = (fields['do'] !== undefined && Object.hasOwn(actions, fields['do']) && actions[fields['do']]) || actions.submit;
  return afterwards(needs, ctx, visit, way, await action.run(visit, fields));
}

/** Where the browser goes after an action. */
async function afterwards(needs: SignInRouteNeeds, ctx: Koa.Context, visit: FlowVisit, way: Way, outcome: Outcome): Promise<Onward> {
  const { flows, journeys } = needs;
  switch (outcome.kind) {
    case 'cancelled':
      // Who cannot meet what the application asks has not refused anything.
      return flows.cancel(visit.demand.second.kind === 'stuck' && visit.flow.strength !== 'none' ? 'unmet' : 'unwanted');
    case 'consented':
      needs.surroundings.finishedFor(ctx, wayOf(visit), visit.client.id);
      return flows.finishConsent();
    case 'too-many':
      return needs.surroundings.fail('many', 429, outcome.retryAfterSeconds);
    case 'retry':
      if (way === 'password') needs.surroundings.leaveNote(ctx, triedNote(portalPlace(visit), visit.flow.uid, outcome.shown.username));
      if (outcome.shown.problems.length > 0)
        needs.surroundings.shown.leave(ctx, { path: wayOf(visit, way), query: '' }, { once: 'problems' });
      // A second tab may have written meanwhile: whichever comes first then shows what is there.
      await journeys.replace(await lasting(needs.flows, ctx, withShown(visit.journey, { ...outcome.shown, way }), outcome.lasts));
      return wayOf(visit, way) + (outcome.at ?? '');
    case 'away':
      return departureOf(visit);
    case 'turn':
      return turn(needs, ctx, visit, outcome.way);
    case 'proceed':
      return proceed(needs, ctx, visit, outcome);
    default:
      return assertNever(outcome);
  }
}

async function proceed(
  needs: SignInRouteNeeds,
  ctx: Koa.Context,
  visit: FlowVisit,
  outcome: Extract<Outcome, { readonly kind: 'proceed' }>,
): Promise<Onward> {
  const { attempt } = outcome;
  const proved = outcome.trust ? { ...outcome.journey, trusts: true } : outcome.journey;
  const asked = attempt ? demandBy(attempt.facts, signInFor(visit), proved.proofs) : await demandOf(needs, visit, proved);
  const standing = asItStands(proved, asked);
  const { demand } = standing;
  const journey = await sparing(needs, ctx, visit, standing);
  const next = openWays(visit.flow.prompt, journey, demand)[0];
  if (next === undefined) return finish(needs, ctx, { ...visit, journey, demand }, attempt?.taken);
  giveBack(needs.later, attempt?.taken);
  const lasts = await needs.screens[next].prepare?.({ ...visit, journey, demand });
  await needs.journeys.replace(await lasting(needs.flows, ctx, journey, lasts));
  return wayOf(visit, next);
}

/** To another way of the same step, if it is one. */
async function turn(needs: SignInRouteNeeds, ctx: Koa.Context, visit: FlowVisit, way: Way): Promise<Onward> {
  if (!isOpen(visit, way)) return onward(needs, ctx, visit);
  const lasts = await needs.screens[way].prepare?.(visit);
  // What was wrong was so on another screen.
  await needs.journeys.replace(await lasting(needs.flows, ctx, { ...visit.journey, shown: undefined }, lasts));
  return wayOf(visit, way);
}
