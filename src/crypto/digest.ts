import { createHmac, hash, type KeyObject, timingSafeEqual } from 'node:crypto';

/** SHA-256 of a text, base64url: how bearer secrets of 256 bits are kept (security.md 2.2). */
export function sha256(text: string): string {
  return hash('sha256', text, 'base64url');
}

/** HMAC-SHA-256 of a text. A key object costs a sixth of what its bytes do. */
export function hmac(key: KeyObject, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

/** Whether two digests are equal, in a time that depends on their length alone. */
export function equalDigests(one: Buffer, other: Buffer): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}
