// A model of every page in every state worth looking at, and the frames around it. The compiler counts: a page without
// a sample does not compile. Used by the template tests and by the browser tests.
import { brandTokens } from '../../src/domain/organisations/brand.ts';
import type { ChallengeView, ErrorKind, Frame, FramePortal, Language, PageModels, PageName, Problem } from '../../src/views/models.ts';
import { themeHref } from '../../src/views/theme.ts';

/** States of a page by name; `plain` is the first view. */
export type Samples = { readonly [Name in PageName]: Readonly<Record<string, PageModels[Name]>> & { readonly plain: PageModels[Name] } };

/** An hour in November 2026, 14:32 in Amsterdam. */
export const SAMPLE_TIME = Date.UTC(2026, 10, 7, 13, 32);
/** The colours of the sample portal. */
export const SAMPLE_COLOURS = { tokens: brandTokens('#8a1c4a'), forceLight: false };

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
  browsers: { level: 'baseline-2021' },
  forgotPasswordHref: '/voorbeeld/forgot-password',
  forgotUsernameHref: '/voorbeeld/forgot-username',
  finderHref: '/',
  cancel: false,
};

const challenge: ChallengeView = {
  id: 'c1',
  pictureHref: '/voorbeeld/captcha/sign-in/c1.png',
  iterations: 1000,
  parts: 8,
  below: 28_633_115,
  length: 6,
};

const consent: PageModels['sign-in/consent'] = {
  action: '/voorbeeld/sign-in/u1/consent',
  appName: 'Verslagmaker',
  appHost: 'verslag.example',
  username: 'J.deBoer',
  items: [{ key: 'openid' }, { key: 'profile', value: 'Jan de Boer' }, { key: 'email', value: 'jan.deboer@voorbeeld.example' }],
  problems: [],
};

const twoPortals = [
  { id: '4f0c', name: 'Voorbeeld BV', username: 'J.deBoer' },
  { id: '5a1d', name: 'Stichting Toetsing Oost-Nederland', username: 'jan@oost.example' },
];

const error = (kind: ErrorKind, more: Partial<PageModels['error/error']> = {}): PageModels['error/error'] => ({
  kind,
  at: SAMPLE_TIME,
  reference: 'R-7F3K-9QXM',
  onwardHref: '/voorbeeld',
  ...more,
});

const errors: Readonly<Record<ErrorKind, PageModels['error/error']>> = {
  expired: error('expired'),
  cookies: error('cookies', { host: 'login.example' }),
  client: error('client', {
    appName: 'Toetsomgeving',
    technical: 'invalid_redirect_uri: redirect_uri did not match any of the registered',
  }),
  denied: error('denied', { appName: 'Toetsomgeving', username: 'J.deBoer' }),
  many: error('many', { minutes: 15 }),
  busy: error('busy'),
  'not-found': error('not-found'),
  'bad-request': error('bad-request'),
  'foreign-form': error('foreign-form'),
  method: error('method'),
  'too-large': error('too-large'),
  unexpected: error('unexpected'),
};

export const samples: Samples = {
  'portal/finder': {
    plain: { typed: '', problems: [] },
    remembered: {
      typed: '',
      problems: [],
      last: { name: 'Voorbeeld BV', href: '/voorbeeld' },
      appName: 'Toetsomgeving',
      pending: 'Y2xpZW50X2lkPWFwcA',
    },
    empty: { typed: '', problems: [{ code: 'portal-missing', fields: ['portal'] }] },
    unknown: { typed: 'voorbeelt', problems: [{ code: 'portal-unknown', fields: ['portal'] }] },
  },
  'portal/unknown': {
    plain: { typed: 'voorbeelt' },
    remembered: { typed: 'voorbeelt', last: { name: 'Voorbeeld BV', href: '/voorbeeld' } },
  },
  'portal/start': {
    plain: {
      fullName: 'Jan de Boer',
      username: 'J.deBoer',
      apps: [
        { name: 'Toetsomgeving', href: 'https://toets.example/start' },
        { name: 'Verslagmaker', href: 'https://verslag.example/start' },
      ],
      signOutHref: '/oidc/session/end?portal=4f0c',
    },
    'without apps': { fullName: 'Jan de Boer', username: 'J.deBoer', apps: [], signOutHref: '/oidc/session/end?portal=4f0c' },
  },
  'sign-in/password': {
    plain: signIn,
    'for an app': { ...signIn, appName: 'Toetsomgeving', cancel: true, username: 'J.deBoer' },
    empty: { ...signIn, problems: missing },
    refused: { ...signIn, username: 'J.deBoer', problems: [noMatch], tips: true, repaired: true },
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
    challenged: { ...signIn, username: 'J.deBoer', problems: [noMatch], tips: true, challenge },
    'challenge not answered': { ...signIn, challenge, problems: [{ code: 'challenge-missing', fields: ['captcha'] }] },
    'challenge wrong': { ...signIn, challenge, problems: [{ code: 'challenge-wrong', fields: ['captcha'] }] },
    'challenge too old': { ...signIn, challenge, problems: [{ code: 'challenge-old', fields: ['captcha'] }] },
    busy: { ...signIn, username: 'J.deBoer', problems: [{ code: 'busy', fields: [] }] },
    'too long': { ...signIn, problems: [{ code: 'too-long', fields: ['username'] }] },
    restarted: { ...signIn, notice: 'restarted' },
    'needing a newer browser': { ...signIn, browsers: { level: 'baseline-2024', forApp: 'Toetsomgeving' } },
    'sent from an old page': { ...signIn, username: 'J.deBoer', notice: 'password-again' },
    'signed out': { ...signIn, notice: 'signed-out' },
    idle: { ...signIn, notice: 'session-idle' },
    'other account': { ...signIn, notice: 'other-account' },
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
    'no choice': { ...consent, problems: [{ code: 'choice-missing', fields: ['allow'] }] },
  },
  'sign-out/ask': {
    plain: { action: '/oidc/session/end/confirm?portal=4f0c', xsrf: 'x1', username: 'J.deBoer', stayHref: '/voorbeeld' },
    'for an app': {
      action: '/oidc/session/end/confirm?portal=4f0c',
      xsrf: 'x1',
      username: '',
      stayHref: '/voorbeeld',
      appName: 'Toetsomgeving',
    },
  },
  'sign-out/choose': {
    plain: { action: '/sign-out', portals: twoPortals, problems: [] },
    'no choice': { action: '/sign-out', portals: twoPortals, problems: [{ code: 'choice-missing', fields: ['portal'] }] },
  },
  'sign-out/switch': {
    plain: {
      action: '/oidc/session/end/confirm?portal=4f0c',
      fields: [
        { name: 'xsrf', value: 'x1' },
        { name: 'logout', value: 'yes' },
      ],
      username: 'J.deBoer',
      newUsername: 'jan@oost.example',
      stayHref: '/voorbeeld',
    },
  },
  'sign-out/done': { plain: { againHref: '/voorbeeld' } },
  'passing-on/form': {
    plain: { action: '/oidc/session/end/confirm', fields: [{ name: 'xsrf', value: 'x1' }] },
    'to an app': { action: 'https://toets.example/callback', appName: 'Toetsomgeving', fields: [{ name: 'code', value: 'c1' }] },
  },
  'recovery/forgot-password': { plain: { signInHref: '/voorbeeld' } },
  'recovery/forgot-username': { plain: { signInHref: '/voorbeeld' } },
  'help/help': { plain: { signInHref: '/voorbeeld' } },
  'help/privacy': { plain: {} },
  'help/accessibility': { plain: {} },
  'error/error': {
    plain: { kind: 'unexpected', at: SAMPLE_TIME, onwardHref: '/' },
    ...errors,
    'client unknown': error('client'),
    'denied by an unknown app': error('denied'),
    'one minute': error('many', { minutes: 1 }),
  },
};

const portal: FramePortal = {
  name: 'Voorbeeld BV',
  portal: 'voorbeeld',
  url: 'https://login.example/voorbeeld',
  themeHref: themeHref('voorbeeld', SAMPLE_COLOURS),
  forceLight: false,
  support: {
    contactName: 'Fatima El Amrani',
    contactEmail: 'toetsen@voorbeeld.example',
    contactPhone: '+31 (0)20 123 45 67',
    practiceUrl: 'https://oefenen.example/',
  },
};
const logo = { href: '/assets/t/voorbeeld.0123456789abcdef.png', darkHref: '/assets/t/voorbeeld.fedcba9876543210.png' };

/** A frame in this language, within the sample portal, unless something else is given. */
export function sampleFrame(language: Language, more: Partial<Frame> = {}): Frame {
  return {
    language,
    languages: (['nl', 'en'] as const).map((tag) => ({ tag, href: `?lang=${tag}`, current: tag === language })),
    portal,
    baseUrl: 'https://login.example',
    helpHref: '/voorbeeld/help',
    privacyHref: '/voorbeeld/privacy',
    accessibilityHref: '/voorbeeld/accessibility',
    csrf: 'masked-token',
    ...more,
  };
}

/** The sample portal with something else about it. */
export function portalFrame(language: Language, more: Partial<FramePortal>): Frame {
  return sampleFrame(language, { portal: { ...portal, ...more } });
}

const OUTSIDE: readonly PageName[] = ['portal/finder', 'portal/unknown', 'sign-out/choose'];
const ANYWHERE: readonly PageName[] = [
  'help/help',
  'help/privacy',
  'help/accessibility',
  'error/error',
  'sign-out/done',
  'passing-on/form',
];

/** The frames this page can stand in, by name. */
export function framesOf(page: PageName, language: Language): Readonly<Record<string, Frame>> {
  const { portal: _, ...bare } = sampleFrame(language, { helpHref: '/help', privacyHref: '/privacy', accessibilityHref: '/accessibility' });
  if (OUTSIDE.includes(page)) return { bare };
  const signedIn = sampleFrame(language, { signedIn: { username: 'J.deBoer', signOutHref: '/oidc/session/end?portal=4f0c' } });
  return {
    portal: sampleFrame(language),
    'signed in': { ...signedIn, portal: { ...portal, logo } },
    'one language': { ...portalFrame(language, { support: {}, logo: { href: logo.href }, forceLight: true }), languages: [] },
    ...(ANYWHERE.includes(page) && { bare }),
  };
}

/** Every page in every state: its name, the state, and its model. */
export function eachSample(): readonly { readonly page: PageName; readonly state: string; readonly model: PageModels[PageName] }[] {
  return (Object.keys(samples) as PageName[]).flatMap((page) =>
    Object.entries(samples[page]).map(([state, model]) => ({ page, state, model: model as PageModels[PageName] })),
  );
}
