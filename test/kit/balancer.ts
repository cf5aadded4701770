// A load balancer without any memory: each request goes to the next server in turn, so that nothing may lean on having
// been there before.
import { createServer, request } from 'node:http';

/** An open balancer. */
export interface Balancer {
  /** How many requests each server got. */
  readonly counts: readonly number[];
  close(): Promise<void>;
}

/** Opens one on `port` of this machine, before servers on `backends` (ports of this machine). */
export async function openBalancer(port: number, backends: readonly number[]): Promise<Balancer> {
  const counts = backends.map(() => 0);
  let turn = 0;
  const server = createServer((incoming, outgoing) => {
    const at = turn++ % backends.length;
    counts[at] = (counts[at] ?? 0) + 1;
    const { method = 'GET', url = '/', headers } = incoming;
    const onward = request({ host: '127.0.0.1', port: backends[at], method, path: url, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.writeHead(502).end());
    incoming.pipe(onward);
  });
  // Longer than any test leaves a connection idle, so that a request never meets one that is just being closed.
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    counts,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
