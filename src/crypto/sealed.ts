import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { deriveKey, type Keyring, type KeyringEntry } from './keyring.ts';

/** Where a sealed value belongs: it opens nowhere else (security.md 2.8). */
export interface Place {
  readonly table: string;
  readonly column: string;
  readonly row: string;
  readonly organisation?: string;
}

/** Seals values to their place, and opens them. */
export interface Sealer {
  /** The sealed text: `<key id>.<base64url>`. */
  seal(plain: string, place: Place): string;
  /** Throws when it was altered, moved to another place, or its key is gone. */
  open(sealed: string, place: Place): string;
}

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** AES-256-GCM with a random 96-bit IV; the newest root seals, each of the keyring's roots opens its own. */
export function sealer(keyring: Keyring): Sealer {
  const keys = new Map(keyring.roots.map((root) => [root.id, deriveKey(root, 'sealed-field')]));
  const newest: KeyringEntry = keyring.roots[0];
  const keyOf = (id: string) => {
    const key = keys.get(id);
    if (!key) throw new Error(`the keyring no longer has the key ${id}`);
    return key;
  };
  return {
    seal: (plain, place) => {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv('aes-256-gcm', keyOf(newest.id), iv).setAAD(bound(place, newest.id));
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return `${newest.id}.${Buffer.concat([iv, body, cipher.getAuthTag()]).toString('base64url')}`;
    },
    open: (sealed, place) => {
      const dot = sealed.indexOf('.');
      const id = sealed.slice(0, dot);
      const bytes = Buffer.from(sealed.slice(dot + 1), 'base64url');
      if (bytes.length < IV_BYTES + TAG_BYTES) throw new Error('a sealed value is too short to be one');
      const decipher = createDecipheriv('aes-256-gcm', keyOf(id), bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
      decipher.setAAD(bound(place, id)).setAuthTag(bytes.subarray(-TAG_BYTES));
      return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]).toString('utf8');
    },
  };
}

function bound(place: Place, keyId: string): Buffer {
  return Buffer.from(JSON.stringify([place.table, place.column, place.row, place.organisation ?? '', keyId]));
}
