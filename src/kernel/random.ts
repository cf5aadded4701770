import { randomBytes, randomInt, randomUUID } from 'node:crypto';

/** A random token, base64url. `bytes` is its strength: 32 (256 bits) unless something shorter is asked for. */
export function randomToken(bytes = 32): string {
  return randomBytes(bytes).toString('base64url');
}

/** A new id: a random UUID (RFC 9562 version 4). Ids name things and are no secrets. */
export function newId(): string {
  return randomUUID();
}

/** Signs without look-alikes: no 0 O 1 I L U. */
const CLEAR_SIGNS = '23456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A short reference for a person to read out, such as `R-7F3K-9QXM` (ux.md G18). */
export function randomReference(): string {
  const four = () => Array.from({ length: 4 }, () => CLEAR_SIGNS[randomInt(CLEAR_SIGNS.length)]).join('');
  return `R-${four()}-${four()}`;
}
