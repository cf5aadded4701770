// Wiring: app.ts in pieces. Like it, these files may know every room; nothing else may know them. They hold no rule:
// only which part of one room another is given.
import type Koa from 'koa';
import type { Installation } from '../commands/installation.ts';
import { appCodes } from '../crypto/app-codes.ts';
import { challenges } from '../crypto/challenges.ts';
import { formGuard } from '../crypto/form-proof.ts';
import { noteSeal } from '../crypto/note-seal.ts';
import { passkeyCeremonies } from '../crypto/passkeys.ts';
import type { Challenges } from '../domain/challenge/ports.ts';
import type { Resources } from '../domain/clients/ports.ts';
import type { AppCodes, PasskeyCeremonies } from '../domain/factors/ports.ts';
import type { Organisation } from '../domain/organisations/organisation.ts';
import type { Organisations } from '../domain/organisations/ports.ts';
import { surgeWatch } from '../domain/throttle/surge.ts';
import { type UnderWay, underWay } from '../domain/throttle/under-way.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Watching } from '../metrics/watching.ts';
import { type ClientDirectory, clientDirectory } from '../provider/clients.ts';
import type { ProviderPages } from '../provider/pages.ts';
import type { PartingNotes } from '../provider/partings.ts';
import { organisationNamed } from '../provider/portal-choice.ts';
import { rememberedOrganisations, rememberedResources } from '../provider/remembered-records.ts';
import { requestScope } from '../provider/request-scope.ts';
import { type SessionCookies, sessionCookies } from '../provider/session-cookies.ts';
import type { Assets } from '../views/assets.ts';
import type { MailViews } from '../views/mail-models.ts';
import type { Views } from '../views/models.ts';
import { type BrowserCookie, browserCookie } from '../web/browser.ts';
import { drawErrorPage, type ErrorPageNeeds } from '../web/error-page.ts';
import { frameOf } from '../web/frame.ts';
import { allowFormTarget } from '../web/headers.ts';
import { type PageNoteNeeds, type PageNotes, pageNotes } from '../web/page-note.ts';
import { portalUsedLast } from '../web/remembered-portal.ts';
import type { Log } from '../web/request-log.ts';
import { type Restarts, restarts } from '../web/restart.ts';
import { type ShownOnce, shownOnce } from '../web/shown-once.ts';
import { partingNotes } from './parting-notes.ts';

/** What is made once and lives as long as the server, whatever provider is in use. */
export interface Parts {
  readonly installation: Installation;
  readonly clock: Clock;
  readonly log: Log;
  readonly views: Views;
  readonly assets: Assets;
  /** Whether cookies are for https alone. */
  readonly secure: boolean;
  readonly browser: BrowserCookie;
  readonly clients: ClientDirectory;
  readonly cookies: SessionCookies;
  /** Behind a short memory. */
  readonly organisations: Pick<Organisations, 'byId' | 'byPortal'>;
  readonly resources: Pick<Resources, 'byIndicator'>;
  readonly organisationNamed: (portal: string) => Promise<Organisation | undefined>;
  readonly errorPages: ErrorPageNeeds;
  readonly challenges: Challenges;
  readonly ceremonies: PasskeyCeremonies;
  readonly appCodes: AppCodes;
  /** Whether far more fails than usual (security.md 2.4 layer 6). */
  readonly surge: (now: number) => Promise<boolean>;
  readonly underWay: UnderWay;
  readonly pages: ProviderPages;
  readonly restarts: Restarts;
  readonly notes: PageNotes;
  readonly shown: ShownOnce;
  readonly partings: PartingNotes;
  readonly mailViews: MailViews;
  /** Undefined where nothing is counted. */
  readonly metrics: Watching | undefined;
}

/** Makes them. */
export function makeParts(made: Pick<Parts, 'installation' | 'clock' | 'log' | 'views' | 'mailViews' | 'assets' | 'metrics'>): Parts {
  const { installation, clock, views } = made;
  const { config, store, keyring } = installation;
  const secure = config.issuer.startsWith('https:');
  const browser = browserCookie(formGuard(keyring), config.issuer, secure);
  const organisations = rememberedOrganisations(store.ports.organisations, clock);
  const named = (portal: string) => organisationNamed(organisations, portal);
  const sealed: PageNoteNeeds = { seal: noteSeal(installation.sealer), browser, clock, secure };
  const again = restarts(sealed);
  const notes = pageNotes(sealed);
  const errorPages: ErrorPageNeeds = { issuer: config.issuer, browser, views, organisationNamed: named };
  return {
    ...made,
    secure,
    browser,
    errorPages,
    challenges: challenges(keyring, config.challenge),
    ceremonies: passkeyCeremonies(keyring, config.issuer),
    appCodes: appCodes(installation.sealer),
    surge: surgeWatch(store.ports.counters),
    underWay: underWay(),
    clients: clientDirectory(store.ports.clients, clock, config.issuer),
    cookies: sessionCookies(secure),
    organisations,
    resources: rememberedResources(store.ports.resources, clock),
    organisationNamed: named,
    pages: providerPages(errorPages, again),
    restarts: again,
    notes,
    shown: shownOnce(sealed),
    partings: partingNotes(notes),
  };
}

/** The protocol's pages, in the look of the organisation its request is about. */
function providerPages(needs: ErrorPageNeeds, again: Restarts): ProviderPages {
  const error: ProviderPages['error'] = async (ctx, kind, status, details) => {
    await drawErrorPage(needs, ctx, kind, { ...details, organisation: requestScope().organisation });
    ctx.status = status;
  };
  return {
    show: async (ctx, name, model, preference) => {
      const organisation = requestScope().organisation ?? (await portalInQuery(needs, ctx));
      ctx.type = 'html';
      ctx.body = needs.views.page(name, model, frameOf(needs, ctx, { organisation, preference }));
    },
    error,
    expired: async (ctx) => {
      const portal = requestScope().organisation?.portal ?? (await portalRemembered(needs, ctx));
      if (portal === undefined || !again.allow(ctx, portal, { signedIn: false })) return error(ctx, 'expired', 400, {});
      ctx.redirect(`/${portal}/sign-in?again`);
      ctx.status = 303;
    },
    allowFormTarget,
  };
}

async function portalRemembered(needs: ErrorPageNeeds, ctx: Koa.Context): Promise<string | undefined> {
  const name = portalUsedLast(ctx);
  return name === undefined ? undefined : (await needs.organisationNamed(name))?.portal;
}

/** After a sign-out nothing else says which portal was left. */
async function portalInQuery(needs: ErrorPageNeeds, ctx: Koa.Context): Promise<Organisation | undefined> {
  const name = ctx.query['portal'];
  return typeof name === 'string' ? needs.organisationNamed(name) : undefined;
}
