// A name server of a test's own: real DNS over UDP on loopback (RFC 1035), which knows the texts it is given, and fails when told to.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/** How it answers about a name: its texts, `failing` (SERVFAIL), or not at all. */
export type Texts = readonly string[] | 'failing' | 'mute';

/** An open one. */
export interface DnsServer {
  /** As a setting of the product. */
  readonly address: string;
  /** What it knows, from now on; nothing of any other name. */
  hold(names: Readonly<Record<string, Texts>>): void;
  /** Names it was asked for, each as often as it was. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

const TXT = 16;
const RCODE = { fine: 0, failing: 2, unknown: 3 } as const;

/** Opens one on a free port. */
export async function openDnsServer(): Promise<DnsServer> {
  const socket = createSocket('udp4');
  const asked: string[] = [];
  let known: Readonly<Record<string, Texts>> = {};
  socket.on('message', (query, from) => {
    const { name, type, end } = question(query);
    asked.push(name);
    const held = known[name];
    if (held === 'mute') return;
    const texts = type === TXT && Array.isArray(held) ? held : [];
    const code = held === undefined ? RCODE.unknown : held === 'failing' ? RCODE.failing : RCODE.fine;
    socket.send(Buffer.concat([header(query, code, texts.length), query.subarray(12, end), ...texts.map(record)]), from.port, from.address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    address: `127.0.0.1:${socket.address().port}`,
    hold: (names) => {
      known = names;
    },
    asked,
    close: async () => {
      const closed = once(socket, 'close');
      socket.close();
      await closed;
    },
  };
}

function question(query: Buffer): { readonly name: string; readonly type: number; readonly end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}

/** A response to the one question, authoritative, and of as many answers. */
function header(query: Buffer, code: number, answers: number): Buffer {
  const head = Buffer.alloc(12);
  query.copy(head, 0, 0, 2);
  head.writeUInt16BE(0x8400 | (query.readUInt16BE(2) & 0x0100) | code, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(answers, 6);
  return head;
}

/** One text of the name that was asked for, in parts of at most 255 bytes. */
function record(text: string): Buffer {
  const bytes = Buffer.from(text, 'latin1');
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length || at === 0; at += 255) {
    const part = bytes.subarray(at, at + 255);
    parts.push(Buffer.of(part.length), part);
  }
  const data = Buffer.concat(parts);
  const head = Buffer.from([0xc0, 0x0c, 0, TXT, 0, 1, 0, 0, 0, 60, 0, 0]);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}
