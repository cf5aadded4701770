import type Koa from 'koa';
import { errors, type InteractionResults, type Provider } from 'oidc-provider';
import { readForm } from '../assessment-app/http.ts';
import { languageOf, notePage, signInPage } from './pages.ts';
import type { Settings } from './settings.ts';

/** Where its sign-in pages are, before the interaction's uid. */
export const SIGN_IN = '/sign-in/';

/** Its sign-in page: a name and a password, and a button that stops. Whoever is signed in there already is not asked, unless that is asked for. */
export function signInPages(provider: Provider, settings: Settings): Koa.Middleware {
  return async (ctx, next) => {
    const note = (which: 'over' | 'home') => notePage(settings.name, languageOf(undefined, ctx.get('accept-language')), which);
    if (ctx.path === '/') {
      ctx.body = note('home');
      return;
    }
    if (!ctx.path.startsWith(SIGN_IN)) return next();
    ctx.set('cache-control', 'no-store');
    ctx.type = 'html';
    try {
      await signIn(provider, settings, ctx);
    } catch (error) {
      if (!(error instanceof errors.SessionNotFound)) throw error;
      ctx.status = 400;
      ctx.body = note('over');
    }
  };
}

async function signIn(provider: Provider, { name, people }: Settings, ctx: Koa.Context): Promise<void> {
  const { uid, params } = await provider.interactionDetails(ctx.req, ctx.res);
  const form = ctx.method === 'POST' ? ((await readForm(ctx.req)) ?? new URLSearchParams()) : undefined;
  const typed = (form?.get('username') ?? hintIn(params)).trim();
  const person = people.find(({ username, email }) => [username, email].includes(typed));
  if (form?.has('cancel')) return finish(provider, ctx, { error: 'access_denied', error_description: 'the person stopped' });
  if (form && person?.password === form.get('password')) {
    const { sub: accountId, acr, amr } = person;
    return finish(provider, ctx, { login: { accountId, ...(acr !== undefined && { acr }), ...(amr && { amr: [...amr] }) } });
  }
  const language = languageOf(params['ui_locales'], ctx.get('accept-language'));
  ctx.body = signInPage(name, language, { action: SIGN_IN + uid, typed, wrong: form !== undefined });
}

/** Writes down what came of it, and sends the browser on. */
async function finish(provider: Provider, ctx: Koa.Context, result: InteractionResults): Promise<void> {
  ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, result));
  ctx.status = 303;
}

function hintIn(params: Readonly<Record<string, unknown>>): string {
  return typeof params['login_hint'] === 'string' ? params['login_hint'] : '';
}
