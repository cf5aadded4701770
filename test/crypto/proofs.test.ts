import { createHash, createHmac, createSecretKey } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { clientSecretMatches, makeClientSecret } from '../../src/crypto/client-secrets.ts';
import { equalDigests, hmac, sha256 } from '../../src/crypto/digest.ts';
import { formGuard } from '../../src/crypto/form-proof.ts';
import { generateKeyring } from '../../src/crypto/keyring.ts';

describe('the token of a form (settled 14a)', () => {
  const keyring = generateKeyring();
  const guard = formGuard(keyring);

  it('is accepted from the browser it was made for, as often as the page is sent', () => {
    const token = guard.issue('browser-1');
    expect([guard.accepts('browser-1', token), guard.accepts('browser-1', token)]).toEqual([true, true]);
  });

  it('is refused from every other browser', () => {
    expect(guard.accepts('browser-2', guard.issue('browser-1'))).toBe(false);
  });

  it('shares no byte position with the next one, so that compression tells nothing (BREACH)', () => {
    const tokens = Array.from({ length: 300 }, () => Buffer.from(guard.issue('browser-1'), 'base64url'));
    for (let at = 0; at < 64; at += 1) expect(new Set(tokens.map((token) => token[at])).size).toBeGreaterThan(100);
  });

  it.each([undefined, null, 7, '', 'x', ['a'], {}])('is refused when it is %j', (token) => {
    expect(guard.accepts('browser-1', token)).toBe(false);
  });

  it('is refused when any byte of it was altered, or it was cut', () => {
    const bytes = Buffer.from(guard.issue('browser-1'), 'base64url');
    for (let at = 0; at < bytes.length; at += 1) {
      const altered = Buffer.from(bytes);
      altered[at] = (altered[at] ?? 0) ^ 128;
      expect(guard.accepts('browser-1', altered.toString('base64url'))).toBe(false);
    }
    expect(guard.accepts('browser-1', bytes.subarray(0, 63).toString('base64url'))).toBe(false);
  });

  it('outlives a new root in front, and not the loss of its own', () => {
    const token = guard.issue('browser-1');
    const newer = { ...keyring, roots: [generateKeyring().roots[0], ...keyring.roots] as const };
    expect(formGuard(newer).accepts('browser-1', token)).toBe(true);
    expect(guard.accepts('browser-1', formGuard(newer).issue('browser-1'))).toBe(false);
    expect(formGuard(generateKeyring()).accepts('browser-1', token)).toBe(false);
  });
});

describe('a client secret (security.md 2.2)', () => {
  it('has 256 bits behind a prefix that scanners know, and is kept as its SHA-256 alone', () => {
    const { secret, hash } = makeClientSecret();
    expect(secret).toMatch(/^vds_[\w-]{43}$/);
    expect(hash).toBe(createHash('sha256').update(secret).digest('base64url'));
    expect(makeClientSecret().secret).not.toBe(secret);
  });

  it('matches any of those kept side by side, and nothing else', () => {
    const [old, fresh] = [makeClientSecret(), makeClientSecret()];
    const kept = [old.hash, fresh.hash];
    expect([clientSecretMatches(old.secret, kept), clientSecretMatches(fresh.secret, kept)]).toEqual([true, true]);
    expect(clientSecretMatches(makeClientSecret().secret, kept)).toBe(false);
    expect(clientSecretMatches(old.secret, [])).toBe(false);
    expect(clientSecretMatches(old.hash, kept)).toBe(false);
    expect(clientSecretMatches('', ['', 'no hash'])).toBe(false);
  });
});

it('digests are SHA-256 and HMAC-SHA-256, compared whole', () => {
  expect(sha256('abc')).toBe('ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0');
  expect(hmac(createSecretKey('key', 'utf8'), 'text')).toEqual(createHmac('sha256', 'key').update('text').digest());
  expect(equalDigests(Buffer.from('ab'), Buffer.from('ab'))).toBe(true);
  expect(equalDigests(Buffer.from('ab'), Buffer.from('ac'))).toBe(false);
  expect(equalDigests(Buffer.from('ab'), Buffer.from('abc'))).toBe(false);
});
