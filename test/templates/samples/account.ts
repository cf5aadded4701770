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
  'account/profile': {
    plain: profile,
    saved: { ...profile, done: { key: 'profile' } },
    locked: { ...profile, nameLocked: true },
    'locked, no name': { ...profile, givenName: '', familyName: '', nameLocked: true, languages: [{ tag: 'nl', chosen: true }] },
    'too long': { ...profile, givenName: 'J'.repeat(101), problems: [{ code: 'name-long', fields: ['given-name'] }] },
  },
};
