// Requests over connections that stay open, as a proxy in front of the server keeps them.
import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { ISSUER } from '../plan.ts';

/** One request. `from` is the address the proxy saw. */
export interface Sent {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly from?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly form?: Readonly<Record<string, string>>;
}

/** Its answer. */
export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The body as text, decompressed when it is asked for: nobody waits for that who does not read it. */
  text(): string;
}

const agent = new Agent({ keepAlive: true, maxSockets: 64, scheduling: 'lifo' });
const HOST = new URL(ISSUER).host;
const FORM = 'application/x-www-form-urlencoded';

/** Sends a request to the server on this port of the loopback, redirects not followed. */
export function send(port: number, { method, path, from = '192.0.2.1', headers, form }: Sent): Promise<Reply> {
  const body = form && new URLSearchParams(form).toString();
  const own = { host: HOST, 'x-forwarded-proto': 'https', 'x-forwarded-for': from, 'accept-encoding': 'gzip, br' };
  const content = body === undefined ? {} : { 'content-type': FORM, 'content-length': String(Buffer.byteLength(body)) };
  const options = { host: '127.0.0.1', port, method, path, agent, headers: { ...own, ...content, ...headers } };
  return new Promise((resolve, reject) => {
    const sent = request(options, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => {
        const text = () => decompressed(Buffer.concat(chunks), answer.headers['content-encoding']).toString();
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

function decompressed(body: Buffer, encoding: string | undefined): Buffer {
  if (encoding === 'br') return brotliDecompressSync(body);
  return encoding === 'gzip' ? gunzipSync(body) : body;
}
