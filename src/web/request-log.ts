import type Koa from 'koa';
import type { Clock } from '../kernel/clock.ts';
import { randomReference } from '../kernel/random.ts';
import { stateOf } from './state.ts';

/** The server's log: named fields and a sentence, nothing else (security.md 2.9). */
export interface Log {
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
  error(fields: Readonly<Record<string, unknown>>, message: string): void;
}

/** Begins the request's state and writes one line when it is answered: no path, no query, no address of a person. */
export function requestLog(log: Log, clock: Clock): Koa.Middleware {
  return async (ctx, next) => {
    const arrivedAt = clock.now();
    Object.assign(ctx.state, { reference: randomReference(), arrivedAt, formTargets: new Set(), browserId: undefined });
    await next();
    const pattern = (ctx as { _matchedRoute?: unknown })._matchedRoute;
    const named = typeof pattern === 'string' ? pattern : patternOf(ctx.path);
    log.info(
      { reference: stateOf(ctx).reference, method: ctx.method, pattern: named, status: ctx.status, ms: clock.now() - arrivedAt },
      'request',
    );
  };
}

/** Protocol addresses are fixed words but for the id of a resumed request; anything else stays unnamed. */
function patternOf(path: string): string {
  if (/^\/oidc\/auth\/./.test(path)) return '/oidc/auth/:uid';
  return /^\/(oidc|\.well-known|assets)\//.test(path) ? path.split('/').slice(0, 4).join('/').slice(0, 60) : 'other';
}
