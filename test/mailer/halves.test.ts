import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'node-html-parser';
import { rawMails } from '../../src/mailer/raw-mail.ts';
import { compose, composeSample, everyMail, HANDED_OVER, TEMPLATES } from './letters.ts';

/** Bytes of a whole mail on the wire, both halves. */
const MOST = 30 * 1024;

const words = (text: string) => text.replace(/\s+/g, ' ').trim();

/** What a person reads in the HTML: its card and its foot, without what is hidden and above it. */
function read(html: string): string {
  const page = parse(html.replaceAll('<br>', ' '));
  return words([...page.querySelectorAll('[role=main], [role=contentinfo]')].map((part) => part.textContent).join(' '));
}

const hrefs = (html: string) =>
  parse(html)
    .querySelectorAll('a')
    .map((link) => link.getAttribute('href') ?? '');
const addresses = (text: string) => text.match(/https:\/\/[^\s,]+?(?=[.,]?(?:\s|$))/g) ?? [];

describe.each(everyMail)('%s', (_name, sample, language) => {
  test('says the same in text and in HTML, word for word and in the same order (issue 5, R9.4)', async () => {
    const { text, html } = await composeSample(sample, language);
    expect(words(text).length).toBeGreaterThan(100);
    expect(read(html)).toBe(words(text));
  });

  test('shows every link as text too, and links to no address that is not shown (R9.4, ux.md 1.17)', async () => {
    const { text, html } = await composeSample(sample, language);
    const shown = addresses(text);
    for (const href of hrefs(html)) {
      if (href.startsWith('mailto:')) expect(text).toContain(href.slice('mailto:'.length));
      else if (!href.startsWith('tel:')) expect(shown).toContain(href);
    }
    for (const address of shown) expect(address).toMatch(/^https:\/\/login\.example\//);
  });

  test('fetches nothing, and holds no script, form, image or address of anybody else (R9.4, security.md 1.18)', async () => {
    const { html } = await composeSample(sample, language);
    expect(html).not.toMatch(/<(?:script|img|link|iframe|form|input|object|embed|svg|video|base)\b|\bsrc=|url\(|@import|background=/i);
    expect(html).not.toMatch(/\son\w+=/i);
    expect([...html.matchAll(/https?:\/\/[^/"<\s]+/g)].filter(([origin]) => origin !== 'https://login.example')).toEqual([]);
  });

  test('is in the language that its page says, with the subject as its title', async () => {
    const { html, subject } = await composeSample(sample, language);
    const page = parse(html);
    expect(page.querySelector('html')?.getAttribute('lang')).toBe(language);
    expect(page.querySelector('title')?.textContent).toBe(subject);
    expect(page.querySelectorAll('h1')).toHaveLength(1);
    expect(subject.length).toBeLessThan(100);
  });

  test('weighs less than 30 kB on the wire', async () => {
    const mail = await composeSample(sample, language);
    const { bytes } = await rawMails('login.example', undefined)('letter-1', mail, HANDED_OVER);
    expect(bytes.length).toBeLessThan(MOST);
    expect(bytes.length).toBeGreaterThan(mail.text.length + mail.html.length);
  });

  test('says whom to ask and which organisation it is from (ux.md 1.17)', async () => {
    const { text } = await composeSample(sample, language);
    const [organisation, contact] = sample.root
      ? ['Voordeur', language === 'nl' ? 'de contactpersoon van je organisatie' : 'the contact person of your organisation']
      : ['Acme Assessments', 'Fatima El Amrani, toetsen@acme.example, +31 (0)20 123 45 67'];
    expect(text).toContain(contact);
    expect(text).toContain(`${organisation}, https://login.example/`);
    if (sample.personal)
      expect(text).toContain(
        language === 'nl' ? 'voor Anna Jansen, gebruikersnaam anna.jansen.' : 'for Anna Jansen, username anna.jansen.',
      );
  });
});

test('a mail without an organisation that can be asked names the contact person in general', async () => {
  const [, sample] = everyMail.find(([name]) => name.startsWith('activation')) ?? [];
  if (!sample) throw new Error('no activation');
  const { text, html, replyTo } = await composeSample(sample, 'nl', { organisation: { support: {} } });
  expect(text).toContain('Vraag het je contactpersoon bij Acme Assessments.');
  expect(replyTo).toBeUndefined();
  expect(read(html)).toBe(words(text));
});

test('notices have no link to press: they say to go to the portal oneself (ux.md 1.17)', async () => {
  const notices = everyMail.filter(([, { mail }]) =>
    /^(?:password-changed|email-changed|new-browser|attempts-slowed|codes-guessed|password-expires)$/.test(mail.kind),
  );
  expect(notices.length).toBeGreaterThan(8);
  for (const [, sample, language] of notices) {
    const { html, text } = await composeSample(sample, language);
    expect(hrefs(html).filter((href) => href.startsWith('https:'))).toEqual([]);
    expect(text).toContain(language === 'nl' ? 'Ga zelf naar https://login.example/acme' : 'Go to https://login.example/acme yourself');
  }
});

test('a code stands alone on the first line, in the subject, and no link is in its mail (ux.md 1.17)', async () => {
  const [, sample] = everyMail.find(([name]) => name === 'challenge-code, plain, nl') ?? [];
  if (!sample) throw new Error('no code');
  const { text, html, subject } = await composeSample(sample, 'nl');
  expect(text.split('\n')[0]).toBe('482913');
  expect(subject).toBe('482913 is je code voor Acme Assessments');
  expect(hrefs(html).filter((href) => href.startsWith('https:'))).toEqual([]);
  // Programs that show the beginning of a mail show the code.
  expect(words(parse(html).querySelector('body')?.textContent ?? '')).toMatch(/^482913 /);
});

test('a mail that lists accounts greets nobody by name, even where one of them is known to whoever asked for it (R6.3)', async () => {
  const lists = everyMail.filter(([, { personal, root }]) => !personal && !root);
  expect(lists.length).toBeGreaterThan(6);
  for (const [, { mail }, locale] of lists) {
    const composed = await compose({ mail, locale });
    expect(composed?.text).not.toMatch(/Anna Jansen|(?:Hallo|Hello) Anna/);
  }
});

test('both templates of every kind are there, and no others', () => {
  const kinds = [...new Set(everyMail.map(([, { mail }]) => mail.kind))];
  for (const kind of kinds)
    for (const end of ['html', 'txt'])
      expect(readFileSync(join(TEMPLATES, 'mails', `${kind}.${end}.hbs`), 'utf8')).toMatch(/\{\{#> layout/);
});
