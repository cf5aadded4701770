import { randomBytes, randomInt, randomUUID } from 'node:crypto';

/** A random token, base64url. `bytes` is its strength: 32 (256 bits) unless something shorter is asked for. */
export function randomToken(bytes = 32): string {
  return randomBytes(bytes).toString('base64url');
}

/** A new id: a random UUID (RFC 9562 version 4). Ids name things and are no secrets. */
export function newId(): string {
  return randomUUID();
}

/** `length` signs out of `signs`, each as likely as every other. */
export function randomSigns(signs: string, length: number): string {
  return Array.from({ length }, () => signs[randomInt(signs.length)]).join('');
}

/** Signs without look-alikes: no 0 O 1 I L U. */
export const CLEAR_SIGNS = '23456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A short reference for a person to read out, such as `R-7F3K-9QXM` (ux.md G18). */
export function randomReference(): string {
  // One draw of four signs at once: every request has a reference.
  const four = () => {
    let drawn = randomInt(CLEAR_SIGNS.length ** 4);
    let signs = '';
    for (let sign = 0; sign < 4; sign += 1) {
      signs += CLEAR_SIGNS[drawn % CLEAR_SIGNS.length];
      drawn = Math.floor(drawn / CLEAR_SIGNS.length);
    }
    return signs;
  };
  return `R-${four()}-${four()}`;
}
