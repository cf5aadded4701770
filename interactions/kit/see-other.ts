import type Koa from 'koa';

/** Leads the browser on with a GET. */
export function seeOther(ctx: Koa.Context, address: string): void {
  ctx.redirect(address);
  ctx.status = 303;
}
