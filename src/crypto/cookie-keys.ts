import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import { equalDigests } from './digest.ts';
import { deriveKey, type Keyring } from './keyring.ts';

/** What the cookie library signs and verifies with. */
export interface CookieKeys {
  /** The signature of a cookie's name and value, base64url. */
  sign(data: string): string;
  verify(data: string, signature: string): boolean;
  /** Place of the key that made the signature; -1 where none did. The library signs anew what an older one made. */
  index(data: string, signature: string): number;
}

/** Signs with the newest key of the ring, verifies with all: HMAC-SHA-256. Keys stand ready, for a request signs several times. */
export function cookieKeys(keyring: Keyring): CookieKeys {
  // Derived as text, as cookies that are out there were signed.
  const keys = keyring.roots.map((root) => createSecretKey(deriveKey(root, 'cookie').toString('base64url'), 'utf8'));
  const signed = (key: KeyObject, data: string) => createHmac('sha256', key).update(data).digest('base64url');
  const index = (data: string, signature: string) =>
    keys.findIndex((key) => equalDigests(Buffer.from(signed(key, data)), Buffer.from(signature)));
  const [newest] = keys;
  if (!newest) throw new Error('a keyring holds at least one root');
  return { sign: (data) => signed(newest, data), verify: (data, signature) => index(data, signature) >= 0, index };
}
