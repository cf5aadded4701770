import type { PageModels, SingleSignOnFailure } from '../../../src/views/models.ts';
import { SAMPLE_TIME, type Samples } from './sample.ts';

const asked: PageModels['sign-in/sso'] = {
  action: '/voorbeeld/sign-in/u1/sso',
  idpName: 'Microsoft van Voorbeeld',
  appName: 'Toetsomgeving',
};

function failed(because: SingleSignOnFailure, logOutHref?: string): PageModels['sign-in/sso'] {
  const there = { ssoUser: 'jan@oost.example', ...(logOutHref && { logOutHref }) };
  return { ...asked, failed: { because, reference: 'R-7F3K-9QXM', at: SAMPLE_TIME, ...there } };
}

/** The screens on the way to an organisation's own identity provider and back. */
export const singleSignOnSamples: Pick<Samples, 'sign-in/sso' | 'sign-in/sso-go'> = {
  'sign-in/sso': {
    plain: asked,
    'beside passwords': { ...asked, passwordHref: '/voorbeeld/sign-in/u1/password' },
    cancelled: { ...failed('cancel'), passwordHref: '/voorbeeld/sign-in/u1/password' },
    'no account': failed('noAccount', 'https://login.voorbeeld.example/logout'),
    blocked: failed('blocked'),
    down: failed('down'),
    'not right': failed('config'),
    'another person': failed('wrongUser', 'https://login.voorbeeld.example/logout'),
  },
  'sign-in/sso-go': {
    plain: {
      href: 'https://login.voorbeeld.example/authorize?client_id=voordeur&state=Zm9vYmFy&code_challenge_method=S256',
      idpName: 'Microsoft van Voorbeeld',
      notNowHref: '/voorbeeld/sign-in/u1/sso',
    },
  },
};
