// Pages outside any sign-in, each on an address of its own: load or submit, then a page or a 303 (ux.md G2).
import type Router from '@koa/router';
import type Koa from 'koa';
import type { PageModels, PageName } from '../../src/views/models.ts';
import { showUnknown } from './anew.ts';
import { ownSession } from './arrival.ts';
import { MAILED_FIELD } from './challenge.ts';
import { leftFrom, leftTexts } from './left.ts';
import type { FormOutcome, Page, PageOutcome } from './page.ts';
import { seeOther } from './see-other.ts';
import type { Flows, PagePlace, Surroundings } from './surroundings.ts';
import type { AnywhereVisit, HeldVisit, PageVisit, PortalVisit } from './visit.ts';

/** What the routes need. */
export interface PageRouteNeeds {
  readonly surroundings: Surroundings;
  readonly flows: Pick<Flows, 'signedIn' | 'held' | 'endHeld'>;
}

/** Puts a page that belongs to no portal on its address. */
export function mountPage<Name extends PageName>(router: Router, needs: PageRouteNeeds, page: Page<AnywhereVisit, Name>): void {
  mount(router, needs, page, async (ctx) => ({ ...visitOf(needs, ctx), counted: needs.surroundings.counted(ctx, undefined) }));
}

/** Puts a page of every portal on its address (`/:portal/…`). An old or oddly written name leads to the present one (R1.1). */
export function mountPortalPage<Name extends PageName>(router: Router, needs: PageRouteNeeds, page: Page<PortalVisit, Name>): void {
  mount(router, needs, page, (ctx) => portalVisit(needs, ctx));
}

/** Puts a page about all sessions of this browser on its address. */
export function mountHeldPage<Name extends PageName>(router: Router, needs: PageRouteNeeds, page: Page<HeldVisit, Name>): void {
  mount(router, needs, page, async (ctx) => ({
    ...visitOf(needs, ctx),
    held: await needs.flows.held(ctx),
    endSessions: (ids) => needs.flows.endHeld(ctx, ids),
  }));
}

function mount<V extends PageVisit, Name extends PageName>(
  router: Router,
  needs: PageRouteNeeds,
  page: Page<V, Name>,
  arrive: (ctx: Koa.Context) => Promise<V | undefined>,
): void {
  // However the address was written, its forms and the pages after them are at the one place where notes are left.
  const straight = async (ctx: Koa.Context) => {
    const visit = await arrive(ctx);
    return visit && { ...visit, address: filledIn(page.address, ctx['params']) };
  };
  router.get(page.address, async (ctx) => {
    const visit = await straight(ctx);
    if (!visit) return;
    const { shown } = needs.surroundings;
    const place = { path: visit.address, query: ctx.querystring };
    const left = leftFrom(shown.read(ctx, place), signedInAs(visit));
    const outcome = await page.load({ ...visit, left });
    await answer(needs, ctx, page.template, visit, outcome);
    afterwards(shown, ctx, place, outcome);
  });
  const { submit } = page;
  if (!submit) return;
  router.post(page.address, async (ctx) => {
    const fields = await needs.surroundings.readForm(ctx);
    const visit = await straight(ctx);
    if (!visit) return;
    const outcome = await submit.run(visit, fields);
    const { shown } = needs.surroundings;
    if (outcome.kind === 'again') {
      const { query = '', stays } = outcome;
      shown.leave(ctx, { path: visit.address, query }, leftTexts(outcome, signedInAs(visit)));
      return seeOther(ctx, visit.address + (query && `?${query}`) + (stays === undefined ? '' : MAILED_FIELD));
    }
    if (outcome.kind === 'go') ledOn(shown, ctx, visit, outcome);
    await answer(needs, ctx, page.template, visit, outcome);
  });
}

/** A form led elsewhere: of an earlier try nothing waits at its page any more, and what it did waits where it led. */
function ledOn(shown: Surroundings['shown'], ctx: Koa.Context, visit: PageVisit, { told }: FormOutcome & { readonly kind: 'go' }): void {
  if (told) shown.leave(ctx, { path: told.place, query: '' }, leftTexts(told, told.accountId ?? signedInAs(visit)));
  // One cookie a place: what was told there now stands in that of the earlier try.
  if (told?.place !== visit.address) shown.forget(ctx, visit.address);
}

/** What was left for a page has been seen there now; once its form is cancelled, nothing of it waits any more. Who asks for the headers alone has seen nothing yet. */
function afterwards(shown: Surroundings['shown'], ctx: Koa.Context, place: PagePlace, outcome: PageOutcome<unknown>): void {
  if (ctx.method !== 'GET') return;
  if (outcome.kind === 'page') shown.seen(ctx, place);
  if (outcome.kind === 'go' && outcome.isCancelled) shown.forget(ctx, place.path);
}

/** Who is signed in where the page is: on a borrowed computer the next one sees nothing of theirs. */
function signedInAs(visit: PageVisit): string | undefined {
  return 'accountId' in visit ? (visit as PortalVisit).accountId : undefined;
}

function filledIn(address: string, params: Readonly<Record<string, string>>): string {
  return address.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
}

async function answer<Name extends PageName>(
  needs: PageRouteNeeds,
  ctx: Koa.Context,
  template: Name,
  visit: PageVisit,
  outcome: PageOutcome<PageModels[Name]>,
): Promise<void> {
  if (outcome.kind === 'go') {
    const { note } = outcome;
    if (note) needs.surroundings.leaveNote(ctx, note);
    return seeOther(ctx, outcome.to);
  }
  if (outcome.kind === 'fail') return needs.surroundings.fail(outcome.error, outcome.status, outcome.retryAfterSeconds);
  if (outcome.kind === 'file') {
    ctx.attachment(outcome.name);
    ctx.type = outcome.type;
    ctx.body = outcome.body;
    return;
  }
  for (const target of outcome.formTargets ?? []) needs.surroundings.allowFormTarget(ctx, target);
  const organisation = 'organisation' in visit ? (visit as PortalVisit).organisation : undefined;
  const { status, signedIn, account, preference, model } = outcome;
  await needs.surroundings.show(ctx, template, model, { organisation, status, signedIn, account, preference });
}

function visitOf(needs: PageRouteNeeds, ctx: Koa.Context): PageVisit {
  const { surroundings } = needs;
  const query = Object.entries(ctx.query).map(([name, value]) => [name, (Array.isArray(value) ? value[0] : value) ?? ''] as const);
  return {
    language: surroundings.language(ctx, undefined),
    address: ctx.path,
    query: Object.fromEntries(query),
    browserId: surroundings.browserId(ctx),
    network: surroundings.network(ctx),
    device: surroundings.device(ctx),
    noteAt: (place) => surroundings.noteAt(ctx, place),
    rememberedPortal: () => surroundings.rememberedPortal(ctx),
    now: surroundings.now(),
    left: {},
  };
}

/** A request within a portal; undefined where it was answered already: an unknown portal, or one that has another name now. */
export async function portalVisit(needs: PageRouteNeeds, ctx: Koa.Context): Promise<PortalVisit | undefined> {
  const { surroundings, flows } = needs;
  const typed: string = ctx['params'].portal;
  const organisation = await surroundings.organisationNamed(typed);
  if (!organisation) return void (await showUnknown(surroundings, ctx, typed));
  const { portal } = organisation;
  if (typed !== portal) {
    const rest = ctx.path.split('/').slice(2).join('/');
    seeOther(ctx, `/${portal}${rest === '' ? '' : `/${rest}`}${ctx.search}`);
    return undefined;
  }
  surroundings.rememberPortal(ctx, portal);
  const session = await ownSession(needs, ctx, organisation.id);
  return {
    ...visitOf(needs, ctx),
    organisation,
    language: surroundings.language(ctx, organisation),
    session,
    accountId: session?.accountId,
    languageFor: (preference) => surroundings.language(ctx, organisation, { preference }),
    cameFrom: surroundings.cameFrom(ctx)?.uid,
    endSession: () => flows.endHeld(ctx, [organisation.id]),
    counted: surroundings.counted(ctx, organisation),
    brought: surroundings.restarts.brought(ctx, portal),
    keptRestart: () => surroundings.restarts.kept(ctx, portal),
    forgetBrought: () => surroundings.restarts.forget(ctx, portal),
  };
}
