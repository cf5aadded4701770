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
    Object.assign(ctx.state, { reference: randomReference(), arrivedAt, formTargets: new Set(), browserId: undefined, network: undefined });
    await next();
    const pattern = (ctx as { _matchedRoute?: unknown })._matchedRoute;
    const named = typeof pattern === 'string' ? pattern : patternOf(ctx.path);
    log.info(
      { reference: stateOf(ctx).reference, method: ctx.method, pattern: named, status: ctx.status, ms: clock.now() - arrivedAt },
      'request',
    );
  };
}

/** Protocol addresses are fixed small words but for the id of a resumed request; anything else is a stranger's text and stays unnamed. */
function patternOf(path: string): string {
  if (/^\/oidc\/auth\/./.test(path)) return '/oidc/auth/:uid';
  if (path.startsWith('/assets/')) return '/assets/:file';
  return /^\/(?:oidc|\.well-known)(?:\/[a-z-]{1,32}){1,3}$/.test(path) ? path : 'other';
}
