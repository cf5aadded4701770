import type { Language } from './models.ts';

const LOCALES: Readonly<Record<Language, string>> = { nl: 'nl-NL', en: 'en-GB' };

/** A moment (epoch milliseconds) in words of the given style, in Dutch time (ux.md G17). */
export function inWords(at: number, language: Language, style: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(LOCALES[language], { timeZone: 'Europe/Amsterdam', ...style }).format(at);
}

/** Its day, written out: `3 March 2027`. */
export function dayInWords(at: number, language: Language): string {
  return inWords(at, language, { dateStyle: 'long' });
}
