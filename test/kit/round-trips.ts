// The wire between a server and its PostgreSQL: how often something is asked is counted there, and it can lose what it carries.
import { connect, createServer, type Socket } from 'node:net';

/** A wire between a server and its database that counts. */
export interface CountingWire {
  /** The database's address by way of it. */
  readonly url: string;
  /** How many round trips there were so far: simple queries, and what ends with a Sync (PostgreSQL protocol 3.0, §54.2). */
  readonly count: () => number;
  /** The next question is asked, and its connection broken before the answer arrives. */
  readonly loseAnswer: () => void;
  /** As a network that loses who is connected and tells neither end: nothing of those arrives any more. Later ones are whole. */
  readonly fallSilent: () => void;
  close(): Promise<void>;
}

/** Bytes of a message's kind and of its length, which counts itself. */
const KIND = 1;
const LENGTH = 4;
const ROUND_TRIPS = new Set(['Q', 'S']);

/** Opens one in front of the database at `url`. */
export async function openCountingWire(url: string): Promise<CountingWire> {
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  let trips = 0;
  let losing = false;
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    for (const end of [near, far]) sockets.add(end);
    joined(near, far);
    const read = kindsIn();
    near.on('data', (bytes) => {
      if (losing)
        far
          .unpipe(near)
          .once('data', () => near.destroy())
          .resume();
      losing = false;
      trips += read(bytes as Buffer).filter((kind) => ROUND_TRIPS.has(kind)).length;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const through = new URL(url);
  const address = server.address();
  through.host = `127.0.0.1:${typeof address === 'object' && address ? address.port : ''}`;
  return {
    url: through.href,
    count: () => trips,
    loseAnswer: () => {
      losing = true;
    },
    fallSilent: () => {
      for (const socket of sockets) silence(socket);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function joined(near: Socket, far: Socket): void {
  for (const [from, to] of [
    [near, far],
    [far, near],
  ] as const) {
    from.on('error', () => to.destroy()).on('close', () => to.destroy());
    from.setNoDelay(true).pipe(to);
  }
}

/** What comes in at it is taken and dropped, and its end told to nobody. */
function silence(socket: Socket): void {
  socket
    .removeAllListeners('error')
    .removeAllListeners('close')
    .on('error', () => undefined);
  socket.unpipe().resume();
}

/** The kinds of the messages of a connection, as their ends arrive. The first one has no kind. */
function kindsIn(): (bytes: Buffer) => string[] {
  let rest: Buffer = Buffer.alloc(0);
  let kind = 0;
  return (bytes) => {
    rest = Buffer.concat([rest, bytes]);
    const kinds: string[] = [];
    while (rest.length >= kind + LENGTH && rest.length >= kind + rest.readUInt32BE(kind)) {
      kinds.push(kind === 0 ? 'startup' : rest.toString('latin1', 0, KIND));
      rest = rest.subarray(kind + rest.readUInt32BE(kind));
      kind = KIND;
    }
    return kinds;
  };
}
