// Signing out (OIDC RP-Initiated Logout 1.0, `settled.md` 1, 11, 59): one organisation's session ends, the others stay.
import type Koa from 'koa';
import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import type { Accounts } from '../domain/accounts/ports.ts';
import { type EndSessionNeeds, endSession } from './end-session.ts';
import type { ProviderPages } from './pages.ts';
import { leaveWord, type Parting, type PartingNotes } from './partings.ts';
import { PROTOCOL_PATHS } from './paths.ts';
import { requestScope } from './request-scope.ts';

/** What signing out needs. */
export interface SignOutNeeds extends EndSessionNeeds {
  readonly accounts: Pick<Accounts, 'withOrganisation'>;
  readonly pages: ProviderPages;
  readonly partings: PartingNotes;
}

/** The library's sign-out page: asked, unless a first-party application's good hint already says who wants to leave. */
export function logoutSource(needs: SignOutNeeds): (ctx: KoaContextWithOIDC) => Promise<void> {
  return async (ctx) => {
    const { session, client } = ctx.oidc;
    if (session && isGoodHint(ctx)) {
      await endSession(needs, ctx, ctx.oidc.provider, session);
      leaveWord(needs.partings, ctx, partingOf(session.uid));
      return seeOther(ctx, afterwards(ctx) ?? signedOutAddress());
    }
    const found = session?.accountId ? await needs.accounts.withOrganisation(session.accountId) : undefined;
    const organisation = requestScope().organisation;
    const target = afterwards(ctx);
    if (target) needs.pages.allowFormTarget(ctx, target);
    const model = {
      action: `${PROTOCOL_PATHS.endSessionConfirm}?portal=${organisation?.id ?? ''}`,
      xsrf: (session?.state as { secret: string } | undefined)?.secret ?? '',
      username: found?.account.username ?? '',
      stayHref: organisation ? `/${organisation.portal}` : '/',
      ...(client?.clientName && { appName: client.clientName }),
    };
    await needs.pages.show(ctx, 'sign-out/ask', model, found?.account.locale);
  };
}

/** The library has verified the hint's signature and audience; it must also be of the person who is signed in. */
function isGoodHint(ctx: KoaContextWithOIDC): boolean {
  const hint = ctx.oidc.entities.IdTokenHint as { payload?: { sub?: unknown } } | undefined;
  return ctx.oidc.client?.['first_party'] === true && hint?.payload?.sub !== undefined && hint.payload.sub === ctx.oidc.session?.accountId;
}

/** Where the application wants the person back, with its `state`; validated by the library. */
function afterwards(ctx: KoaContextWithOIDC): string | undefined {
  const uri = ctx.oidc.params?.['post_logout_redirect_uri'];
  if (typeof uri !== 'string') return undefined;
  const target = new URL(uri);
  const state = ctx.oidc.params?.['state'];
  if (typeof state === 'string') target.searchParams.set('state', state);
  return target.href;
}

/** The signed-out page, in the look of the portal that was left. */
export function signedOutAddress(): string {
  const organisation = requestScope().organisation;
  return PROTOCOL_PATHS.endSessionSuccess + (organisation ? `?portal=${organisation.portal}` : '');
}

function seeOther(ctx: Koa.Context, address: string): void {
  ctx.redirect(address);
  ctx.status = 303;
}

/**
 * Around the library's sign-out: sends the person to choose when the request does not say which portal of this browser
 * is meant, spares who is not signed in any page in between, and keeps the portal's look on the last page.
 */
export function signOutRoads(needs: Pick<SignOutNeeds, 'cookies' | 'partings'>): Koa.Middleware {
  const asked = async (ctx: KoaContextWithOIDC, next: Koa.Next): Promise<void> => {
    if (mustChoose(needs, ctx)) return seeOther(ctx, `/sign-out${ctx.search}`);
    await next();
    if (ctx.status !== 200 || ctx.oidc.session?.accountId) return;
    ctx.body = null;
    seeOther(ctx, afterwards(ctx) ?? signedOutAddress());
  };
  const confirmed = async (ctx: KoaContextWithOIDC, next: Koa.Next): Promise<void> => {
    await next();
    if (ctx.status === 303 && ctx.oidc.session) leaveWord(needs.partings, ctx, partingOf(ctx.oidc.session.uid));
    if (leadsToSuccess(ctx)) seeOther(ctx, signedOutAddress());
  };
  return (ctx, next) => {
    if (ctx.path === PROTOCOL_PATHS.endSession) return asked(ctx as KoaContextWithOIDC, next);
    return ctx.path === PROTOCOL_PATHS.endSessionConfirm ? confirmed(ctx as KoaContextWithOIDC, next) : next();
  };
}

/** The session, at the organisation of the request. */
function partingOf(sessionUid: string): Parting[] {
  const { organisation } = requestScope();
  return organisation ? [{ sessionUid, organisation }] : [];
}

function mustChoose(needs: Pick<SignOutNeeds, 'cookies'>, ctx: Koa.Context): boolean {
  const unknown = !requestScope().organisation && ctx.query['id_token_hint'] === undefined;
  return ctx.method === 'GET' && unknown && needs.cookies.organisationsOf(ctx).length > 1;
}

function leadsToSuccess(ctx: Koa.Context): boolean {
  const location = ctx.response.get('location');
  return location !== '' && new URL(location, ctx.href).pathname === PROTOCOL_PATHS.endSessionSuccess;
}

/** A portal that this browser is signed in to. */
export interface HeldSession {
  readonly organisationId: string;
  readonly portal: string;
  readonly name: string;
  readonly username: string;
}

/** The portals this browser is signed in to now; cookies whose session is over are left out. */
export async function heldSessions(needs: SignOutNeeds, ctx: Koa.Context, provider: Provider): Promise<HeldSession[]> {
  const held: HeldSession[] = [];
  for (const id of needs.cookies.organisationsOf(ctx)) {
    const session = await sessionOf(ctx, provider, id);
    const found = session?.accountId ? await needs.accounts.withOrganisation(session.accountId) : undefined;
    if (found)
      held.push({ organisationId: id, portal: found.organisation.portal, name: found.organisation.name, username: found.account.username });
  }
  return held;
}

/** Ends this browser's sessions of the given organisations, and no others. */
export async function endHeldSessions(
  needs: SignOutNeeds,
  ctx: Koa.Context,
  provider: Provider,
  organisationIds: readonly string[],
): Promise<void> {
  const partings: Parting[] = [];
  for (const id of organisationIds) {
    const session = await sessionOf(ctx, provider, id);
    if (!session?.accountId) continue;
    const found = await needs.accounts.withOrganisation(session.accountId);
    if (found) partings.push({ sessionUid: session.uid, organisation: found.organisation });
    await endSession(needs, ctx, provider, session);
  }
  leaveWord(needs.partings, ctx, partings);
}

/** The session of one organisation: the cookie's name follows the scope's organisation. */
async function sessionOf(ctx: Koa.Context, provider: Provider, organisationId: string) {
  requestScope().cookieOf = organisationId;
  return provider.Session.get(ctx as KoaContextWithOIDC);
}
