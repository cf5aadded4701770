import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { mailSamples } from '../../demo/mailbox/samples.ts';
import { STANDARD_POLICY } from '../../src/domain/organisations/policy.ts';
import { days, minutes } from '../../src/kernel/duration.ts';
import { createMailViews } from '../../src/views/mails.ts';
import { createViews } from '../../src/views/views.ts';
import { assets, renderAll, TEMPLATES, templateFiles, withTemplates } from './kit.ts';
import { mailHouse } from './samples/mails.ts';
import { SAMPLE_TIME } from './samples/sample.ts';

type Phrases = Readonly<Record<string, string>>;

const read = (file: string) => readFileSync(join(TEMPLATES, file), 'utf8');
const phrases = { nl: JSON.parse(read('locales/nl.json')) as Phrases, en: JSON.parse(read('locales/en.json')) as Phrases };
const places = (phrase: string) => [...phrase.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();

/** What mails say in Dutch: every sample, with and without an organisation that can be asked, and how they are announced. */
function everyMailSaid(templatesDir: string): string[] {
  const by = createMailViews({ templatesDir, strict: true });
  const samples = mailSamples({ portalUrl: 'https://login.example/acme', now: SAMPLE_TIME });
  const single = [days(1), minutes(1)].map((life) => ({
    mail: { kind: 'challenge-code', code: '1', until: 0, life } as const,
    root: undefined,
  }));
  const said = [...samples, ...single].flatMap(({ mail, root }) =>
    [{}, { contactName: 'Fatima', singleSignOn: true }].map(({ singleSignOn = false, ...support }) => {
      const house = root ? undefined : mailHouse(support);
      const recipient = { name: 'Anna', fullName: 'Anna Jansen', username: 'anna', singleSignOn };
      const { subject, html } = by.mail(mail, { language: 'nl', house, rootUrl: 'https://login.example/', recipient, at: SAMPLE_TIME });
      return subject + html;
    }),
  );
  const sending = { name: 'Voorbeeld BV', policy: STANDARD_POLICY };
  return [...said, by.senderName(sending, 'nl'), by.searchWords('challenge-code', 'Voorbeeld BV', 'nl')];
}

describe('Phrases', () => {
  test('both languages have the same phrases, in the same order, with the same places for values (ux.md checklist 50)', () => {
    expect(Object.keys(phrases.nl)).toEqual(Object.keys(phrases.en));
    for (const [key, phrase] of Object.entries(phrases.en))
      expect({ key, places: places(phrases.nl[key] ?? '') }).toEqual({ key, places: places(phrase) });
  });

  test('every phrase is said on some page, and every page finds its phrases (ux.md checklist 50)', () => {
    const marked = Object.fromEntries(
      Object.entries(phrases.nl).map(([key, phrase]) => [key, `⟦${key}⟧${places(phrase).map((place) => `{{${place}}}`)}`]),
    );
    const html = withTemplates({ 'locales/nl.json': JSON.stringify(marked) }, (templatesDir) => {
      const views = createViews({ templatesDir, strict: true, assets });
      return [...renderAll('nl', views).map((rendered) => rendered.html), ...everyMailSaid(templatesDir)];
    });
    const said = new Set([...html.join('').matchAll(/⟦([^⟧]*)⟧/g)].map(([, key]) => key));
    expect(Object.keys(phrases.nl).filter((key) => !said.has(key))).toEqual([]);
  });

  test.each(Object.entries(phrases.nl))('the Dutch of %s is plain: je, no exclamation, no regrets (ux.md checklist 52)', (_key, phrase) => {
    expect(phrase).not.toMatch(/\b(u|uw|helaas|oeps|mededelen|dient te)\b/i);
    expect(phrase).not.toContain('!');
  });

  test('no sentence is longer than 20 words in either language (ux.md checklist 52)', () => {
    const sentences = Object.values(phrases).flatMap((all) => Object.values(all).flatMap((phrase) => phrase.split(/(?<=[.?:]) /)));
    expect(sentences.filter((sentence) => sentence.split(' ').length > 20)).toEqual([]);
  });

  test('the English has no contractions and is British (ux.md 3)', () => {
    const odd = Object.values(phrases.en).filter((phrase) => /n't\b|'(re|ll|ve)\b|\borganiz|\bcolor\b|\bcan't/i.test(phrase));
    expect(odd).toEqual([]);
  });

  test.each(templateFiles)('%s holds no text of its own (ux.md checklist 50)', (file) => {
    const markup = read(file)
      .replace(/\{\{![\s\S]*?\}\}/g, '')
      .replace(/\{\{[\s\S]*?\}\}/g, '');
    expect(markup.replace(/<[^>]*>/g, ' ')).not.toMatch(/\p{Letter}/u);
    expect(markup).not.toMatch(/\s(aria-label|alt|title|placeholder)="[^"]*\p{Letter}/u);
  });
});
