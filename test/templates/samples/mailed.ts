import type { PageModels } from '../../../src/views/models.ts';
import { webmails } from '../../../src/views/webmail.ts';
import { SAMPLE_TIME, type Samples } from './sample.ts';
import { challenge, mailedCode } from './sign-in.ts';

const check = { ...challenge, why: 'forgot', pictureHref: '/voorbeeld/captcha/forgot/c1.png' } as const;
const asking = {
  action: '/voorbeeld/forgot-password',
  typed: '',
  problems: [],
  challenge: check,
  cancelHref: '/voorbeeld/forgot-password?cancel=yes',
};
const forgot: PageModels['recovery/forgot-password'] = {
  ...asking,
  purpose: 'password-reset',
  forgotUsernameHref: '/voorbeeld/forgot-username',
};
const mail: PageModels['recovery/sent']['mail'] = {
  sender: 'Voorbeeld BV via Voordeur',
  address: 'inloggen@login.example',
  subjects: [
    { words: 'Maak een nieuw wachtwoord voor Voorbeeld BV' },
    { words: 'Activeer je account bij Voorbeeld BV' },
    { words: 'Make a new password for Voorbeeld BV', language: 'en' },
    { words: 'Activate your account at Voorbeeld BV', language: 'en' },
  ],
};
const sent: PageModels['recovery/sent'] = {
  what: 'password-reset',
  typed: 'J.deBoer',
  mail,
  lives: { reset: 3_600_000, activation: 14 * 86_400_000 },
  webmails: webmails('inloggen@login.example'),
  action: '/voorbeeld/forgot-password/sent',
  again: false,
  wait: { until: SAMPLE_TIME + 30_000, seconds: 30 },
  problems: [],
  otherHref: '/voorbeeld/forgot-password',
  codeHref: '/voorbeeld/code',
  forgotUsernameHref: '/voorbeeld/forgot-username',
};
const { wait: _wait, ...now } = sent;
const { typed: _typed, lives: _lives, otherHref: _other, forgotUsernameHref: _names, codeHref: _code, ...announcedAlone } = sent;
const anotherAddress = { action: '/voorbeeld/forgot-username', typed: '', problems: [], challenge: check };
const choose: PageModels['activation/choose'] = {
  action: '/voorbeeld/activate/h1',
  purpose: 'activation',
  firstName: 'Jan',
  username: 'J.deBoer',
  until: SAMPLE_TIME,
  rules: { least: 12, former: 5, words: 'j.deboer deboer voorbeeld voorbeeldbv' },
  askBlanks: false,
  problems: [],
};
const dead: PageModels['activation/dead'] = {
  purpose: 'activation',
  why: 'withdrawn',
  life: 14 * 86_400_000,
  mends: false,
  action: '/voorbeeld/activate/h1/dead',
  problems: [],
  forgotHref: '/voorbeeld/forgot-password',
  codeHref: '/voorbeeld/code',
  signInHref: '/voorbeeld',
};

type Mailed = Extract<keyof Samples, `recovery/${string}` | `activation/${string}` | 'portal/which'>;

/** The pages around mailed links. */
export const mailedSamples: Pick<Samples, Mailed> = {
  'recovery/forgot-password': {
    plain: forgot,
    empty: { ...forgot, problems: [{ code: 'whom-missing', fields: ['username'] }] },
    unchecked: { ...forgot, typed: 'J.deBoer', problems: [{ code: 'challenge-missing', fields: ['captcha'] }] },
    'code mailed': { ...forgot, typed: 'J.deBoer', challenge: mailedCode('either', check) },
    'beside single sign-on': { ...forgot, singleSignOn: true },
    'the first time': { ...forgot, purpose: 'activation', action: '/voorbeeld/activate' },
  },
  'recovery/forgot-username': {
    plain: { ...asking, action: '/voorbeeld/forgot-username' },
    'code mailed': { ...asking, typed: 'jan@voorbeeld.example', challenge: mailedCode('address', check) },
    'no address': { ...asking, typed: 'J.deBoer', problems: [{ code: 'email-invalid', fields: ['email'] }] },
    unchecked: { ...asking, typed: 'jan@voorbeeld.example', problems: [{ code: 'challenge-wrong', fields: ['captcha'] }] },
  },
  'portal/which': {
    plain: { ...asking, action: '/sign-in/which-portal', cancelHref: '/sign-in/which-portal?cancel=yes' },
    'no address': { ...asking, typed: 'voorbeeld', problems: [{ code: 'email-invalid', fields: ['email'] }] },
  },
  'recovery/code': {
    plain: { ...asking, action: '/voorbeeld/code' },
    empty: {
      ...asking,
      problems: [
        { code: 'whom-missing', fields: ['username'] },
        { code: 'code-missing', fields: ['code'] },
      ],
    },
    wrong: { ...asking, typed: 'J.deBoer', problems: [{ code: 'code-wrong', fields: ['code', 'username'] }] },
  },
  'recovery/sent': {
    plain: sent,
    'the first time': { ...sent, what: 'activation' },
    'for an address': { ...sent, typed: 'jan@voorbeeld.example', byAddress: true },
    'too soon': { ...sent, problems: [{ code: 'sent-wait-seconds', fields: [], values: { n: 30 } }] },
    'too soon by a second': {
      ...sent,
      wait: { until: SAMPLE_TIME + 1000, seconds: 1 },
      problems: [{ code: 'sent-wait-seconds', fields: [], values: { n: 1 } }],
    },
    'too soon by far': {
      ...sent,
      again: true,
      wait: { until: SAMPLE_TIME + 3_000_000, seconds: 3000 },
      problems: [{ code: 'sent-wait', fields: [], values: { n: 50 } }],
    },
    'to be sent again': now,
    'user names': { ...announcedAlone, what: 'user-names', typed: 'jan@voorbeeld.example', other: { ...anotherAddress } },
    portals: {
      ...announcedAlone,
      what: 'portals',
      typed: 'jan@voorbeeld.example',
      other: { ...anotherAddress, action: '/sign-in/which-portal' },
    },
    healed: { ...announcedAlone, what: 'healed', life: 1_209_600_000, codeHref: '/voorbeeld/code' },
  },
  'activation/choose': {
    plain: choose,
    'somebody else is in': { ...choose, signedInAs: 'P.deWit' },
    forgotten: { ...choose, purpose: 'password-reset', action: '/voorbeeld/reset/h1' },
    unfit: { ...choose, problems: [{ code: 'new-short', fields: ['new-password'], values: { have: 3, n: 12 } }] },
    'too often': {
      ...choose,
      againHref: '/voorbeeld/forgot-password',
      problems: [{ code: 'new-too-often', fields: ['new-password'] }],
    },
    blank: { ...choose, askBlanks: true, problems: [{ code: 'new-blank', fields: ['new-password'] }] },
  },
  'activation/done': {
    plain: { purpose: 'activation', username: 'J.deBoer', onwardHref: '/voorbeeld?login_hint=J.deBoer' },
    forgotten: { purpose: 'password-reset', username: 'J.deBoer', onwardHref: '/voorbeeld?login_hint=J.deBoer' },
  },
  'activation/dead': {
    plain: dead,
    expired: { ...dead, why: 'expired', at: SAMPLE_TIME, mends: true },
    'expired, forgotten': { ...dead, purpose: 'password-reset', why: 'expired', at: SAMPLE_TIME, life: 3_600_000, mends: true },
    'too often': { ...dead, why: 'expired', at: SAMPLE_TIME, mends: true, problems: [{ code: 'heal-too-often', fields: [] }] },
    replaced: { ...dead, why: 'replaced', at: SAMPLE_TIME, sameAddress: true },
    'replaced by one that is over': { ...dead, why: 'replaced', at: SAMPLE_TIME, sameAddress: true, mends: true },
    used: { ...dead, purpose: 'password-reset', why: 'used' },
    'replaced, elsewhere': { ...dead, why: 'replaced', at: SAMPLE_TIME, sameAddress: false, mends: true },
    'password changed': { ...dead, why: 'password-changed' },
    'address changed': { ...dead, why: 'address-changed' },
    'another factor': { ...dead, why: 'factor-changed' },
    'single sign-on': { ...dead, why: 'single-sign-on' },
    unknown: { ...dead, why: 'unknown' },
  },
};
