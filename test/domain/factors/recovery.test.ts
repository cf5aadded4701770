import { describe, expect, test } from '@jest/globals';
import { drawRecoveryCodes, readRecoveryCode, shownRecoveryCode } from '../../../src/domain/factors/recovery.ts';

describe('ux 1.9 a recovery code', () => {
  test('has sixteen of the thirty signs without look-alikes, every one of them used, in groups of four', () => {
    const codes = Array.from({ length: 50 }, drawRecoveryCodes).flat().map(shownRecoveryCode);
    for (const code of codes) expect(code).toMatch(/^[2-9A-HJKMNP-TV-Z]{4}(-[2-9A-HJKMNP-TV-Z]{4}){3}$/);
    expect([...new Set(codes.join('').replaceAll('-', ''))].sort().join('')).toBe('23456789ABCDEFGHJKMNPQRSTVWXYZ');
  });

  test.each(['7F3K-9QXM-2TWA-HN6P', '7f3k9qxm2twahn6p', ' 7F3K – 9QXM−2TWA.HN6P ', '７Ｆ３Ｋ-9qxm-2twa-hn6p'])(
    'security 1.14 is read in any case and with any dash or none: %s',
    (typed) => {
      expect(readRecoveryCode(typed)).toEqual({ selector: '7F', secret: '3K9QXM2TWAHN6P' });
    },
  );

  test('that was drawn when 0 and 1 were among the signs is still read, and what looks like them with it', () => {
    const old = { selector: '0F', secret: '1K9QXM2TWAHN60' };
    expect(readRecoveryCode('0F1K-9QXM-2TWA-HN60')).toEqual(old);
    expect(readRecoveryCode('OFiK-9QXM-2TWA-HN6o')).toEqual(old);
    expect(readRecoveryCode('0FLK-9QXM-2TWA-HN60')).toEqual(old);
  });

  test.each(['', '7F3K-9QXM-2TWA-HN6', '7F3K-9QXM-2TWA-HN6PP', 'UF3K-9QXM-2TWA-HN6P', '7F3K-9QXM-2TWA-HN6!'])('is not: "%s"', (typed) => {
    expect(readRecoveryCode(typed)).toBeUndefined();
  });
});
