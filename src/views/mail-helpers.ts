// What mail templates can do beyond showing a value. The same helpers exist for HTML and for text, so that both halves
// of a mail are made of the same phrases and facts; they differ in the medium only.
import type Handlebars from 'handlebars';
import { dayInWords, inLargestUnit, inWords } from './dates.ts';
import { LOGIC } from './helpers.ts';
import type { MailFrame } from './mail-models.ts';
import type { MailStyle } from './mail-style.ts';
import type { PhraseValue, PhraseValues, Say } from './phrases.ts';
import { dial, onOneLine } from './telephone.ts';

type Options = Handlebars.HelperOptions;

/** How a medium shows what it is given. */
export interface Medium {
  /** Text made fit for it. */
  readonly safe: (part: PhraseValue) => string;
  /** Marks what was made here, so that it is not made fit once more. */
  readonly made: (text: string) => PhraseValue;
  readonly link: (href: string, words: string, attributes: string) => string;
  readonly strong: (words: string, attributes: string) => string;
}

const MINUTE = 60_000;

const frameOf = (options: Options): MailFrame => options.data.frame;

/** Class and style of an element: the class turns its colours dark. */
const attributes = (name: MailStyle, options: Options) => `class="${name}" style="${options.data.styles[name]}"`;

/** Registers the helpers of mails on `engine`; returns their names, so that an unknown one does not compile. */
export function registerMailHelpers(engine: typeof Handlebars, say: Say, medium: Medium): string[] {
  const speak: Speak = (options, key, values = {}) => say(frameOf(options).language, key, values, String);
  const helpers = {
    ...LOGIC,
    /** `{{t 'key' name=value}}`. */
    t: (key: string, options: Options) => medium.made(say(frameOf(options).language, key, options.hash as PhraseValues, medium.safe)),
    ...times(speak),
    ...markup(medium, speak),
  };
  engine.registerHelper(helpers as Handlebars.HelperDeclareSpec);
  return Object.keys(helpers);
}

type Speak = (options: Options, key: string, values?: PhraseValues) => string;

/** Times in words, always with their zone (R7.3). */
function times(speak: Speak) {
  const moment = (at: number, options: Options) => {
    const { language } = frameOf(options);
    return speak(options, 'm.when', { day: dayInWords(at, language), time: inWords(at, language, 'time') });
  };
  return {
    moment,
    month: (at: number, options: Options) => inWords(at, frameOf(options).language, 'month'),
    /** When something ends that lives so many milliseconds from hand-over on. */
    end: (life: number, options: Options) => moment(frameOf(options).at + life, options),
    /** A length of time in the largest unit that measures it; what is over whole minutes is not promised. */
    lasting(life: number, options: Options) {
      const whole = Math.max(MINUTE, life - (life % MINUTE));
      const { n, unit } = inLargestUnit(whole);
      return speak(options, `m.${unit}`, { n });
    },
  };
}

function markup({ safe, made, link, strong }: Medium, speak: Speak) {
  const linkTo = (href: string, words: string, options: Options) => link(href, words, attributes('link', options));
  return {
    css: (name: MailStyle, options: Options) => made(attributes(name, options)),
    link: (href: string, options: Options) => made(linkTo(href, href, options)),
    strong: (words: string) => made(strong(words, '')),
    /** Signs to be typed over, all of one width. */
    key: (words: string, options: Options) => made(strong(words, attributes('key', options))),
    /** The portal with the user name filled in (R6.2). It signs nobody in. */
    signInAs: (username: string, options: Options) => `${options.data.portalUrl}?login_hint=${encodeURIComponent(username)}`,
    /** A browser as its owner would name it. */
    device(seen: { readonly browser?: string; readonly system?: string } | undefined, options: Options) {
      const { browser, system } = seen ?? {};
      const known = browser ?? speak(options, 'm.browser');
      return system === undefined ? known : speak(options, 'm.device', { browser: known, system });
    },
    /** Whom to ask: name, mail and telephone as far as they are known, or else in general words. */
    contact(options: Options) {
      const { house } = frameOf(options);
      const { contactName, contactEmail, contactPhone } = house?.support ?? {};
      const known = [
        contactName && safe(contactName),
        contactEmail && linkTo(`mailto:${contactEmail}`, contactEmail, options),
        contactPhone && linkTo(dial(contactPhone), onOneLine(contactPhone), options),
      ].filter(Boolean);
      if (known.length > 0) return made(known.join(', '));
      return house ? speak(options, 'm.contact', { orgName: house.name }) : speak(options, 'm.contact.any');
    },
  };
}
