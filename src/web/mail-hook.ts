import type Koa from 'koa';
import { type LetterReport, REPORT_WINDOW, readReports } from '../domain/mail/reports.ts';
import type { Clock } from '../kernel/clock.ts';
import { seconds } from '../kernel/duration.ts';
import { readBody } from './form.ts';

/** Where mail providers report. */
export const MAIL_HOOK_PATH = '/api/v1/mail-events';

/** What the hook needs. */
export interface MailHookNeeds {
  /** Undefined where nobody may report: then there is no such address. */
  readonly isSigned:
    | ((head: { readonly id: string; readonly timestamp: string; readonly signature: string }, body: Buffer) => boolean)
    | undefined;
  /** Takes what one message reports, once. */
  readonly take: (id: string, reports: readonly LetterReport[], now: number) => Promise<unknown>;
  readonly clock: Clock;
}

const MOST_BYTES = 256 * 1024;
const ID = /^[\w.-]{1,100}$/;
const TIMESTAMP = /^\d{1,12}$/;

/**
 * Takes signed reports of a mail provider (Standard Webhooks 1.0.0): 204 for one that is taken and for one that came before,
 * 401 for one whose signature or time is wrong, 400 for one that is none. What it says is looked at only after its signature.
 */
export function mailHook({ isSigned, take, clock }: MailHookNeeds): Koa.Middleware {
  if (!isSigned) return (_ctx, next) => next();
  const answer = async (ctx: Koa.Context): Promise<void> => {
    if (ctx.method !== 'POST') return refuse(ctx, 405, 'method');
    const head = { id: ctx.get('webhook-id'), timestamp: ctx.get('webhook-timestamp'), signature: ctx.get('webhook-signature') };
    const body = Buffer.from(await readBody(ctx, MOST_BYTES), 'latin1');
    const now = clock.now();
    const isOurs = ID.test(head.id) && TIMESTAMP.test(head.timestamp) && isSigned(head, body);
    if (!isOurs) return refuse(ctx, 401, 'signature');
    if (Math.abs(seconds(Number(head.timestamp)) - now) > REPORT_WINDOW) return refuse(ctx, 401, 'timestamp');
    const reports = readReports(body.toString('utf8'));
    if (!reports) return refuse(ctx, 400, 'events');
    await take(head.id, reports, now);
    ctx.status = 204;
  };
  return (ctx, next) => (ctx.path === MAIL_HOOK_PATH ? answer(ctx) : next());
}

function refuse(ctx: Koa.Context, status: number, error: string): void {
  ctx.status = status;
  ctx.body = { error };
}
