import type Koa from 'koa';

/**
 * Lets a finished request go. The library gives each context an `oidc` by a getter of its own, which knows the context. V8 keeps
 * what such a getter is made of out of its young generation, and with it all that the request made, until the next full collection:
 * a sixth of what a token cost. So once an answer has left whole, nothing is found from its context any more; what is left of that
 * is small. Only Koa ends an answer, when everybody before it is done. A request that was broken off or went wrong is left as it is:
 * somebody beside the one who failed may still be at work on it. No answer of ours is a stream, which would look at its context late.
 */
export const letGo: Koa.Middleware = (ctx, next) => {
  ctx.res.once('close', () => {
    if (ctx.res.writableFinished && ctx.res.statusCode < 500) for (const held of [ctx.oidc, ctx]) empty(held);
  });
  return next();
};

function empty(held: object | undefined): void {
  if (held) for (const name of Reflect.ownKeys(held)) Reflect.set(held, name, undefined);
}
