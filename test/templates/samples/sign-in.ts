import type { ChallengeView, PageModels, PasskeyView, Problem } from '../../../src/views/models.ts';
import type { Samples } from './sample.ts';

const noMatch: Problem = { code: 'no-match', fields: ['username', 'password'] };
const missing: readonly Problem[] = [
  { code: 'username-missing', fields: ['username'] },
  { code: 'password-missing', fields: ['password'] },
];

const signIn: PageModels['sign-in/password'] = {
  action: '/voorbeeld/sign-in/u1/password',
  username: '',
  problems: [],
  repaired: false,
  tips: false,
  former: false,
  elsewhere: [],
  browsers: { level: 'baseline-2021' },
  activateHref: '/voorbeeld/activate',
  forgotPasswordHref: '/voorbeeld/forgot-password',
  forgotUsernameHref: '/voorbeeld/forgot-username',
  finderHref: '/',
  cancel: false,
};

/** A challenge as a form carries it. */
export const challenge: ChallengeView = {
  id: 'c1',
  why: 'misses',
  pictureHref: '/voorbeeld/captcha/sign-in/c1.png',
  iterations: 1000,
  parts: 8,
  below: 28_633_115,
  length: 6,
};

/** The same once a code was mailed. */
export const mailedCode = (to: NonNullable<ChallengeView['mailed']>['to'], of: ChallengeView = challenge): ChallengeView => ({
  ...of,
  mailed: {
    to,
    mail: {
      sender: 'Voorbeeld BV via Voordeur',
      address: 'inloggen@login.example',
      subjects: [{ words: 'je code voor Voorbeeld BV' }, { words: 'your code for Voorbeeld BV', language: 'en' }],
    },
  },
});

/** A passkey as a form asks for it; `known` is JSON. */
export const passkey: PasskeyView = { challenge: 'AAAA', site: 'login.example', known: '[]' };

const consent: PageModels['sign-in/consent'] = {
  action: '/voorbeeld/sign-in/u1/consent',
  appName: 'Verslagmaker',
  appHost: 'verslag.example',
  username: 'J.deBoer',
  repaired: false,
  items: [{ key: 'openid' }, { key: 'profile', value: 'Jan de Boer' }, { key: 'email', value: 'jan.deboer@voorbeeld.example' }],
  problems: [],
};

/** The screens of a sign-in. */
export const signInSamples: Pick<Samples, 'sign-in/password' | 'sign-in/no-second' | 'sign-in/consent'> = {
  'sign-in/password': {
    plain: signIn,
    'for an app': { ...signIn, appName: 'Toetsomgeving', cancel: true, username: 'J.deBoer' },
    'with passkeys': { ...signIn, passkey },
    'with a passkey refused': { ...signIn, passkey, problems: [{ code: 'passkey-refused', fields: ['passkey'] }] },
    empty: { ...signIn, problems: missing },
    refused: { ...signIn, username: 'J.deBoer', problems: [noMatch], tips: true, repaired: true },
    'refused, used elsewhere': {
      ...signIn,
      username: 'J.deBoer',
      problems: [noMatch],
      tips: true,
      elsewhere: [{ name: 'Stichting Toetsing Oost-Nederland', href: '/oost' }],
    },
    'former password': {
      ...signIn,
      username: 'J.deBoer',
      problems: [{ code: 'former-password', fields: ['password'], values: { date: '3 March 2026' } }],
      former: true,
    },
    'throttled for a minute': { ...signIn, problems: [{ code: 'throttled', fields: ['username'], values: { minutes: 1 } }] },
    throttled: {
      ...signIn,
      username: 'J.deBoer',
      problems: [{ code: 'throttled', fields: ['username'], values: { minutes: 15 } }],
      tips: true,
    },
    'throttled for seconds': { ...signIn, problems: [{ code: 'throttled-seconds', fields: ['username'], values: { seconds: 45 } }] },
    'throttled for a second': { ...signIn, problems: [{ code: 'throttled-seconds', fields: ['username'], values: { seconds: 1 } }] },
    closed: { ...signIn, problems: [{ code: 'throttled-closed', fields: ['username'] }] },
    'refused where capitals do not count': {
      ...signIn,
      username: 'J.deBoer',
      problems: [{ ...noMatch, code: 'no-match-any' }],
      tips: true,
    },
    challenged: { ...signIn, username: 'J.deBoer', problems: [noMatch], tips: true, challenge },
    'challenge due': { ...signIn, challenge, problems: [{ code: 'challenge-new', fields: ['password'] }] },
    'challenge not answered': { ...signIn, challenge, problems: [{ code: 'challenge-missing', fields: ['captcha'] }] },
    'challenge wrong': { ...signIn, challenge, problems: [{ code: 'challenge-wrong', fields: ['captcha'] }] },
    'challenge too old': { ...signIn, challenge, problems: [{ code: 'challenge-old', fields: ['captcha'] }] },
    'code mailed': { ...signIn, username: 'J.deBoer', challenge: mailedCode('username') },
    'mailed code wrong': {
      ...signIn,
      challenge: mailedCode('username'),
      problems: [{ code: 'challenge-mailed-wrong', fields: ['mailed'] }],
    },
    'mailed code too old': { ...signIn, challenge, problems: [{ code: 'challenge-mailed-old', fields: ['captcha'] }] },
    busy: { ...signIn, username: 'J.deBoer', problems: [{ code: 'busy', fields: [] }] },
    'too long': { ...signIn, problems: [{ code: 'too-long', fields: ['username'] }] },
    restarted: { ...signIn, notice: 'restarted' },
    'needing a newer browser': { ...signIn, browsers: { level: 'baseline-2024', forApp: 'Toetsomgeving' } },
    'sent from an old page': { ...signIn, username: 'J.deBoer', notice: 'password-again' },
    'signed out': { ...signIn, notice: 'signed-out' },
    idle: { ...signIn, notice: 'session-idle' },
    'other account': { ...signIn, notice: 'other-account' },
    'with single sign-on': { ...signIn, singleSignOn: { action: '/voorbeeld/sign-in/u1/sso' } },
    'refused beside single sign-on': {
      ...signIn,
      username: 'J.deBoer',
      problems: [noMatch],
      tips: true,
      singleSignOn: { action: '/voorbeeld/sign-in/u1/sso' },
    },
    'begun anew': { ...signIn, username: 'J.deBoer', notice: 'overtaken' },
  },
  'sign-in/no-second': {
    plain: { action: '/voorbeeld/sign-in/u1/no-second', username: 'J.deBoer', asks: 'organisation', appName: 'Toetsomgeving' },
    'for an app': { action: '/voorbeeld/sign-in/u1/no-second', username: 'J.deBoer', asks: 'app', appName: 'Toetsomgeving' },
  },
  'sign-in/consent': {
    plain: consent,
    everything: {
      ...consent,
      appOwner: 'Verslag & Co',
      appLogoHref: 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
      items: [
        ...consent.items,
        { key: 'organisation', value: 'Voorbeeld BV' },
        { key: 'offline' },
        { key: 'resource', value: 'https://api.verslag.example' },
      ],
    },
    'name repaired': { ...consent, repaired: true },
    'no choice': { ...consent, problems: [{ code: 'choice-missing', fields: ['allow'] }] },
  },
};
