import type Koa from 'koa';
import { BusyError } from '../domain/credentials/busy.ts';
import type { ErrorKind } from '../views/models.ts';
import { PageError } from './page-error.ts';
import type { Log } from './request-log.ts';
import { stateOf } from './state.ts';

/** Draws an error page in the answer. */
export type ErrorPage = (ctx: Koa.Context, kind: ErrorKind) => Promise<void>;

/**
 * The one place where surprises end: a page with a reference and a way on, and one line in the log (ux.md G18). An
 * application hears it in the protocol's words (RFC 6749 §5.2): to `betweenMachines` no page is of use.
 */
export function errorsAsPages(draw: ErrorPage, log: Log, betweenMachines: (path: string) => boolean): Koa.Middleware {
  return async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      await end(ctx, asPageError(ctx, error, log), draw, betweenMachines(ctx.path));
    }
    if (ctx.status === 404 && ctx.body === undefined) await end(ctx, new PageError('not-found', 404), draw);
    // The router says 501 to a method that no address of ours knows; it is the sender's mistake all the same.
    else if ((ctx.status === 405 || ctx.status === 501) && !ctx.body) await end(ctx, new PageError('method', 405), draw);
  };
}

function asPageError(ctx: Koa.Context, error: unknown, log: Log): PageError {
  if (error instanceof PageError) return error;
  if (error instanceof BusyError) return new PageError('busy', 503, { 'retry-after': String(error.retryAfterSeconds) });
  // Koa and its parts mark what the sender did wrong, such as a path that cannot be decoded.
  const { status, expose } = error as { status?: number; expose?: boolean };
  if (expose === true && status !== undefined && status >= 400 && status < 500) return new PageError('bad-request', status);
  const cause = error instanceof Error ? error.stack : String(error);
  log.error({ reference: stateOf(ctx).reference, error: cause }, 'a request met a surprise');
  return new PageError('unexpected', 500);
}

async function end(ctx: Koa.Context, error: PageError, draw: ErrorPage, toMachine = false): Promise<void> {
  // Of an answer that could not be completed nothing may be left: where it led to, a session that was never written.
  ctx.remove('location');
  if (error.kind === 'unexpected') ctx.remove('set-cookie');
  ctx.set(error.headers);
  if (toMachine && error.kind === 'unexpected') ctx.body = { error: 'server_error', error_description: stateOf(ctx).reference };
  else if (ctx.accepts('html', 'json') === 'json') ctx.body = { error: error.kind, reference: stateOf(ctx).reference };
  else await draw(ctx, error.kind);
  ctx.status = error.status;
}
