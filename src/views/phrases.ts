// The words of the pages: one flat file per language, `templates/locales/<tag>.json`. A phrase may hold `{{values}}`.
// A phrase that counts has two forms, `<key>.one` and `<key>.other`, chosen by its first number.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LANGUAGES } from '../domain/organisations/organisation.ts';
import type { Language } from './models.ts';

/** A value inside a phrase. Text is escaped where the phrase is used; only markup of our own helpers is not. */
export type PhraseValue = string | number | { toHTML(): string };
/** Values by the name of their place in the phrase. */
export type PhraseValues = Readonly<Record<string, PhraseValue | undefined>>;

/** Says a phrase: `toHtml` makes each part fit for HTML. */
export type Say = (language: Language, key: string, values: PhraseValues, toHtml: (part: PhraseValue) => string) => string;

const PLACE = /\{\{(\w+)\}\}/g;

/**
 * Reads the phrases of all languages, in `locales` of the templates. A phrase or value that is missing throws when `strict`;
 * otherwise the key is shown, or nothing in the value's place: a page with a gap is better than none.
 */
export function loadPhrases(templatesDir: string, strict: boolean): Say {
  const read = (tag: Language) => {
    const phrases: Record<string, string> = JSON.parse(readFileSync(join(templatesDir, 'locales', `${tag}.json`), 'utf8'));
    // In turn what is said as it stands and the name of a place, split once.
    return new Map(Object.entries(phrases).map(([key, phrase]) => [key, phrase.split(PLACE)] as const));
  };
  const spoken = new Map(LANGUAGES.map((tag) => [tag, { phrases: read(tag), plural: new Intl.PluralRules(tag) }]));
  const missing = (what: string): string => {
    if (strict) throw new Error(what);
    return '';
  };
  return (language, key, values, toHtml) => {
    const words = spoken.get(language);
    const parts = words?.phrases.get(key) ?? words?.phrases.get(`${key}.${words.plural.select(countIn(values))}`);
    if (parts === undefined) return missing(`no phrase ${key} in ${language}`) || toHtml(key);
    return parts
      .map((part, index) => (index % 2 === 0 ? toHtml(part) : toHtml(values[part] ?? missing(`phrase ${key} needs ${part}`))))
      .join('');
  };
}

function countIn(values: PhraseValues): number {
  return Object.values(values).find((value) => typeof value === 'number') ?? 0;
}
