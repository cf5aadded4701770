// The library's pages in our own words and look: no default page, font or text is left visible (`settled.md` 11, 14c).
import type Koa from 'koa';
import { type ErrorOut, errors, type KoaContextWithOIDC } from 'oidc-provider';
import type { Accounts } from '../domain/accounts/ports.ts';
import type { ErrorKind, Language, PageModels, PageName } from '../views/models.ts';
import type { OnceAnswered } from './once-answered.ts';
import { type LeftThroughNeeds, leftThrough } from './partings.ts';
import { PROTOCOL_PATHS } from './paths.ts';
import { requestScope } from './request-scope.ts';

/** How a page reaches the browser: wired by the application, since frames and references are not ours to make. */
export interface ProviderPages {
  /** Puts the page in the answer, in the person's language and with the organisation's look. `preference`: of who is signed in. */
  show<Name extends PageName>(ctx: Koa.Context, name: Name, model: PageModels[Name], preference?: Language): Promise<void>;
  /** Puts an error page with a reference in the answer; `technical` is small print for the application's owner. */
  error(
    ctx: Koa.Context,
    kind: ErrorKind,
    status: number,
    details: { readonly appName?: string; readonly technical?: string },
  ): Promise<void>;
  /** A sign-in that is over or was never ours: begins anew at its portal, or says so where none can be known (`settled.md` 40). */
  expired(ctx: Koa.Context): Promise<void>;
  /** Lets the answer's page send a form, or be redirected after one, to this address (security.md 2.7 trap 1). */
  allowFormTarget(ctx: Koa.Context, uri: string): void;
}

/** The library's error page. A sign-in that is over or was never ours starts anew at its portal: no dead end. */
export function renderError(pages: ProviderPages): (ctx: KoaContextWithOIDC, out: ErrorOut, error: Error) => Promise<void> {
  return async (ctx, out, error) => {
    if (error instanceof errors.SessionNotFound && ctx.method === 'GET') return pages.expired(ctx);
    const surprise = out.error === 'server_error';
    const kind: ErrorKind = surprise ? 'unexpected' : error instanceof errors.SessionNotFound ? 'expired' : 'client';
    const technical = [out.error, out.error_description].filter(Boolean).join(': ');
    const appName = ctx.oidc.client?.clientName;
    await pages.error(ctx, kind, surprise ? 500 : 400, { ...(appName && { appName }), ...(!surprise && { technical }) });
  };
}

/** The person signed out everywhere it was asked for; at an identity provider they came from, they may be signed in still. */
export function postLogoutSuccess(pages: ProviderPages, needs: LeftThroughNeeds): (ctx: KoaContextWithOIDC) => Promise<void> {
  return async (ctx) => {
    const { organisation } = requestScope();
    const singleSignOn = await leftThrough(needs, ctx);
    await pages.show(ctx, 'sign-out/done', {
      againHref: organisation ? `/${organisation.portal}` : '/',
      ...(singleSignOn && { singleSignOn }),
    });
  };
}

const FORM = /<form method="post" action="([^"]*)">/;
const INPUT = /<input type="hidden" name="([^"]*)" value="([^"]*)"\/>/g;

/**
 * Rewrites the library's self-submitting forms into pages of ours: `response_mode=form_post` into one sentence, a button
 * and the script of our assets instead of an inline one; the sign-out before another person's sign-in into a question.
 */
export function rewriteSelfSubmittingForms(pages: ProviderPages, accounts: Pick<Accounts, 'byId'>): OnceAnswered {
  const rewrite = async (ctx: Koa.Context, html: string): Promise<void> => {
    const action = FORM.exec(html)?.[1];
    if (action === undefined) throw new Error('the library changed its self-submitting form');
    const fields = [...html.matchAll(INPUT)].map(([, name, value]) => ({ name: name ?? '', value: unescaped(value ?? '') }));
    const target = new URL(unescaped(action));
    const organisation = requestScope().organisation;
    const isSignOut = target.pathname === PROTOCOL_PATHS.endSessionConfirm && organisation !== undefined;
    if (isSignOut) target.searchParams.set('portal', organisation.id);
    pages.allowFormTarget(ctx, target.href);
    // After the sign-out of who was there before, the redirects go on to the application that asked.
    const { oidc } = ctx as KoaContextWithOIDC;
    const onward = oidc.params?.['redirect_uri'] ?? oidc.entities.Interaction?.params['redirect_uri'];
    if (typeof onward === 'string') pages.allowFormTarget(ctx, onward);
    const { status } = ctx;
    const form = { action: target.href, fields };
    if (isSignOut)
      await pages.show(ctx, 'sign-out/switch', { ...form, ...(await persons(accounts, oidc)), stayHref: `/${organisation.portal}` });
    else await pages.show(ctx, 'passing-on/form', form);
    ctx.status = status;
  };
  return (ctx) => {
    const { body } = ctx;
    const isOne = typeof body === 'string' && ctx.path.startsWith('/oidc/') && body.includes('<title>Submitting Callback</title>');
    return isOne ? rewrite(ctx, body) : undefined;
  };
}

/** Who is signed in, and who has just proved to be somebody else (R12.2 i). */
async function persons(accounts: Pick<Accounts, 'byId'>, { session, entities }: KoaContextWithOIDC['oidc']) {
  const result = entities.Interaction?.result as { login?: { accountId?: string } } | undefined;
  const [present, next] = await Promise.all([session?.accountId, result?.login?.accountId].map((id) => accounts.byId(id ?? '')));
  return { username: present?.username ?? '', newUsername: next?.username ?? '' };
}

const ENTITIES: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&amp;': '&' };

function unescaped(html: string): string {
  return html.replace(/&(?:lt|gt|quot|#39|amp);/g, (entity) => ENTITIES[entity] ?? entity);
}
