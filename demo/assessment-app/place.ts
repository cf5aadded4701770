import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';

/** A port of this machine that an app has taken, before it is known what it will answer. */
export interface Place {
  /** `http://localhost:<port>`. */
  readonly url: string;
  /** From now on `listener` answers. */
  serve(listener: RequestListener): void;
  close(): Promise<void>;
}

/** Takes a port (0: any free one) of the loopback interface. Throws Node's `EADDRINUSE` when it is taken. */
export async function takePlace(port: number): Promise<Place> {
  const server = createServer();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has an address with a port');
  return {
    url: `http://localhost:${address.port}`,
    serve: (listener) => void server.on('request', listener),
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
