import { describe, expect, it } from '@jest/globals';
import {
  exactAddress,
  PASSWORD_LIMITS,
  passwordVariants,
  prepareAddress,
  preparePassword,
  repairPortalName,
} from '../../src/kernel/text.ts';

describe('a typed mail address (R3.5)', () => {
  it.each([
    ['anna@example.nl', 'anna@example.nl'],
    [' anna@example.nl ', 'anna@example.nl'],
    ['an\u00ADna@example.nl\u200B', 'anna@example.nl'],
    ['mailto:anna@example.nl', 'anna@example.nl'],
    ['MAILTO:anna@example.nl?subject=Inloggen', 'anna@example.nl'],
    ['Anna Jansen <anna@example.nl>', 'anna@example.nl'],
    ['"Jansen, Anna" <mailto:anna@example.nl>;', 'anna@example.nl'],
    ['"anna@example.nl"', 'anna@example.nl'],
    ["'anna@example.nl',", 'anna@example.nl'],
    ['anna@example.nl.', 'anna@example.nl'],
    ["o'brien@example.ie", "o'brien@example.ie"],
    ['anna+toets@example.nl', 'anna+toets@example.nl'],
    ['Anna@Example.NL', 'Anna@example.nl'],
    ['anna@straße.de', 'anna@xn--strae-oqa.de'],
    ['jürgen@例え。jp', 'jürgen@xn--r8jz45g.jp'],
  ])('%j is kept as %j', (typed, text) => {
    expect(prepareAddress(typed)?.text).toBe(text);
  });

  it('is looked up without regard to case or width, before and after the @', () => {
    expect(prepareAddress('ＡNNA@EXAMPLE.nl')?.key).toBe('anna@example.nl');
    expect(prepareAddress('a.nna@example.nl')?.key).not.toBe(prepareAddress('anna@example.nl')?.key);
  });

  it('that another system says is itself alone: nothing around one, and nothing hidden in it (security.md 1.28)', () => {
    expect(exactAddress('jan@VOORBEELD.nl')?.text).toBe('jan@voorbeeld.nl');
    expect(exactAddress('jan@bücher.example')?.text).toBe('jan@xn--bcher-kva.example');
    const others = ['"mailto:jan@voorbeeld.nl?"@evil.example', 'mailto:jan@voorbeeld.nl', 'Jan <jan@voorbeeld.nl>', ' jan@voorbeeld.nl'];
    for (const said of [...others, 'ja\u200bn@voorbeeld.nl', 'jan@voorbeeld.nl,', '"jan"@voorbeeld.nl', '@voorbeeld.nl', 'jan', ''])
      expect([said, exactAddress(said)]).toEqual([said, undefined]);
  });

  it.each([
    '',
    'anna',
    '@example.nl',
    'anna@',
    'anna@localhost',
    'anna jansen@example.nl',
    'a@b@example.nl',
    'anna@ex ample.nl',
    'anna@example..nl',
    'anna@-example.nl',
    'anna@1.2',
    'anna@[192.0.2.1]',
    'anna@example.nl/x',
    'anna@ex%61mple.nl',
    'anna@example.nl:25',
    'anna@example.nl\nBcc: x@example.nl',
    `${'a'.repeat(65)}@example.nl`,
    `anna@${'a'.repeat(64)}.nl`,
    `anna@${'abcdefghi.'.repeat(26)}nl`,
  ])('%j is none', (typed) => {
    expect(prepareAddress(typed)).toBeUndefined();
  });

  it('is refused before any work when it is far too long', () => {
    expect(prepareAddress(`${' '.repeat(1000)}anna@example.nl`)).toBeUndefined();
  });

  it('is not changed by preparing it again', () => {
    const once = prepareAddress('Anna Jansen <Anna@Straße.DE>.');
    expect(once && prepareAddress(once.text)).toEqual(once);
  });
});

describe('a typed password', () => {
  it('gets ordinary blanks and composed letters, and keeps case, width and outer blanks (R3.11, RFC 8265 §4.2)', () => {
    expect(preparePassword(' Cafe\u0301\u00A0ＡB\u3000')).toEqual({ text: ' Café ＡB ' });
  });

  it('may measure 256 code points and 1024 bytes, not one more (security.md 2.1)', () => {
    const { codePoints, bytes } = PASSWORD_LIMITS;
    expect(preparePassword('a'.repeat(codePoints))).toEqual({ text: 'a'.repeat(256) });
    expect(preparePassword('a'.repeat(codePoints + 1))).toBe('too-long');
    expect(preparePassword('🔑'.repeat(bytes / 4))).toEqual({ text: '🔑'.repeat(256) });
    expect(preparePassword('\u{1D160}'.repeat(200))).toBe('too-long');
  });

  it('is refused when it is not Unicode: hashing would make it another', () => {
    expect(preparePassword('geheim\ud83d')).toBe('not-unicode');
    expect(passwordVariants('geheim\ud83d')).toEqual([]);
  });

  it.each([
    ['correct paard', ['correct paard']],
    [' correct paard', [' correct paard', 'correct paard']],
    ['correct paard\u00A0', ['correct paard ', 'correct paard']],
    ['\u200Bcorrect\u200Bpaard\uFEFF', ['\u200Bcorrect\u200Bpaard\uFEFF', 'correct\u200Bpaard']],
    ['correct paard\r\n', ['correct paard\r\n', 'correct paard']],
    ['   ', ['   ']],
    ['', []],
  ])('%j is tried as typed, and once trimmed when its ends ask for it (R3.13)', (typed, variants) => {
    expect(passwordVariants(typed)).toEqual(variants);
  });
});

describe('a typed portal name (R1.1)', () => {
  it.each([
    ['acme', 'acme'],
    [' ACME ', 'acme'],
    ['acme/', 'acme'],
    ['/acme', 'acme'],
    ['www.acme', 'acme'],
    ['www.acme/', 'acme'],
    ['ac\u00ADme\u200B', 'acme'],
    ['https://inloggen.example.nl/acme', 'acme'],
    ['HTTPS://Inloggen.Example.NL/Acme/sign-in/abc/password?x=1#y', 'acme'],
    ['https://host/acme/anything', 'acme'],
    ['//inloggen.example.nl/acme', 'acme'],
    ['inloggen.example.nl/acme', 'acme'],
    ['www.inloggen.example.nl/acme/', 'acme'],
    ['localhost:3000/acme', 'acme'],
    ['intranet:8080/acme', 'acme'],
    ['https://inloggen.example.nl/authenticator/acme/authenticate.html#login', 'acme'],
    ['localhost-team', 'localhost-team'],
    ['acme?x=1', 'acme'],
    ['acme.', 'acme'],
    ['“acme”,', 'acme'],
    ['<https://inloggen.example.nl/acme>.', 'acme'],
    ['(www.inloggen.example.nl/acme)', 'acme'],
  ])('%j names %j', (typed, name) => {
    expect(repairPortalName(typed)).toBe(name);
  });

  it.each([
    '',
    ' ',
    '/',
    'https://inloggen.example.nl',
    'https://inloggen.example.nl/',
    'localhost:3000',
    'localhost',
    'authenticator',
    'Authenticator',
  ])('%j names none', (typed) => {
    expect(repairPortalName(typed)).toBe('');
  });

  it('is found in linear time in whatever is pasted', () => {
    const begun = performance.now();
    for (const sign of ['.', '/', ' ', ':', 'www.', '<']) {
      repairPortalName(sign.repeat(50_000));
      repairPortalName(`a${sign.repeat(50_000)}a`);
    }
    expect(performance.now() - begun).toBeLessThan(1000);
  });
});
