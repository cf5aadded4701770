import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { commonPasswords } from '../../src/crypto/common-passwords.ts';
import { foldedKey } from '../../src/kernel/text.ts';

const common = commonPasswords();
const shipped = brotliDecompressSync(readFileSync(join(import.meta.dirname, '../../src/crypto/common-passwords.br')))
  .toString()
  .split('\n')
  .slice(0, -1);

describe('The list of common passwords', () => {
  test('has a hundred thousand, each once, folded, and long enough to pass the floor of every policy', () => {
    expect(new Set(shipped).size).toBe(100_000);
    expect(shipped.filter((password) => foldedKey(password) !== password)).toEqual([]);
    expect(Math.min(...shipped.map((password) => [...password].length))).toBe(8);
  });

  test('finds every one of its own, the first and the last too', () => {
    expect(shipped.filter((password) => !common.holds(password))).toEqual([]);
  });

  test('finds what everybody knows', () => {
    for (const password of ['password1', '12345678', 'qwertyuiop', '1q2w3e4r5t6y', 'administrator', '123456789012'])
      expect([password, common.holds(password)]).toEqual([password, true]);
  });

  test('finds nothing that is only near one of them, empty, or across a line', () => {
    const near = shipped
      .filter((_, at) => at % 97 === 0)
      .flatMap((password) => [`${password}~~`, `\u0000${password}`, password.slice(0, 7)]);
    const known = new Set(shipped);
    const others = ['', '\n', shipped.slice(0, 2).join('\n'), '\u{10ffff}', 'vier paarden in de wei', ...near];
    expect(others.filter((text) => !known.has(text) && common.holds(text))).toEqual([]);
  });
});
