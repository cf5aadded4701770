// HTTP by the byte, for what no client library would ever send.
import { connect, type Socket } from 'node:net';

/** What came back on the wire before the server closed the connection. */
export interface Heard {
  /** 0 when the connection ended without an answer. */
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/** Opens a connection to a server on this machine. */
export function dial(origin: string): Socket {
  return connect(Number(new URL(origin).port), '127.0.0.1');
}

/** Everything that arrives until the connection ends. */
export function hear(socket: Socket): Promise<Heard> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    // A server that closes while we still send is one way of saying no: what it said before counts.
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(heard(Buffer.concat(chunks).toString('latin1'))));
  });
}

/** Sends these bytes on a connection of their own; text goes out as latin1, a byte a character. */
export function exchange(origin: string, bytes: string): Promise<Heard> {
  const socket = dial(origin);
  socket.write(bytes, 'latin1');
  return hear(socket);
}

/** The text of a request whose connection ends with the answer; `Host` is the origin's own. */
export function requestText(origin: string, line: string, headers: readonly string[] = [], body = ''): string {
  return [`${line} HTTP/1.1`, `Host: ${new URL(origin).host}`, 'Connection: close', ...headers, '', body].join('\r\n');
}

function heard(text: string): Heard {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0), head, body: rest.join('\r\n\r\n') };
}
