import { HISTORY_KEYS } from '../../../interactions/account/history-keys.ts';
import type { PageModels } from '../../../src/views/models.ts';
import type { Samples } from './sample.ts';
import { twoStepSamples } from './two-step.ts';

const profile: PageModels['account/profile'] = {
  action: '/voorbeeld/account',
  username: 'J.deBoer',
  givenName: 'Jan',
  familyName: 'de Boer',
  nameLocked: false,
  email: 'jan@oost.example',
  emailHref: '/voorbeeld/account/email',
  languages: [
    { tag: 'nl', chosen: true },
    { tag: 'en', chosen: false },
  ],
  problems: [],
};

const AT = Date.UTC(2026, 10, 27, 15);

const sessions: PageModels['account/sessions'] = {
  action: '/voorbeeld/account/sessions',
  sessions: [
    {
      id: 's1',
      isOwn: true,
      device: { browser: 'Chrome', system: 'Windows' },
      signedInAt: AT - 3_600_000,
      activeAt: AT,
      apps: 'Toetsomgeving, Verslagmaker',
    },
    { id: 's2', isOwn: false, device: {}, signedInAt: AT - 7_200_000, activeAt: AT - 600_000, apps: '' },
  ],
  hasOthers: true,
  signOutHref: '/oidc/session/end?portal=4f0c',
  problems: [],
};

const email: PageModels['account/email'] = {
  action: '/voorbeeld/account/email',
  typed: '',
  email: 'jan@oost.example',
  problems: [],
  cancelHref: '/voorbeeld/account',
};

const waiting: NonNullable<PageModels['account/email']['waiting']> = {
  email: 'jan@west.example',
  until: AT + 86_400_000,
  asksNew: true,
  asksOld: true,
  mail: { sender: 'Voorbeeld BV via Voordeur', address: 'inloggen@login.example', subjects: [{ words: 'Bevestig je nieuwe e-mailadres' }] },
};

const confirm: PageModels['account/confirm-email'] = {
  action: '/voorbeeld/new-address/V1StGXR8_Z5jdHi6B-myTA',
  side: 'new',
  state: 'ask',
  facts: { email: 'jan@west.example', username: 'J.deBoer' },
  accountHref: '/voorbeeld/account',
};

const items = [{ key: 'openid' }, { key: 'profile', value: 'Jan de Boer' }, { key: 'email', value: 'jan@oost.example' }] as const;

const apps: PageModels['account/apps'] = {
  allowed: [{ name: 'Verslagmaker', items, since: AT, withdrawHref: '/voorbeeld/account/apps/withdraw?app=reports' }],
  own: [{ name: 'Toetsomgeving', since: AT }],
};

/** Every kind of entry that the history can have: forgetting the words of one is seen. */
const entries: PageModels['account/history']['entries'] = [
  { at: AT, key: 'sign-in.succeeded', app: 'Toetsomgeving', device: { browser: 'Chrome', system: 'Windows' }, address: '192.0.2.1' },
  ...HISTORY_KEYS.map((key, before) => ({ at: AT - before * 60_000, key })),
];

const { emailHref: _href, ...withoutEmail } = profile;

/** The pages of the account but that of the password. */
export const accountSamples: Pick<Samples, Exclude<Extract<keyof Samples, `account/${string}`>, 'account/password'>> = {
  ...twoStepSamples,
  'account/which': {
    plain: {
      portals: [
        { name: 'Voorbeeld BV', username: 'J.deBoer', href: '/voorbeeld/account' },
        { name: 'Stichting Toetsing Oost-Nederland', username: 'jan@oost.example', href: '/oost/account' },
      ],
    },
  },
  'account/sessions': {
    plain: { ...sessions, done: { key: 'session', about: 'Chrome' } },
    alone: { ...sessions, sessions: sessions.sessions.slice(0, 1), hasOthers: false, done: { key: 'session-unknown' } },
    failed: { ...sessions, problems: [{ code: 'session-not-ended', fields: [] }] },
    'single sign-on': { ...sessions, singleSignOn: true },
    'all ended': { ...sessions, done: { key: 'sessions' } },
  },
  'account/apps': {
    plain: apps,
    none: { allowed: [], own: [], done: { key: 'withdrawn', about: 'Verslagmaker' } },
  },
  'account/withdraw': {
    plain: {
      name: 'Verslagmaker',
      items,
      action: '/voorbeeld/account/apps/withdraw',
      app: 'reports',
      cancelHref: '/voorbeeld/account/apps',
    },
  },
  'account/history': {
    plain: { since: AT - 90 * 86_400_000, entries, olderHref: '/voorbeeld/account/history?page=2' },
    last: { since: AT - 90 * 86_400_000, entries: entries.slice(0, 1), newerHref: '/voorbeeld/account/history' },
    none: { since: AT - 90 * 86_400_000, entries: [], singleSignOn: true },
  },
  'account/data': {
    plain: { fileHref: '/voorbeeld/account/data.json', isFresh: true },
    'not fresh': { fileHref: '/voorbeeld/account/data.json', isFresh: false },
  },
  'account/email': {
    plain: email,
    'no address yet': { action: email.action, typed: '', problems: [], cancelHref: email.cancelHref },
    waiting: { ...email, waiting },
    'waiting for the old one': { ...email, waiting: { ...waiting, asksNew: false } },
    'the same': { ...email, typed: 'jan@oost.example', problems: [{ code: 'email-same', fields: ['email'] }] },
    'too often': { ...email, typed: 'jan@west.example', problems: [{ code: 'mail-too-often', fields: ['email'] }] },
  },
  'account/confirm-email': {
    plain: confirm,
    old: { ...confirm, side: 'old' },
    waiting: { ...confirm, state: 'waiting' },
    'waiting, old': { ...confirm, side: 'old', state: 'waiting' },
    changed: { ...confirm, state: 'changed' },
    stopped: { ...confirm, state: 'stopped' },
    dead: { action: confirm.action, side: 'new', state: 'dead', accountHref: confirm.accountHref },
  },
  'account/profile': {
    'a passkey added just before': { ...profile, done: { key: 'passkey-added' } },
    plain: profile,
    'email stays': { ...profile, done: { key: 'email-stopped' } },
    saved: { ...profile, done: { key: 'profile' } },
    'with an account at work': { ...profile, singleSignOn: true },
    locked: { ...withoutEmail, nameLocked: true },
    'of a contact person': { ...profile, isContact: true },
    'locked, no name': { ...profile, givenName: '', familyName: '', nameLocked: true, languages: [{ tag: 'nl', chosen: true }] },
    'too long': { ...profile, givenName: 'J'.repeat(101), problems: [{ code: 'name-long', fields: ['given-name'] }] },
  },
};
