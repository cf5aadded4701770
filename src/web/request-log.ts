import type Koa from 'koa';
import type { Clock } from '../kernel/clock.ts';
import { randomReference } from '../kernel/random.ts';
import { type RequestState, stateOf } from './state.ts';

/** The server's log: named fields and a sentence, nothing else (security.md 2.9). */
export interface Log {
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
  error(fields: Readonly<Record<string, unknown>>, message: string): void;
}

/** A request that was answered, `ms` milliseconds after it came. A pattern that is no screen's may be any word under the protocol's. */
export interface AnsweredRequest {
  readonly pattern: string;
  readonly isScreen: boolean;
  readonly status: number;
  readonly ms: number;
}

/** Begins the request's state and writes one line when it is answered: no path, no query, no address of a person. */
export function requestLog(log: Log, clock: Clock, answered?: (request: AnsweredRequest) => void): Koa.Middleware {
  return async (ctx, next) => {
    const arrivedAt = clock.now();
    const known = { reference: randomReference(), arrivedAt, formTargets: new Set<string>() };
    ctx.state = { ...known, browserId: undefined, network: undefined, page: undefined } satisfies RequestState;
    await next();
    const pattern = (ctx as { _matchedRoute?: unknown })._matchedRoute;
    const isScreen = typeof pattern === 'string';
    const named = isScreen ? pattern : patternOf(ctx.path);
    const ms = clock.now() - arrivedAt;
    log.info({ reference: stateOf(ctx).reference, method: ctx.method, pattern: named, status: ctx.status, ms }, 'request');
    answered?.({ pattern: named, isScreen, status: ctx.status, ms });
  };
}

/** Protocol addresses are fixed small words but for the id of a resumed request; anything else is a stranger's text and stays unnamed. */
function patternOf(path: string): string {
  if (/^\/oidc\/auth\/./.test(path)) return '/oidc/auth/:uid';
  if (path.startsWith('/assets/')) return '/assets/:file';
  return /^\/(?:oidc|\.well-known)(?:\/[a-z-]{1,32}){1,3}$/.test(path) ? path : 'other';
}
