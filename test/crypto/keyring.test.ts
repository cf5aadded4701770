import { hkdfSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { deriveKey, generateKeyring, parseKeyring } from '../../src/crypto/keyring.ts';
import { randomToken } from '../../src/kernel/random.ts';

describe('the keyring', () => {
  it('is made with a root and a pepper of 256 bits, and read back as it was written (settled 64)', () => {
    const made = generateKeyring();
    expect(parseKeyring(JSON.stringify(made))).toEqual(made);
    for (const { secret } of [...made.roots, ...made.peppers]) expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
    expect(generateKeyring().roots[0].id).not.toBe(made.roots[0].id);
  });

  const good = { id: 'a', secret: randomToken() };
  it.each([
    ['{"roots":', 'the keyring is not JSON'],
    ['null', 'the keyring has no list of roots'],
    [JSON.stringify({ roots: [good] }), 'the keyring has no list of peppers'],
    [JSON.stringify({ roots: [], peppers: [good] }), "the keyring's list of roots is empty"],
    [JSON.stringify({ roots: [good, good], peppers: [good] }), 'two roots of the keyring have one id'],
    [JSON.stringify({ roots: [null], peppers: [good] }), 'roots[0] of the keyring has no id of letters, digits, _ or -'],
    [JSON.stringify({ roots: [{ ...good, id: 'a.b' }], peppers: [good] }), 'roots[0] of the keyring has no id of letters, digits, _ or -'],
    [
      JSON.stringify({ roots: [good], peppers: [good, { id: 'b', secret: 'hush' }] }),
      'peppers[1] of the keyring has no secret of at least 32 bytes in base64url',
    ],
    [
      JSON.stringify({ roots: [{ id: 'a', secret: `${randomToken()}=` }], peppers: [good] }),
      'roots[0] of the keyring has no secret of at least 32 bytes in base64url',
    ],
  ])('is refused with what is wrong and never with a value: %#', (text, fault) => {
    expect(() => parseKeyring(text)).toThrow(new Error(fault));
  });

  it('does not quote a broken text in its complaint', () => {
    expect(() => parseKeyring('hush-hush')).toThrow(/^(?!.*hush)/);
  });
});

describe('a derived key', () => {
  const entry = { id: 'a', secret: Buffer.alloc(32, 7).toString('base64url') };

  it('is HKDF-SHA-256 with the purpose as its label (RFC 5869)', () => {
    const expected = Buffer.from(hkdfSync('sha256', Buffer.alloc(32, 7), Buffer.alloc(0), Buffer.from('voordeur/form'), 32));
    expect(deriveKey(entry, 'form')).toEqual(expected);
  });

  it('differs by purpose and by root, and has the length asked for', () => {
    const other = { id: 'a', secret: Buffer.alloc(32, 8).toString('base64url') };
    const keys = [deriveKey(entry, 'form'), deriveKey(entry, 'sealed-field'), deriveKey(other, 'form')];
    expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(3);
    expect(deriveKey(entry, 'form', 64)).toHaveLength(64);
  });
});
