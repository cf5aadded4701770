// Finds out, before the library runs, which organisation a protocol request is about, and puts it in the request's scope.

import { decodeJwt } from 'jose';
import type Koa from 'koa';
import { PROTOCOL_PATHS } from './paths.ts';
import { chooseOrganisation, organisationNamed, type PortalChoiceNeeds } from './portal-choice.ts';
import type { RequestReads } from './request-reads.ts';
import { requestScope, withRequestScope } from './request-scope.ts';
import type { SessionCookies } from './session-cookies.ts';

/** What the middleware needs. */
export interface PortalOfRequestNeeds extends PortalChoiceNeeds {
  readonly reads: Pick<RequestReads, 'ahead'>;
  readonly cookies: SessionCookies;
  /** Short name of the portal last visited in this browser. */
  readonly remembered: (ctx: Koa.Context) => string | undefined;
}

type Parameters = Readonly<Record<string, unknown>>;

/** Addresses of a sign-out that name the portal that is left. */
const LEAVING: readonly string[] = [PROTOCOL_PATHS.endSessionConfirm, PROTOCOL_PATHS.endSessionSuccess];

/** Opens the request's scope and fills in the organisation; sends the person to the portal finder when only they can tell. */
export function portalOfRequest(needs: PortalOfRequestNeeds): Koa.Middleware {
  return (ctx, next) =>
    withRequestScope(() => {
      if (ctx.path === PROTOCOL_PATHS.authorization) return authorization(needs, ctx, next);
      const found = findPortal(needs, ctx);
      return found ? found.then(() => next()) : next();
    });
}

/** Fills in the organisation of a request that resumes or ends a session; undefined for one that does neither. */
function findPortal(needs: PortalOfRequestNeeds, ctx: Koa.Context): Promise<void> | undefined {
  const { path } = ctx;
  if (path.startsWith(`${PROTOCOL_PATHS.authorization}/`)) return resume(needs, path.slice(PROTOCOL_PATHS.authorization.length + 1));
  if (path === PROTOCOL_PATHS.endSession) return endSession(needs, ctx);
  return LEAVING.includes(path) ? named(needs, single(ctx.query['portal'])) : undefined;
}

async function authorization(needs: PortalOfRequestNeeds, ctx: Koa.Context, next: Koa.Next): Promise<void> {
  const parameters = await authorizationParameters(needs, ctx);
  requestScope().askedScope = text(parameters['scope']);
  const client = await needs.clients.find(text(parameters['client_id']) ?? '');
  if (client) {
    requestScope().clientId = client.id;
    const portal = text(parameters['portal']);
    const clues = { portal, subject: subjectOf(text(parameters['id_token_hint'])), remembered: needs.remembered(ctx) };
    requestScope().organisation = await chooseOrganisation(needs, client, clues);
    const silent = text(parameters['prompt'])?.split(' ').includes('none') ?? false;
    // A portal sent twice is a fault of the request, which the library answers (RFC 6749 §3.1): nothing that a person could mend.
    const unclear = portal === undefined && !Array.isArray(parameters['portal']);
    if (!requestScope().organisation && unclear && !silent && ctx.querystring.length <= MOST_PENDING) return toFinder(ctx);
  }
  return next();
}

/** Longest request the finder carries along in its address, in bytes; a longer one must name its portal itself. */
const MOST_PENDING = 5000;

/** The finder sends the same authorization request again, with the portal the person chose. */
function toFinder(ctx: Koa.Context): void {
  ctx.status = 303;
  ctx.redirect(`/?pending=${Buffer.from(ctx.querystring).toString('base64url')}`);
}

/** Parameters of a plain, a signed (RFC 9101) or a pushed (RFC 9126) request, unverified: they only choose a cookie. */
async function authorizationParameters(needs: PortalOfRequestNeeds, ctx: Koa.Context): Promise<Parameters> {
  const query = ctx.query as Parameters;
  const pushed = /^urn:ietf:params:oauth:request_uri:(.+)$/.exec(text(query['request_uri']) ?? '')?.[1];
  const stored = pushed && (await needs.reads.ahead('PushedAuthorizationRequest', pushed));
  const request = stored ? text(stored['request']) : text(query['request']);
  // What is asked for is what the request object says; beside it only the portal may stand, from the finder.
  return request ? { ...query, scope: undefined, ...decoded(request) } : query;
}

/** Where a request by form wants its answer, in the open or in its request object; unverified. */
export function askedRedirect(fields: Parameters): string | undefined {
  const request = text(fields['request']);
  return text({ ...fields, ...(request && decoded(request)) }['redirect_uri']);
}

async function resume(needs: PortalOfRequestNeeds, uid: string): Promise<void> {
  const interaction = await needs.reads.ahead('Interaction', uid);
  const parameters = (interaction?.['params'] ?? {}) as Parameters;
  await named(needs, text(parameters['portal']));
}

async function endSession(needs: PortalOfRequestNeeds, ctx: Koa.Context): Promise<void> {
  const subject = subjectOf(single(ctx.query['id_token_hint']));
  if (subject !== undefined) {
    requestScope().organisation = (await needs.accounts.withOrganisation(subject))?.organisation;
    return;
  }
  const held = needs.cookies.organisationsOf(ctx);
  const only = held.length === 1 ? held[0] : undefined;
  await named(needs, single(ctx.query['portal']) ?? only);
}

async function named(needs: PortalOfRequestNeeds, name: string | undefined): Promise<void> {
  if (name !== undefined) requestScope().organisation = await organisationNamed(needs.organisations, name);
}

function subjectOf(token: string | undefined): string | undefined {
  return token === undefined ? undefined : text(decoded(token)['sub']);
}

function decoded(token: string): Parameters {
  try {
    return decodeJwt(token);
  } catch {
    return {};
  }
}

function single(value: string | string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
