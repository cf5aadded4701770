// What templates can do beyond showing a value: say a phrase, link, tell a time, tie a field to its problems. All
// markup made here escapes what it is given.
import type Handlebars from 'handlebars';
import type { Device } from '../domain/mail/device.ts';
import { dayInWords, hourInWords, inLargestUnit, inWords } from './dates.ts';
import type { Frame, Language, Problem } from './models.ts';
import type { PhraseValue, PhraseValues, Say } from './phrases.ts';
import { qrImage } from './qr.ts';
import { dial, onOneLine } from './telephone.ts';

type Engine = typeof Handlebars;
type Options = Handlebars.HelperOptions;

const MINUTE = 60_000;

/** Registers the helpers on `engine`; returns their names, so that an unknown one does not compile. */
export function registerHelpers(engine: Engine, say: Say): string[] {
  const helpers = { ...words(engine, say), ...moments(engine), ...markup(engine), ...forms(engine) };
  engine.registerHelper(helpers as Handlebars.HelperDeclareSpec);
  return Object.keys(helpers);
}

/** A browser as its owner would name it. */
function deviceInWords(say: Say, seen: Device | undefined, language: Language): string {
  const { browser, system } = seen ?? {};
  const known = browser ?? say(language, 'acc.browser', {}, String);
  return system === undefined ? known : say(language, 'm.device', { browser: known, system }, String);
}

/** What any template can ask, of whatever kind it is. */
export const LOGIC = {
  keyOf: (...parts: unknown[]) => parts.slice(0, -1).join('.'),
  or: (first: unknown, second: unknown) => first || second,
  and: (first: unknown, second: unknown) => first && second,
  is: (first: unknown, second: unknown) => first === second,
};

const frameOf = (options: Options): Frame => options.data.frame;

/** `{{t 'key' name=value}}`, or with a record of values: `{{t 'key' values}}`. `{{keyOf 'problem' code}}` makes a key. */
function words(engine: Engine, say: Say) {
  const toHtml = (part: PhraseValue) => engine.escapeExpression(part as string);
  return {
    t(key: string, ...rest: unknown[]) {
      const options = rest.at(-1) as Options;
      const values = (rest.length > 1 ? (rest[0] ?? {}) : {}) as PhraseValues;
      return new engine.SafeString(say(frameOf(options).language, key, { ...values, ...options.hash }, toHtml));
    },
    /** A length of time (milliseconds) in words, such as `14 days`. */
    lasting(length: number, options: Options) {
      const { n, unit } = inLargestUnit(length);
      return say(frameOf(options).language, `m.${unit}`, { n }, String);
    },
    /** `{{t (cased 'key')}}`: what is said of letters, by whether capitals count in this portal's user names (R2.1). */
    cased: (key: string, options: Options) => (frameOf(options).portal?.anyCase ? `${key}.any` : key),
    device: (seen: Device | undefined, options: Options) => deviceInWords(say, seen, frameOf(options).language),
    ...LOGIC,
  };
}

/** Moments in words, in Dutch time (ux.md G17). */
function moments(engine: Engine) {
  const timeTag = (at: number, words: string) => new engine.SafeString(`<time datetime="${new Date(at).toISOString()}">${words}</time>`);
  return {
    /** A moment in words, in Dutch time (ux.md G17). */
    time(at: number, options: Options) {
      const { language } = frameOf(options);
      return timeTag(at, `${dayInWords(at, language)}, ${inWords(at, language, 'time')}`);
    },
    /** The time of day of a moment that is near. */
    hour: (at: number, options: Options) => timeTag(at, hourInWords(at, frameOf(options).language)),
    /** The minute of a moment by the clock, rounded up: from then on it is true. */
    clock(at: number, options: Options) {
      const minute = Math.ceil(at / MINUTE) * MINUTE;
      return timeTag(minute, inWords(minute, frameOf(options).language, 'time'));
    },
    /** The day of a moment in words. */
    day: (at: number, options: Options) => timeTag(at, dayInWords(at, frameOf(options).language)),
  };
}

function markup(engine: Engine) {
  const safe = (html: string) => new engine.SafeString(html);
  const toHtml = (text: string) => engine.escapeExpression(text);
  // On a narrow screen a mail address goes on after an @ or a full stop, not in the middle of a word (ux.md G13).
  const shown = (text: string) => toHtml(text).replace(/[^\s<>]+@[^\s<>]+/g, (address) => address.replace(/[@.](?=.)/g, '$&<wbr>'));
  const link = (href: string, text: string) => `<a href="${toHtml(href)}">${shown(text)}</a>`;
  const telephone = (phone: string) => link(dial(phone), onOneLine(phone));
  return {
    link: (href: string, text: string) => safe(link(href, text)),
    strong: (text: string) => safe(`<strong>${shown(text)}</strong>`),
    /** A mail address, which fits on a narrow screen. */
    mailAddress: (text: string) => safe(shown(text)),
    /** Whom to ask, on one line: name, mail, telephone, as far as they are known. Nothing when none is. */
    contact(options: Options) {
      const { contactName, contactEmail, contactPhone } = frameOf(options).portal?.support ?? {};
      const ways = [contactEmail && link(`mailto:${contactEmail}`, contactEmail), contactPhone && telephone(contactPhone)];
      const known = ways.filter(Boolean).join(', ');
      const name = contactName && shown(contactName);
      return name || known ? safe([name, known].filter(Boolean).join(options.hash['after'] ?? ', ')) : undefined;
    },
    telephone: (phone: string) => safe(telephone(phone)),
    /** A text as the picture of a QR code. */
    qrCode(text: string, alt: { toHTML(): string }) {
      const { src, size } = qrImage(text);
      return safe(`<img src="${src}" width="${size}" height="${size}" alt="${alt.toHTML()}">`);
    },
  };
}

/** A problem is shown at the first of its fields; the others are tied to the same words (ux.md 1.1). */
function forms(engine: Engine) {
  const problemsOf = (problems: unknown) => (Array.isArray(problems) ? problems : []) as readonly Problem[];
  const touching = (problems: unknown, field: string) => problemsOf(problems).filter(({ fields }) => fields.includes(field));
  return {
    /** The problems to show at this field. */
    problemsAt: (problems: unknown, field: string) => problemsOf(problems).filter(({ fields }) => fields[0] === field),
    hasProblem: (problems: unknown, field: string) => touching(problems, field).length > 0,
    /** `aria-describedby` of the field's hint and problems, and `aria-invalid` only where there are any (ux.md G4). */
    describes(problems: unknown, field: string, ...rest: unknown[]) {
      const hints = rest.slice(0, -1).filter(Boolean) as string[];
      const found = touching(problems, field);
      const ids = [...hints, ...new Set(found.map(({ fields }) => `${fields[0]}-error`))];
      const described = ids.length > 0 ? `aria-describedby="${engine.escapeExpression(ids.join(' '))}"` : '';
      return new engine.SafeString(described + (found.length > 0 ? ' aria-invalid="true"' : ''));
    },
  };
}
