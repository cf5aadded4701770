import { createHmac } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { cookieKeys } from '../../src/crypto/cookie-keys.ts';
import { deriveKey, generateKeyring, type Keyring } from '../../src/crypto/keyring.ts';

const COOKIE = 'voordeur_session=abc';

/** A ring whose newest root was put before the others. */
function rotated(ring: Keyring): Keyring {
  return { ...ring, roots: [generateKeyring().roots[0], ...ring.roots] };
}

test('a cookie is signed with HMAC-SHA-256 under the newest key, in a form that a cookie can hold', () => {
  const ring = generateKeyring();
  const key = deriveKey(ring.roots[0], 'cookie').toString('base64url');
  expect(cookieKeys(ring).sign(COOKIE)).toBe(createHmac('sha256', key).update(COOKIE).digest('base64url'));
});

test('what an older key signed is still good, and is known to be older; what no key signed is not', () => {
  const ring = generateKeyring();
  const [before, after] = [cookieKeys(ring), cookieKeys(rotated(ring))];
  const signature = before.sign(COOKIE);
  expect([before.index(COOKIE, signature), after.index(COOKIE, signature)]).toEqual([0, 1]);
  expect(after.index(COOKIE, after.sign(COOKIE))).toBe(0);
  expect(after.verify(COOKIE, signature)).toBe(true);
  const stranger = cookieKeys(generateKeyring());
  for (const wrong of [stranger.sign(COOKIE), before.sign(`${COOKIE}d`), signature.slice(1), `${signature}=`, '', '\u{1f511}']) {
    expect([after.index(COOKIE, wrong), after.verify(COOKIE, wrong)]).toEqual([-1, false]);
  }
});
