import { describe, expect, test } from '@jest/globals';
import { readTypedCode } from '../../../src/domain/factors/typed-code.ts';

const KR = { kind: 'code', letters: 'KR', digits: '123456' };
const BARE = { kind: 'code', letters: undefined, digits: '123456' };

describe('What is typed for a mailed code (R14.2)', () => {
  test.each(['KR-123456', 'kr-123456', 'Kr 123456', 'KR123456', ' KR - 123 456 ', 'KR-12 34 56', 'KR-123456.', '\tKR-123-456\r\n'])(
    '%j is the code with its letters',
    (typed) => expect(readTypedCode(typed)).toEqual(KR),
  );

  test.each([0x2d, 0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212, 0xfe63, 0xff0d])('the dash U+%d is one', (sign) => {
    const dash = String.fromCodePoint(sign);
    expect(readTypedCode(`KR${dash}123456`)).toEqual(KR);
    expect(readTypedCode(`Your code is KR${dash}123456.`)).toEqual(KR);
  });

  test.each(['123456', '123 456', '12-34-56', '１２３４５６', '1 2 3 4 5 6', '\u200b123456\ufeff', '123\u00ad456'])(
    '%j is as good: its digits alone are secret',
    (typed) => expect(readTypedCode(typed)).toEqual(BARE),
  );

  test.each([
    'Your code is KR-123456.',
    'Je code is KR-123456. Geef deze code aan niemand.',
    'KR-123456 is your code for Acme Assessments',
    'Onderwerp: KR-123456 is je code voor Toetsing 2026',
    'ＫＲ－１２３４５６ is je code',
    'code: kr123 456, works until 15:12',
  ])('a pasted sentence is read: %j', (typed) => expect(readTypedCode(typed)).toEqual(KR));

  test.each(['code is 123456', 'Your code is 123 456.', 'It is 123456, until 15:12'])('«is» before the digits is a word: %j', (typed) =>
    expect(readTypedCode(typed)).toEqual(BARE),
  );

  test.each([
    ['12345', 5],
    ['KR-12345', 5],
    ['1234567', 7],
    ['KR-1234567', 7],
    ['hello', 0],
    ['KR-', 0],
    ['Your code is KR-12345.', 5],
    ['12 december 2026, 1234567', 13],
  ])('%j has %i digits, which is not six', (typed, have) => expect(readTypedCode(typed)).toEqual({ kind: 'length', have }));

  test.each(['', ' ', '\u200b', '\t\r\n'])('%j is nothing', (typed) => expect(readTypedCode(typed)).toEqual({ kind: 'missing' }));

  test('what nobody would type takes no time', () => {
    for (const piece of ['1', 'KR-', '- ', '1 ', '1.', 'a', '\ud800']) {
      const before = performance.now();
      readTypedCode(`${piece.repeat(30_000)}x`);
      expect(performance.now() - before).toBeLessThan(200);
    }
  });
});
