import { describe, expect, it } from '@jest/globals';
import { foldedKey, hasOuterBlanks, hiddenCharacter, repairUserName } from '../../src/kernel/text.ts';

/** R3.1, written out as code points: an oracle apart from the properties the product uses. */
const HIDDEN_RANGES: readonly (readonly [number, number])[] = [
  [0x00, 0x08],
  [0x0e, 0x1f],
  [0x7f, 0x84],
  [0x86, 0x9f],
  [0xad, 0xad],
  [0x34f, 0x34f],
  [0x61c, 0x61c],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x200b, 0x200f],
  [0x202a, 0x202e],
  [0x2060, 0x206f],
  [0x3164, 0x3164],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff0, 0xfffb],
  [0x1d173, 0x1d17a],
  [0xe0000, 0xe0fff],
];

/** R3.2, written out. */
const BLANKS = [9, 10, 11, 12, 13, 0x20, 0x85, 0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000, ...span(0x2000, 0x200a)];

function span(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, at) => first + at);
}

const hidden = HIDDEN_RANGES.flatMap(([first, last]) => span(first, last)).map((point) => String.fromCodePoint(point));
const blanks = BLANKS.map((point) => String.fromCodePoint(point));

function* everyCharacter(): Generator<string> {
  for (let point = 0; point <= 0x10ffff; point += 1) {
    if (point < 0xd800 || point > 0xdfff) yield String.fromCodePoint(point);
  }
}

describe('a typed user name', () => {
  it('loses every hidden character of R3.1, wherever it stands', () => {
    for (const sign of hidden) expect(repairUserName(`${sign}an${sign}na${sign}`)).toEqual({ text: 'anna', repaired: true });
  });

  it('is trimmed of every blank, and keeps one ordinary blank for a run of them (R3.2, R3.3)', () => {
    for (const blank of blanks) {
      expect(repairUserName(`${blank}anna${blank}${blank}jansen${blank}`)).toEqual({ text: 'anna jansen', repaired: true });
    }
  });

  it('has blanks around a hidden character run together too', () => {
    expect(repairUserName('anna \u200B jansen').text).toBe('anna jansen');
    expect(repairUserName('\u200B anna').text).toBe('anna');
  });

  it('does not become one word when the blank was a tab or a line end (R3.2)', () => {
    expect(repairUserName('anna\tjansen').text).toBe('anna jansen');
    expect(repairUserName('anna\r\njansen').text).toBe('anna jansen');
  });

  it('keeps its capitals and its letters of other scripts (R2.3, R3.7)', () => {
    expect(repairUserName('Јан de Vries')).toEqual({ text: 'Јан de Vries', repaired: false });
  });

  it('is composed without that being called a repair (R3.4, R3.9)', () => {
    expect(repairUserName('Rene\u0301')).toEqual({ text: 'René', repaired: false });
  });

  it('is composed after a hidden character between letter and accent has gone', () => {
    expect(repairUserName('Rene\u200B\u0301').text).toBe('René');
  });

  it('loses half a surrogate pair, which no database keeps', () => {
    expect(repairUserName('a\ud800nna')).toEqual({ text: 'anna', repaired: true });
  });

  it('is not changed by a second repair, whichever character it holds', () => {
    for (const sign of everyCharacter()) {
      const { text } = repairUserName(`a${sign}\u0301 ${sign}b`);
      if (repairUserName(text).text !== text) throw new Error(`not stable: U+${sign.codePointAt(0)?.toString(16)}`);
    }
  });
});

describe('the key of a name', () => {
  it.each([
    ['JAN', 'jan'],
    ['Straße', 'strasse'],
    ['STRAẞE', 'strasse'],
    ['STRASSE', 'strasse'],
    ['ſam', 'sam'],
    ['ΟΔΥΣΣΕΥΣ', 'οδυσσευσ'],
    ['οδυσσευς', 'οδυσσευσ'],
    ['ı', 'ı'],
    ['I', 'i'],
    ['İ', 'i\u0307'],
    ['ﬃ', 'ffi'],
    ['ﬅ', 'st'],
    ['ǅ', 'dž'],
    ['ᾳ', 'αι'],
    ['Kelvin', 'kelvin'],
    ['ＪＡＮ１', 'jan1'],
    ['ﾊﾞ', 'バ'],
    ['Ⅷ', 'viii'],
    ['ŉ', 'ʼn'],
    ['E\u0301', 'é'],
  ])('folds %j to %j by compatibility and full case folding (R3.4)', (name, key) => {
    expect(foldedKey(name)).toBe(key);
  });

  it('keeps look-alikes of other scripts apart (R3.7)', () => {
    expect(foldedKey('аnna')).not.toBe(foldedKey('anna'));
  });

  it('holds no blank and nothing hidden, so that neither makes a fresh counter (R2.2, settled 22)', () => {
    for (const sign of [...blanks, ...hidden]) expect(foldedKey(`${sign}An${sign}na${sign}`)).toBe('anna');
    expect(foldedKey('¨a')).not.toMatch(/\s/);
  });

  it('is its own key and holds nothing unseen, whichever character it was made of', () => {
    for (const sign of everyCharacter()) {
      const key = foldedKey(`a${sign}\u0345b`);
      if (foldedKey(key) !== key || /\s/.test(key) || hiddenCharacter(key))
        throw new Error(`not stable: U+${sign.codePointAt(0)?.toString(16)}`);
    }
  });

  it('is the same for two characters that the language itself calls equal but for case', () => {
    for (const sign of everyCharacter()) {
      for (const other of new Set([sign.toLowerCase(), sign.toUpperCase()])) {
        // The pattern's own folding is Unicode's simple one, for single characters.
        const alike = other !== sign && [...other].length === 1 && new RegExp(sign, 'iu').test(other);
        if (alike && foldedKey(other) !== foldedKey(sign))
          throw new Error(`U+${sign.codePointAt(0)?.toString(16)} and its other case differ`);
      }
    }
  });
});

describe('a name to be registered', () => {
  it('is refused for any hidden character of R3.1, by its code point (R3.6)', () => {
    for (const sign of hidden) {
      const point = (sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
      expect(hiddenCharacter(`an${sign}na`)).toBe(`U+${point}`);
    }
    expect(hiddenCharacter('anna jansen')).toBeUndefined();
  });

  it('is seen to begin or end with a blank (R3.12)', () => {
    expect(['anna ', '\u00A0anna', 'anna\u200B'].map(hasOuterBlanks)).toEqual([true, true, true]);
    expect(hasOuterBlanks('anna jansen')).toBe(false);
  });
});
