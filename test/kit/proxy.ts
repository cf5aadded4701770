// A proxy in front of the server, as far as the server sees one: it says over which scheme a request came and which
// certificate its sender showed, whatever the sender itself wrote there.
import { createServer, type IncomingHttpHeaders, request } from 'node:http';
import { freePort } from './world.ts';

/** An open proxy. */
export interface FrontProxy {
  /** Origin at which it listens. */
  readonly url: string;
  /** Headers that it sets on each request it passes on; `undefined` takes one away. To be changed by a test. */
  headers: Record<string, string | undefined>;
  /** Where it passes requests on to. */
  target: number;
  close(): Promise<void>;
}

/** Opens one on loopback. */
export async function openProxy(): Promise<FrontProxy> {
  const port = await freePort();
  const server = createServer((incoming, outgoing) => {
    const headers: IncomingHttpHeaders = { ...incoming.headers, 'x-forwarded-for': incoming.socket.remoteAddress ?? '', ...proxy.headers };
    const sent = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));
    const options = { host: '127.0.0.1', port: proxy.target, method: incoming.method, path: incoming.url, headers: sent };
    const passed = request(options, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    passed.on('error', () => outgoing.destroy());
    incoming.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const proxy: FrontProxy = {
    url: `http://localhost:${port}`,
    headers: {},
    target: 0,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return proxy;
}
