import type Koa from 'koa';
import type Provider from 'oidc-provider';

/** Whether this name and password may go in. */
export type Check = (username: string, password: string) => Promise<boolean>;

const ADDRESS = /^\/interaction\/[\w-]+$/;

/** One login form, nothing around it. */
export function loginForm(provider: Provider, check: Check): Koa.Middleware {
  return async (ctx, next) => {
    if (!ADDRESS.test(ctx.path)) return next();
    if (ctx.method === 'GET') {
      await provider.interactionDetails(ctx.req, ctx.res);
      ctx.type = 'html';
      ctx.body = `<!doctype html><title>Sign in</title><form method="post" action="${ctx.path}"><input name="username"><input name="password" type="password"><button>Sign in</button></form>`;
      return undefined;
    }
    const fields = new URLSearchParams(await bodyOf(ctx));
    const username = fields.get('username') ?? '';
    try {
      if (!(await check(username, fields.get('password') ?? ''))) {
        ctx.status = 403;
        return undefined;
      }
    } catch {
      ctx.status = 503;
      return undefined;
    }
    const login = { accountId: username, acr: 'urn:bench:1', amr: ['pwd'], remember: false };
    ctx.status = 303;
    ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, { login }));
    return undefined;
  };
}

async function bodyOf(ctx: Koa.Context): Promise<string> {
  let body = '';
  for await (const chunk of ctx.req) body += chunk;
  return body;
}
