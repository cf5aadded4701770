// A model of every page in every state worth looking at. The compiler counts: a page without a sample does not compile.
// Used by the template tests and by the browser tests.
import type { PageModels, PageName } from '../../src/views/models.ts';
import { accountSamples } from './samples/account.ts';
import { appCodeSamples } from './samples/app-codes.ts';
import { errorSamples } from './samples/errors.ts';
import { mailedSamples } from './samples/mailed.ts';
import { passkeySamples } from './samples/passkeys.ts';
import { passwordSamples } from './samples/passwords.ts';
import type { Samples } from './samples/sample.ts';
import { secondSamples } from './samples/second-step.ts';
import { signInSamples } from './samples/sign-in.ts';
import { singleSignOnSamples } from './samples/single-sign-on.ts';

const twoPortals = [
  { id: '4f0c', name: 'Voorbeeld BV', username: 'J.deBoer' },
  { id: '5a1d', name: 'Stichting Toetsing Oost-Nederland', username: 'jan@oost.example' },
];

/** All of them. */
export const samples: Samples = {
  ...signInSamples,
  ...passkeySamples,
  ...singleSignOnSamples,
  ...secondSamples,
  ...passwordSamples,
  ...errorSamples,
  ...mailedSamples,
  ...accountSamples,
  ...appCodeSamples,
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
    found: { typed: '', problems: [], found: { name: 'Voorbeeld BV', href: '/voorbeeld' } },
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
      accountHref: '/voorbeeld/account',
      signOutHref: '/oidc/session/end?portal=4f0c',
    },
    'without apps': {
      fullName: 'Jan de Boer',
      username: 'J.deBoer',
      apps: [],
      accountHref: '/voorbeeld/account',
      signOutHref: '/oidc/session/end?portal=4f0c',
    },
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
  'sign-out/done': {
    plain: { againHref: '/voorbeeld' },
    'after single sign-on': { againHref: '/voorbeeld', singleSignOn: { idpName: 'Microsoft van Voorbeeld' } },
    'after single sign-on, with a way out': {
      againHref: '/voorbeeld',
      singleSignOn: { idpName: 'Microsoft van Voorbeeld', logOutHref: 'https://login.voorbeeld.example/logout' },
    },
  },
  'passing-on/form': {
    plain: { action: '/oidc/session/end/confirm', fields: [{ name: 'xsrf', value: 'x1' }] },
    'to an app': { action: 'https://toets.example/callback', appName: 'Toetsomgeving', fields: [{ name: 'code', value: 'c1' }] },
  },
  'help/help': {
    plain: { signInHref: '/voorbeeld' },
    'with an age': {
      signInHref: '/voorbeeld',
      age: { days: 90, orgName: 'Voorbeeld BV', warnsAhead: true },
      changePasswordHref: '/voorbeeld/account/password',
      mailed: {
        mail: {
          sender: 'Voorbeeld BV via Voordeur',
          address: 'inloggen@login.example',
          subjects: [{ words: 'Activeer je account bij Voorbeeld BV' }],
        },
        life: 14 * 86_400_000,
        activateHref: '/voorbeeld/activate',
        codeHref: '/voorbeeld/code',
      },
      forgotHrefs: { password: '/voorbeeld/forgot-password', username: '/voorbeeld/forgot-username' },
    },
    'with single sign-on': { signInHref: '/voorbeeld', singleSignOn: true },
    'with an age of a day': { signInHref: '/voorbeeld', age: { days: 1, orgName: 'Voorbeeld BV', warnsAhead: false } },
  },
  'help/privacy': { plain: {} },
  'help/accessibility': { plain: {} },
};

/** Every page in every state: its name, the state, and its model. */
export function eachSample(): readonly { readonly page: PageName; readonly state: string; readonly model: PageModels[PageName] }[] {
  return (Object.keys(samples) as PageName[]).flatMap((page) =>
    Object.entries(samples[page]).map(([state, model]) => ({ page, state, model: model as PageModels[PageName] })),
  );
}
