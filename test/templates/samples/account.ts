import type { PageModels } from '../../../src/views/models.ts';
import type { Samples } from './sample.ts';

const profile: PageModels['account/profile'] = {
  action: '/voorbeeld/account',
  username: 'J.deBoer',
  givenName: 'Jan',
  familyName: 'de Boer',
  nameLocked: false,
  email: 'jan@oost.example',
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

/** The pages of the account but that of the password. */
export const accountSamples: Pick<Samples, Exclude<Extract<keyof Samples, `account/${string}`>, 'account/password'>> = {
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
    'all ended': { ...sessions, done: { key: 'sessions' } },
  },
  'account/profile': {
    plain: profile,
    saved: { ...profile, done: { key: 'profile' } },
    locked: { ...profile, nameLocked: true },
    'locked, no name': { ...profile, givenName: '', familyName: '', nameLocked: true, languages: [{ tag: 'nl', chosen: true }] },
    'too long': { ...profile, givenName: 'J'.repeat(101), problems: [{ code: 'name-long', fields: ['given-name'] }] },
  },
};
