import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type Koa from 'koa';
import { contentHash } from '../views/assets.ts';
import { hostOf } from './host.ts';
import type { AnsweredRequest, Log } from './request-log.ts';

/** Answers that are the same for everybody: made once, then given as bytes before anything else looks at the request. */
export interface KeptAnswers {
  /** Keeps what is answered. Stands around everything else, so that it sees the answer as it leaves. */
  readonly keep: Koa.Middleware;
  /** Answers from what is kept; false when the request is for the others. */
  readonly answer: (request: IncomingMessage, response: ServerResponse) => boolean;
}

/** What it needs. */
export interface KeptAnswerNeeds {
  readonly paths: ReadonlySet<string>;
  /** Configured origin: an answer made under another one is not kept. */
  readonly issuer: string;
  readonly log: Log;
  /** Is told of each, where somebody counts them. */
  readonly answered?: ((request: AnsweredRequest) => void) | undefined;
}

interface Kept {
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
  readonly etag: string;
}

/** A proxy may say the scheme in many ways; there is no need to know them all. */
const MOST_KEPT = 20;

/** Headers that are not the same for everybody. */
const OF_THE_REQUEST = /^(?:vary|access-control-.*|content-length|set-cookie)$/;

/**
 * Keeps the answers of `paths` for good: what makes them is built anew when they change. They are public and CORS is
 * open for them, as the protocol library has it.
 */
export function keepAnswers({ paths, issuer, log, answered }: KeptAnswerNeeds): KeptAnswers {
  const kept = new Map<string, Kept>();
  return {
    keep: (ctx, next) => (ctx.method === 'GET' && paths.has(ctx.path) ? keep(ctx, next) : next()),
    answer: (request, response) => {
      const { method, url = '' } = request;
      const found = (method === 'GET' || method === 'HEAD') && paths.has(url) ? kept.get(keyOf(request)) : undefined;
      if (!found || hostOf(request) === undefined) return false;
      const own = { vary: 'Origin', 'access-control-allow-origin': request.headers.origin ?? '*' };
      const status = isHeld(request.headers['if-none-match'], found.etag) ? 304 : 200;
      const length = status === 200 ? { 'content-length': found.body.length } : {};
      response.writeHead(status, { ...found.headers, ...own, ...length });
      response.end(status === 200 && method === 'GET' ? found.body : undefined);
      log.info({ method, pattern: url, status, ms: 0 }, 'request');
      answered?.({ pattern: url, isScreen: false, status, ms: 0 });
      return true;
    },
  };

  async function keep(ctx: Koa.Context, next: Koa.Next): Promise<void> {
    await next();
    if (ctx.status !== 200 || ctx.search !== '' || `${ctx.protocol}://${ctx.host}` !== issuer) return;
    const made = asKept(ctx);
    if (kept.size < MOST_KEPT) kept.set(keyOf(ctx.req), made);
    ctx.body = made.body;
    ctx.set('etag', made.etag);
  }

  function asKept(ctx: Koa.Context): Kept {
    const body = Buffer.from(typeof ctx.body === 'string' ? ctx.body : JSON.stringify(ctx.body));
    const etag = `"${contentHash(body)}"`;
    const headers = Object.entries(ctx.response.headers).filter(([name]) => !OF_THE_REQUEST.test(name));
    return { body, etag, headers: { ...Object.fromEntries(headers), etag } };
  }
}

/** All that the answer was made from: host and scheme, as the request names them. */
function keyOf({ url, headers }: IncomingMessage): string {
  return [url, headers.host, headers['x-forwarded-proto']].join(' ');
}

/** Whether the asker holds this very answer (RFC 9110 §13.1.2: compared weakly). */
function isHeld(held: string | undefined, etag: string): boolean {
  return held?.split(',').some((each) => each.trim() === '*' || each.trim().replace(/^W\//, '') === etag) ?? false;
}
