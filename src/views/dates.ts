import type { Language } from './models.ts';

const LOCALES: Readonly<Record<Language, string>> = { nl: 'nl-NL', en: 'en-GB' };

/** A moment (epoch milliseconds) in words of the given style, in Dutch time (ux.md G17). */
export function inWords(at: number, language: Language, style: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(LOCALES[language], { timeZone: 'Europe/Amsterdam', ...style }).format(at);
}

const UNITS = [
  ['days', 86_400_000],
  ['hours', 3_600_000],
  ['minutes', 60_000],
] as const;

/** A length of time (milliseconds) in the largest unit that measures it: how many of which. */
export function inLargestUnit(length: number): { readonly n: number; readonly unit: (typeof UNITS)[number][0] } {
  const [unit, size] = UNITS.find(([, each]) => length % each === 0) ?? UNITS[2];
  return { n: Math.floor(length / size), unit };
}

/** Its day, written out: `3 March 2027`. */
export function dayInWords(at: number, language: Language): string {
  return inWords(at, language, { dateStyle: 'long' });
}

/** Its time of day: `14:32`. */
export function hourInWords(at: number, language: Language): string {
  return inWords(at, language, { timeStyle: 'short' });
}
