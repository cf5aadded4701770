// Crypto: hashing behind a bounded queue, sealed fields, signing keys, proofs of forms and secrets. Owns every secret of
// the installation, all of them from one keyring (`settled.md` 64). Never knows a database, a page or a request.
import { hkdfSync } from 'node:crypto';
import { randomToken } from '../kernel/random.ts';

/** One secret of the keyring. `id` is kept beside what was made with it. */
export interface KeyringEntry {
  readonly id: string;
  /** At least 32 random bytes, base64url. */
  readonly secret: string;
}

/** All root secrets, newest first: the first makes, all of them open and verify. Peppers are apart, since they cannot be re-sealed. */
export interface Keyring {
  readonly roots: readonly [KeyringEntry, ...KeyringEntry[]];
  readonly peppers: readonly [KeyringEntry, ...KeyringEntry[]];
}

const LEAST_BYTES = 32;
/** Node reads anything as base64 and skips what is none: a secret with a typing error would be a shorter one. */
const BASE64URL = /^[\w-]+$/;

/** A new keyring with one root and one pepper of 256 bits each. */
export function generateKeyring(): Keyring {
  const entry = (kind: string) => ({ id: `${kind}-${randomToken(6)}`, secret: randomToken(LEAST_BYTES) });
  return { roots: [entry('root')], peppers: [entry('pepper')] };
}

/** Reads a keyring from its JSON text. Throws an error that names what is wrong, never a value. */
export function parseKeyring(text: string): Keyring {
  const read = parseJson(text) as Partial<Record<'roots' | 'peppers', unknown>> | null;
  return { roots: entries('roots', read?.roots), peppers: entries('peppers', read?.peppers) };
}

/** The runtime's own message quotes the text, which is secret. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new SyntaxError('the keyring is not JSON');
  }
}

function entries(name: string, read: unknown): [KeyringEntry, ...KeyringEntry[]] {
  if (!Array.isArray(read)) throw new Error(`the keyring has no list of ${name}`);
  const found = read.map((each, at) => entry(`${name}[${at}]`, each as Partial<KeyringEntry> | null));
  const [first, ...rest] = found;
  if (!first) throw new Error(`the keyring's list of ${name} is empty`);
  if (new Set(found.map((each) => each.id)).size < found.length) throw new Error(`two ${name} of the keyring have one id`);
  return [first, ...rest];
}

function entry(name: string, read: Partial<KeyringEntry> | null): KeyringEntry {
  if (typeof read?.id !== 'string' || !/^[\w-]{1,40}$/.test(read.id)) {
    throw new Error(`${name} of the keyring has no id of letters, digits, _ or -`);
  }
  if (typeof read.secret !== 'string' || !BASE64URL.test(read.secret) || Buffer.from(read.secret, 'base64url').length < LEAST_BYTES) {
    throw new Error(`${name} of the keyring has no secret of at least ${LEAST_BYTES} bytes in base64url`);
  }
  return { id: read.id, secret: read.secret };
}

/**
 * A key for one purpose out of a root secret (HKDF-SHA-256, RFC 5869): what one purpose leaks tells nothing of another.
 * `bytes` is the key's length, 1 to 8160.
 */
export function deriveKey(entry: KeyringEntry, purpose: string, bytes = 32): Buffer {
  return Buffer.from(hkdfSync('sha256', Buffer.from(entry.secret, 'base64url'), '', `voordeur/${purpose}`, bytes));
}
