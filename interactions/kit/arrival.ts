// Where a request for a sign-in's page arrives: its flow in this browser, who asks from where, and what is asked of them.
import type Koa from 'koa';
import { asItStands, type Demand, NO_DEMAND, readDemand, type SignInFor } from '../../src/domain/journeys/demand.ts';
import { beginJourney, type Journey } from '../../src/domain/journeys/journey.ts';
import type { Journeys, SignInRecords } from '../../src/domain/journeys/ports.ts';
import { COUNTER_KEYS, type CountedNetwork } from '../../src/domain/throttle/limits.ts';
import { askedOnceMore } from './afresh.ts';
import { beginAnew, beginElsewhere } from './anew.ts';
import { begunJourney, type ContinuingNeeds } from './continuing.ts';
import { namesAnother } from './open-way.ts';
import type { FormFields } from './page.ts';
import { seeOther } from './see-other.ts';
import { type SparedNeeds, sparing } from './spared.ts';
import type { Flows, Surroundings } from './surroundings.ts';
import type { FlowVisit, OwnSession } from './visit.ts';

/** What arriving needs. */
export interface ArrivalNeeds extends ContinuingNeeds, Pick<SparedNeeds, 'trustedBrowsers'> {
  readonly flows: Pick<Flows, 'find' | 'signedIn' | 'askedAgain' | 'onceMore'>;
  readonly journeys: Pick<Journeys, 'find'>;
  readonly signInRecords: Pick<SignInRecords, 'factsOf'>;
  readonly surroundings: Surroundings;
  /** Reads a flow and these counters in one round trip, for who will ask for both. `now` is epoch milliseconds. */
  readonly sheetAhead: (uid: string, counters: readonly string[], now: number) => Promise<void>;
}

/**
 * The flow of this address and this browser. One that is over, or of another browser, becomes a new sign-in at the same
 * portal (`settled.md` 40); one that was answered in another tab goes on to the application. Then nothing is returned.
 */
export async function arrive(needs: ArrivalNeeds, ctx: Koa.Context, sent?: FormFields): Promise<FlowVisit | undefined> {
  const { flows, surroundings } = needs;
  const typed: string = ctx['params'].portal;
  const organisation = await surroundings.organisationNamed(typed);
  if (!organisation) return void (await beginElsewhere(needs, ctx, typed, sent));
  const counted = surroundings.counted(ctx, organisation);
  if (sent === undefined) await readAhead(needs, ctx, counted);
  const flow = await flows.find(ctx, ctx['params'].uid);
  const client = flow && (await surroundings.client(flow.clientId));
  if (!flow || !client || flow.organisationId !== organisation.id) return void (await beginAnew(needs, ctx, organisation, sent));
  if (flow.answered !== undefined) return void (await afterAnswer(needs, ctx, { organisation, flow, client, sent }));
  surroundings.allowFormTarget(ctx, flow.redirectUri);
  const now = surroundings.now();
  const { journey, demand } = await whereItStands(needs, ctx, { flow, organisation, now });
  return {
    organisation,
    flow,
    client,
    journey,
    demand,
    ownSession: () => ownSession(needs, ctx, organisation.id),
    language: surroundings.language(ctx, organisation, flow),
    address: ctx.path,
    query: {},
    browserId: surroundings.browserId(ctx),
    network: surroundings.network(ctx),
    counted,
    device: surroundings.device(ctx),
    noteAt: (place) => surroundings.noteAt(ctx, place),
    rememberedPortal: () => surroundings.rememberedPortal(ctx),
    signedInBefore: () => surroundings.signedInBefore(ctx),
    now,
    brought: surroundings.restarts.broughtTo(ctx, organisation.portal, flow.uid),
  };
}

/**
 * A sheet that comes once the sign-in is answered leads on to the application, for its answer may have been lost. With another's name
 * on it nobody arrives as the one who finished it (R12.2 i): the application's request is made once more.
 */
async function afterAnswer(
  needs: ArrivalNeeds,
  ctx: Koa.Context,
  { organisation, flow, client, sent }: Pick<FlowVisit, 'organisation' | 'flow' | 'client'> & { readonly sent: FormFields | undefined },
): Promise<void> {
  const as = sent && flow.answeredAs !== undefined ? (await needs.signInRecords.factsOf(flow.answeredAs))?.account : undefined;
  if (!sent) return seeOther(ctx, flow.returnTo);
  if (!as || !namesAnother(as, sent)) return seeOther(ctx, needs.flows.onceMore(ctx));
  // Nor as whoever is signed in here by now.
  await beginAnew(needs, ctx, organisation, sent, { again: askedOnceMore(needs.flows, client, { prompt: 'login' }) });
}

/** The session of this browser at an organisation. */
export async function ownSession(
  { flows, surroundings }: Pick<ArrivalNeeds, 'surroundings'> & { readonly flows: Pick<Flows, 'signedIn'> },
  ctx: Koa.Context,
  organisationId: string,
): Promise<OwnSession | undefined> {
  const session = await flows.signedIn(ctx, organisationId);
  return session && { ...session, browserId: surroundings.browserId(ctx) };
}

/** The journey of a flow as it is now, and what is asked in it. */
async function whereItStands(
  needs: ArrivalNeeds,
  ctx: Koa.Context,
  visit: Pick<FlowVisit, 'flow' | 'organisation' | 'now'>,
): Promise<Pick<FlowVisit, 'journey' | 'demand'>> {
  const { uid, expiresAt, clientId, organisationId } = visit.flow;
  const stored = await needs.journeys.find(uid);
  const ask = (journey: Journey) => demandOf(needs, visit, journey);
  const begun = () => begunJourney(needs, visit, beginJourney({ uid, expiresAt, organisationId, clientId }), ask);
  const { journey, demand } = stored ? { journey: stored, demand: await ask(stored) } : await begun();
  const standing = asItStands(journey, demand);
  return { ...standing, journey: await sparing(needs, ctx, visit, standing) };
}

/** A page needs its flow and what is counted on whoever opens it, to know whether to show a challenge. */
async function readAhead({ surroundings, sheetAhead }: ArrivalNeeds, ctx: Koa.Context, counted: CountedNetwork | undefined): Promise<void> {
  const browser = COUNTER_KEYS.browser({ browser: surroundings.browserId(ctx) });
  await sheetAhead(ctx['params'].uid, counted ? [browser, COUNTER_KEYS.network(counted)] : [browser], surroundings.now());
}

/** Who signed in meanwhile in another tab goes on to the application, unless something was tried here already (ux.md 1.14). */
export async function look(needs: ArrivalNeeds, ctx: Koa.Context): Promise<FlowVisit | undefined> {
  const visit = await arrive(needs, ctx);
  if (!visit || visit.journey.version > 0 || visit.flow.reasons.join() !== 'no_session') return visit;
  const isSignedIn = (await needs.flows.signedIn(ctx, visit.organisation.id)) !== undefined;
  return isSignedIn ? void seeOther(ctx, visit.flow.returnTo) : visit;
}

/** What is asked of who signs in; giving leave is asked of who is signed in already. */
export function demandOf(needs: ArrivalNeeds, visit: Pick<FlowVisit, 'flow' | 'organisation' | 'now'>, journey: Journey): Promise<Demand> {
  return visit.flow.prompt === 'login' ? readDemand(needs.signInRecords, journey, signInFor(visit)) : Promise.resolve(NO_DEMAND);
}

/** Where and for what the sign-in is. */
export function signInFor({ flow, organisation, now }: Pick<FlowVisit, 'flow' | 'organisation' | 'now'>): SignInFor {
  return { organisation, clientId: flow.clientId, strength: flow.strength, now };
}
