// An application's own server, as far as it hears us: a real HTTP listener on loopback that keeps what arrived.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request that arrived. */
export interface Heard {
  readonly path: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly contentType: string;
}

/** An open listener. */
export interface Listener {
  /** `127.0.0.1:<port>`. */
  readonly host: string;
  readonly heard: readonly Heard[];
  close(): Promise<void>;
}

/** What it answers: a status, a JSON document, or nothing at all. */
export type Behaviour = number | { readonly json: object } | 'silence';

/** Opens one that answers everything as `behaviour` says, each time anew. */
export async function openListener(behaviour: () => Behaviour = () => 200): Promise<Listener> {
  const heard: Heard[] = [];
  const server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const fields = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
    heard.push({ path: request.url ?? '', fields, contentType: request.headers['content-type'] ?? '' });
    const answer = behaviour();
    if (typeof answer === 'number') response.writeHead(answer).end();
    else if (answer !== 'silence') response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer.json));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
