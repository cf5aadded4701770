// Web: small Koa parts around every answer: who asks from where, in which language, with which headers, and what it
// looks like when something goes wrong. Knows no journey, no account and nothing of the protocol's insides.
import type Koa from 'koa';
import type { DrawnPage } from '../views/drawn-once.ts';

/** What our parts note about a request. */
export interface RequestState {
  /** `R-7F3K-9QXM`: the request's id in the log, and the reference on an error page (ux.md G18). */
  reference: string;
  /** Epoch milliseconds of its arrival. */
  arrivedAt: number;
  /** Origins and schemes beyond our own that this answer's forms may lead to. */
  formTargets: Set<string>;
  browserId: string | undefined;
  /** Network that it comes from, once somebody has asked. */
  network: string | undefined;
  /** The page that was put in the answer, if it was. */
  page: DrawnPage | undefined;
}

/** The state of a request. */
export function stateOf(ctx: Koa.Context): RequestState {
  return ctx.state as RequestState;
}
