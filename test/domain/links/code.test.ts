import { describe, expect, test } from '@jest/globals';
import { generateKeyring } from '../../../src/crypto/keyring.ts';
import { linkSecrets } from '../../../src/crypto/link-secrets.ts';
import { drawCode, repairCode, shownCode } from '../../../src/domain/links/code.ts';

describe('the typed code beside a link (R7.10, settled 31)', () => {
  test('has eight of 32 signs without look-alikes, every one of them used, and is shown in two halves', () => {
    const codes = Array.from({ length: 2000 }, drawCode);
    expect(new Set(codes.join('')).size).toBe(32);
    expect(codes.join('')).not.toMatch(/[ILOU]/);
    expect(new Set(codes).size).toBe(2000);
    expect(shownCode('7K2MQ4XR')).toBe('7K2M-Q4XR');
  });

  test('is understood in any case, with any dash or none, in full width, and with letters that look like its digits', () => {
    for (const typed of ['7K2M-Q4XR', '7k2mq4xr', ' 7K2M – Q4XR ', '7K2M\u2212Q4XR', '７Ｋ２Ｍ－Ｑ４ＸＲ', '7K2M Q4XR'])
      expect(repairCode(typed)).toBe('7K2MQ4XR');
    expect(repairCode('oOiI-lL00')).toBe('00111100');
    for (const typed of ['', '7K2M-Q4X', '7K2M-Q4XRR', '7K2M-Q4XU', 'é'.repeat(8)]) expect(repairCode(typed)).toBeUndefined();
  });

  test('is kept under a key and bound to its link; a rotated root still knows it (security 2.2)', () => {
    const old = generateKeyring();
    const digest = linkSecrets(old).codeDigest('one', '7K2MQ4XR');
    const rotated = linkSecrets({ ...generateKeyring(), roots: [generateKeyring().roots[0], ...old.roots] });
    expect(rotated.codeMatches('one', '7K2MQ4XR', digest)).toBe(true);
    expect(rotated.codeMatches('two', '7K2MQ4XR', digest)).toBe(false);
    expect(rotated.codeMatches('one', '7K2MQ4XS', digest)).toBe(false);
    expect(linkSecrets(generateKeyring()).codeMatches('one', '7K2MQ4XR', digest)).toBe(false);
  });
});
