import type Koa from 'koa';
import { PageError } from './page-error.ts';

/** Most bytes of a form: far above any of ours, far below what hurts (security.md 1.35). */
const MOST_BYTES = 32 * 1024;
/** Most bytes that are read on and thrown away: a browser shows our page only once it could send all it had. */
const MOST_DISCARDED = 4 * 1024 * 1024;
const MOST_FIELDS = 50;
const FORM = 'application/x-www-form-urlencoded';

/**
 * Reads a submitted form: names and values as text, each name once. Throws a page error for another content type, a
 * form too large, bytes that are not UTF-8, a NUL in a name, or a field given twice; arrays and objects do not exist here. A value may
 * hold a NUL as any other hidden character: people paste them (R3.1).
 */
export async function readForm(ctx: Koa.Context): Promise<Readonly<Record<string, string>>> {
  if (ctx.get('content-type').split(';', 1)[0]?.trim().toLowerCase() !== FORM || ctx.get('content-encoding') !== '') {
    throw new PageError('bad-request', 415);
  }
  return parse(await readBody(ctx, MOST_BYTES));
}

/** The body of a request of at most `most` bytes, a byte a character (latin1). Throws a page error for a larger one, or when the sender went away. */
export function readBody({ req }: Koa.Context, most: number): Promise<string> {
  if (Number(req.headers['content-length']) > MOST_DISCARDED) throw tooLarge();
  if (req.destroyed) throw new PageError('bad-request', 400);
  // Not a loop over the request: leaving one closes the connection, and the answer with it.
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    req.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= most) chunks.push(chunk);
      else if (size > MOST_DISCARDED) reject(tooLarge());
    });
    req.on('end', () => (size > most ? reject(tooLarge()) : resolve(Buffer.concat(chunks).toString('latin1'))));
    // The sender went away, or what it sent is no HTTP: nobody's surprise.
    req.on('error', () => reject(new PageError('bad-request', 400)));
  });
}

/** The connection ends with the answer: of such a body nobody may want to read the rest. */
function tooLarge(): PageError {
  return new PageError('too-large', 413, { connection: 'close' });
}

function parse(body: string): Readonly<Record<string, string>> {
  const fields: Record<string, string> = Object.create(null);
  const pairs = body === '' ? [] : body.split('&');
  if (pairs.length > MOST_FIELDS) throw new PageError('bad-request', 400);
  for (const pair of pairs) {
    const [name = '', value = ''] = pair.split(/=(.*)/s, 2).map(decoded);
    if (name in fields || name.includes('\0')) throw new PageError('bad-request', 400);
    fields[name] = value;
  }
  return fields;
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** What most fields consist of: it stands for itself. */
const PLAIN = /^[\w.*~-]*$/;

function decoded(part: string): string {
  if (PLAIN.test(part)) return part;
  const bytes: number[] = [];
  const text = part.replaceAll('+', ' ');
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code !== 0x25) bytes.push(code);
    else {
      const hex = text.slice(at + 1, at + 3);
      if (!/^[0-9a-f]{2}$/i.test(hex)) throw new PageError('bad-request', 400);
      bytes.push(Number.parseInt(hex, 16));
      at += 2;
    }
  }
  try {
    return strict.decode(Uint8Array.from(bytes));
  } catch {
    throw new PageError('bad-request', 400);
  }
}
