import type { IncomingMessage, ServerResponse } from 'node:http';

/** What an app answers. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string;
}

/** The most bytes a form has; a longer one is not read. */
const FORM_MOST = 64 * 1024;

/** A page. */
export function pageReply(body: string, status = 200): Reply {
  return { status, headers: { 'content-type': 'text/html; charset=utf-8' }, body };
}

/** An answer for programs. */
export function jsonReply(value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8', ...headers }, body: JSON.stringify(value) };
}

/** Sends the browser on with a GET, whatever it came with, and sets cookies on the way. */
export function goTo(address: string | URL, cookies: readonly string[] = []): Reply {
  return { status: 303, headers: { location: String(address), ...(cookies.length > 0 && { 'set-cookie': cookies }) } };
}

/** A cookie that scripts and other sites' forms never see; without a value it is forgotten. */
export function cookie(name: string, value: string | undefined): string {
  return `${name}=${value ?? ''}; Path=/; HttpOnly; SameSite=Lax${value === undefined ? '; Max-Age=0' : ''}`;
}

/** The value of one of the request's cookies. */
export function cookieOf(request: IncomingMessage, name: string): string | undefined {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) || undefined;
}

/** The form in a request's body; undefined when it is too long or no form at all. */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams | undefined> {
  if (!request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > FORM_MOST) return undefined;
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}

/** Whether a form was sent by a page of `origin` itself; other sites' forms name their own origin. */
export function isOwnForm(request: IncomingMessage, origin: string): boolean {
  const from = request.headers.origin;
  return from === undefined || from === origin;
}

/** Writes the answer. `formTargets`: origins that forms may lead to, beside our own. */
export function send(response: ServerResponse, reply: Reply, formTargets: string): void {
  response.writeHead(reply.status, {
    'cache-control': 'no-store',
    'content-security-policy': `default-src 'none'; style-src 'self'; img-src data:; form-action 'self' ${formTargets}; base-uri 'none'; frame-ancestors 'none'`,
    // With `no-referrer` browsers would send our own forms with `Origin: null`.
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    ...reply.headers,
  } as Record<string, string | string[]>);
  response.end(response.req.method === 'HEAD' ? undefined : reply.body);
}
