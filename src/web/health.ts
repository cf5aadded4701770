import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { seconds } from '../kernel/duration.ts';
import { askedPatiently } from '../kernel/patience.ts';

/** What is counted, for those who have the token. */
export interface MetricsPage {
  readonly isToken: (presented: string) => boolean;
  readonly contentType: string;
  readonly read: () => Promise<string>;
}

/** What the private listener shows. */
export interface HealthNeeds {
  /** Throws when the database does not answer. */
  readonly ping: () => Promise<void>;
  /** Undefined where nothing is counted: then there is no such address. */
  readonly metrics: MetricsPage | undefined;
  /** How long the database is waited for, in milliseconds; two seconds unless something else is asked for. */
  readonly patience?: number;
}

/**
 * The private listener: `/healthz` says that the process lives, `/readyz` that its database answers, and `/metrics` (R18.3) what
 * it has counted, to a bearer of the token (RFC 6750 §2.1).
 */
export function health({ ping, metrics, patience = seconds(2) }: HealthNeeds): RequestListener {
  const isReady = askedPatiently(() => ping().then(() => true), patience);
  return async (request, response) => {
    if (request.url === '/healthz') return answer(response, 200, 'alive');
    if (request.url === '/metrics' && metrics) return showMetrics(metrics, request, response);
    if (request.url !== '/readyz') return answer(response, 404, 'not found');
    return (await isReady()) ? answer(response, 200, 'ready') : answer(response, 503, 'the database does not answer');
  };
}

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain' }).end(`${text}\n`);
}

async function showMetrics({ isToken, contentType, read }: MetricsPage, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [, presented] = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '') ?? [];
  if (presented === undefined || !isToken(presented)) {
    response.setHeader('www-authenticate', 'Bearer realm="metrics"');
    return answer(response, 401, 'the token is missing or wrong');
  }
  if (request.method !== 'GET') return answer(response, 405, 'only GET');
  const text = await read().catch(() => undefined);
  if (text === undefined) return answer(response, 503, 'what is counted cannot be read');
  response.writeHead(200, { 'content-type': contentType, 'cache-control': 'no-store' }).end(text);
}
