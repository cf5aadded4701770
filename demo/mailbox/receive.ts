import { createServer, type Server, type Socket } from 'node:net';

/** A mail as it came over the wire. */
export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  /** Header and body, line ends as sent, the dots of the protocol taken off again. */
  readonly bytes: Buffer;
}

/** The most bytes of a mail; the product's weigh less than 30 kB. */
const LARGEST = 1024 * 1024;
/** Longest line of a command (RFC 5321 §4.5.3.1.4). */
const LONGEST_LINE = 512;
const GOODBYE = '221 2.0.0 goodbye';

/** What one connection has said so far. */
interface Talk {
  from: string | undefined;
  to: string[];
  /** Undefined while commands are awaited. */
  data: Buffer[] | undefined;
  rest: Buffer;
}

/**
 * A mail server that takes everything and passes nothing on (RFC 5321): for this machine only, where nothing is encrypted
 * and nobody logs in. Every mail is given to `take` before it is acknowledged.
 */
export function mailServer(take: (mail: ReceivedMail) => void): Server {
  return createServer((socket) => {
    const talk: Talk = { from: undefined, to: [], data: undefined, rest: Buffer.alloc(0) };
    socket.on('error', () => socket.destroy());
    socket.on('data', (bytes) => hear(socket, talk, bytes, take));
    say(socket, '220 localhost the mailbox of the demo');
  });
}

function say(socket: Socket, line: string): void {
  socket.write(`${line}\r\n`);
}

function hear(socket: Socket, talk: Talk, bytes: Buffer, take: (mail: ReceivedMail) => void): void {
  talk.rest = Buffer.concat([talk.rest, bytes]);
  for (let end = talk.rest.indexOf('\r\n'); end >= 0; end = talk.rest.indexOf('\r\n')) {
    const line = talk.rest.subarray(0, end);
    talk.rest = talk.rest.subarray(end + 2);
    if (talk.data) hearData(socket, talk, line, take);
    else answer(socket, line.length > LONGEST_LINE ? '500 5.5.2 too long' : replyTo(talk, line.toString('latin1')));
  }
  const held = talk.rest.length + (talk.data ?? []).reduce((sum, line) => sum + line.length, 0);
  if (held > (talk.data ? LARGEST : LONGEST_LINE)) socket.end('552 5.3.4 too much\r\n');
}

function answer(socket: Socket, reply: string): void {
  say(socket, reply);
  if (reply === GOODBYE) socket.end();
}

/** A line of the mail itself; a dot alone ends it, and a dot too many at the beginning comes off (RFC 5321 §4.5.2). */
function hearData(socket: Socket, talk: Talk, line: Buffer, take: (mail: ReceivedMail) => void): void {
  if (line.toString('latin1') !== '.') {
    talk.data?.push(line[0] === 0x2e ? line.subarray(1) : line, Buffer.from('\r\n'));
    return;
  }
  take({ from: talk.from ?? '', to: talk.to, bytes: Buffer.concat(talk.data ?? []) });
  Object.assign(talk, { from: undefined, to: [], data: undefined });
  say(socket, '250 2.0.0 in the mailbox');
}

/** What is said to a command. */
function replyTo(talk: Talk, line: string): string {
  const [, verb = '', rest = ''] = /^(\S+)\s*(.*)$/.exec(line) ?? [];
  const address = /<([^>]*)>/.exec(rest)?.[1];
  switch (verb.toUpperCase()) {
    case 'EHLO':
      return `250-localhost\r\n250-8BITMIME\r\n250-ENHANCEDSTATUSCODES\r\n250 SIZE ${LARGEST}`;
    case 'HELO':
    case 'NOOP':
      return '250 localhost';
    case 'RSET':
      Object.assign(talk, { from: undefined, to: [] });
      return '250 2.0.0 forgotten';
    case 'MAIL':
      Object.assign(talk, { from: address ?? '', to: [] });
      return '250 2.1.0 go on';
    case 'RCPT':
      if (address === undefined || talk.from === undefined) return '503 5.5.1 first MAIL FROM, then RCPT TO';
      talk.to.push(address);
      return '250 2.1.5 go on';
    case 'DATA':
      if (talk.to.length === 0) return '503 5.5.1 first RCPT TO';
      talk.data = [];
      return '354 end with a dot on a line of its own';
    case 'QUIT':
      return GOODBYE;
    default:
      return '502 5.5.1 not here';
  }
}
