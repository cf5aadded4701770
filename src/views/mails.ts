import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type Handlebars from 'handlebars';
import { MAIL_KINDS, type Mail, type MailKind } from '../domain/mail/mails.ts';
import { brandTokens } from '../domain/organisations/brand.ts';
import type { Language } from '../domain/organisations/organisation.ts';
import { type Medium, registerMailHelpers } from './mail-helpers.ts';
import type { MailFrame, MailViews } from './mail-models.ts';
import { darkSheet, inlineStyles } from './mail-style.ts';
import { loadPhrases, type PhraseValue, type PhraseValues, type Say } from './phrases.ts';
import { type Compiling, compiler, createEngine, GUARDED } from './templates.ts';

/** What mails are made from, as pages are (`createViews`). */
export interface MailViewsSource {
  /** Folder with `mails`, `mails/partials` and `locales`. */
  readonly templatesDir: string;
  readonly strict: boolean;
  readonly eager?: boolean;
  readonly say?: Say;
}

type Draw = (mail: Mail, data: Record<string, unknown>) => string;

/** The look of mails from the platform itself (ux.md 2.2). */
const PLATFORM_LOOK = { tokens: brandTokens('#0b5f6b'), forceLight: false };

/** Reads the templates of every mail at once: one that cannot be read, or a kind without its two, throws here. */
export function createMailViews(source: MailViewsSource): MailViews {
  const { templatesDir, strict, eager = false, say = loadPhrases(templatesDir, strict) } = source;
  const drawn = (end: 'html' | 'txt') => drawings({ folder: join(templatesDir, 'mails'), strict, eager }, end, say);
  const [html, text] = [drawn('html'), drawn('txt')];
  const plain = (language: Language, key: string, values: PhraseValues = {}) => say(language, key, values, String);
  const nameOf = (language: Language, orgName?: string) => orgName ?? plain(language, 'g.product');
  return {
    senderName(organisation, language) {
      const platformName = plain(language, 'g.product');
      if (!organisation) return platformName;
      return organisation.policy.mailSenderName || plain(language, 'm.from', { orgName: organisation.name, platformName });
    },
    searchWords: (kind, orgName, language) =>
      plain(language, kind === 'challenge-code' ? 'm.challenge-code.search' : `m.${kind}.subject`, { orgName: nameOf(language, orgName) }),
    mail(mail, frame) {
      const orgName = nameOf(frame.language, frame.house?.name);
      const subject = plain(frame.language, `m.${subjectKind(mail)}.subject`, { ...subjectFacts(mail), orgName });
      const data = { ...surroundings(frame, orgName), subject, recipient: isPersonal(mail) ? frame.recipient : undefined };
      return { subject, html: html[mail.kind](mail, data), text: tidied(text[mail.kind](mail, data)) };
    },
  };
}

/** What comes in another mail's stead is found under that one's subject; mails with a code have all the same. */
function subjectKind(mail: Mail): string {
  if (mail.kind === 'two-step') return `two-step.${mail.change}`;
  if (mail.kind === 'sign-in-code') return 'challenge-code';
  if (mail.kind === 'no-account' || mail.kind === 'account-closed') return mail.promised;
  return mail.kind === 'single-sign-on' ? 'password-reset' : mail.kind;
}

/** Whether a mail is for one person: those for whoever reads the address greet nobody by name. */
function isPersonal(mail: Mail): boolean {
  if (mail.kind === 'password-reset') return mail.accounts.length === 1 && !mail.singleSignOn;
  if (mail.kind === 'single-sign-on') return !mail.usernames;
  return !['user-names', 'portals', 'no-account', 'email-new'].includes(mail.kind);
}

function subjectFacts(mail: Mail): PhraseValues {
  if (mail.kind === 'challenge-code' || mail.kind === 'sign-in-code') return { code: mail.code };
  return mail.kind === 'password-expires' ? { n: mail.days } : {};
}

/** What templates can name with an `@` anywhere. */
function surroundings(frame: MailFrame, orgName: string): Record<string, unknown> {
  const { house, rootUrl } = frame;
  const look = house?.look ?? PLATFORM_LOOK;
  const urls = { portalUrl: house?.portalUrl ?? rootUrl, codeUrl: house?.codeUrl };
  return {
    frame,
    orgName,
    ...urls,
    anyCase: house?.anyCase === true,
    styles: inlineStyles(look),
    sheet: darkSheet(look),
    forceLight: look.forceLight,
  };
}

/** One drawing for each kind, in one medium. */
function drawings(compiling: Omit<Compiling, 'helpers'>, end: 'html' | 'txt', say: Say): Record<MailKind, Draw> {
  const engine = createEngine();
  const helpers = registerMailHelpers(engine, say, end === 'html' ? htmlMedium(engine) : TEXT);
  const compiled = compiler(engine, { ...compiling, noEscape: end === 'txt', helpers });
  const ending = `.${end}.hbs`;
  for (const file of readdirSync(join(compiling.folder, 'partials')).filter((name) => name.endsWith(ending))) {
    engine.registerPartial(file.slice(0, -ending.length), compiled(join('partials', file)));
  }
  const draw = (kind: MailKind): Draw => {
    const template = compiled(`${kind}${ending}`);
    return (mail, data) => template(mail, { data, ...GUARDED });
  };
  return Object.fromEntries(MAIL_KINDS.map((kind) => [kind, draw(kind)])) as Record<MailKind, Draw>;
}

/** One empty line between paragraphs, whatever conditions of the template left, and blanks that can be typed. */
function tidied(text: string): string {
  const typed = text.replaceAll('\u00a0', ' ');
  return `${typed
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim()}\n`;
}

function htmlMedium(engine: typeof Handlebars): Medium {
  const safe = (part: PhraseValue) => engine.escapeExpression(part as string);
  return {
    safe,
    made: (html) => new engine.SafeString(html),
    link: (href, words, attributes) => `<a href="${safe(href)}" ${attributes}>${safe(words)}</a>`,
    strong: (words, attributes) => (attributes ? `<strong ${attributes}>${safe(words)}</strong>` : `<strong>${safe(words)}</strong>`),
  };
}

/** Plain text shows the address of a link by itself, and nothing to mark what matters. */
const TEXT: Medium = {
  safe: (part) => (typeof part === 'object' ? part.toHTML() : String(part)),
  made: (text) => text,
  link: (_href, words) => words,
  strong: (words) => words,
};
