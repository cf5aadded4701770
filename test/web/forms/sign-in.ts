// The forms of a sign-in's first step and of its end, and those around it.
import { PASSWORD } from '../../kit/furnish.ts';
import { halfway } from '../../kit/second-step/halfway.ts';
import { signIn } from '../../kit/sign-in.ts';
import { Visitor } from '../../kit/visitor.ts';
import type { Asked, OpenForm } from './form.ts';
import type { People } from './people.ts';

const CALLBACK = '/callback';
const CHOSEN = { 'new-password': 'vijf ezels op de dijk', 'new-password-again': 'vijf ezels op de dijk', 'keep-blanks': 'yes' };

async function sheet({ app }: Pick<People, 'app'>, portal: string, typed: Record<string, string>): Promise<OpenForm> {
  const visitor = new Visitor();
  return { visitor, page: await visitor.open((await app.begin({ portal })).url), typed: () => typed };
}

/** A sign-in under the extra check, for a name that has missed three times. */
export async function challenged(at: Pick<People, 'app' | 'portals'>): Promise<OpenForm> {
  const missed = { username: 'Nobody', password: 'not this one' };
  const { visitor, page: first } = await sheet(at, at.portals.aged, missed);
  let page = first;
  for (let miss = 0; miss < 3; miss += 1) page = await visitor.submit(page, missed);
  return { visitor, page, typed: () => ({ ...missed, captcha: 'AAAAAA', work: '1.2.3.4.5.6.7.8' }) };
}

async function atWork({ app, portals }: People): Promise<OpenForm> {
  const { visitor, page } = await sheet({ app }, portals.work, {});
  return { visitor, page: await visitor.open(page.url.replace(/\/password$/, '/sso')), typed: () => ({ do: 'submit' }) };
}

async function aged({ app, portals }: People, username: string, typed: Record<string, string>): Promise<OpenForm> {
  return { ...(await halfway(app, username, { portal: portals.aged })), typed: () => typed };
}

/** By what each asks. */
export const SIGN_IN_FORMS: Readonly<Record<string, Asked<People>>> = {
  'a portal': {
    route: '/',
    bend: 'portal',
    comesTo: '/password',
    open: async ({ world, portals }) => {
      const visitor = new Visitor();
      return { visitor, page: await visitor.open(`${world.url}/`), typed: () => ({ portal: portals.free }) };
    },
  },
  'a name and a password': {
    route: '/:portal/sign-in/:uid/password',
    bend: 'password',
    comesTo: CALLBACK,
    open: (at) => sheet(at, at.portals.free, { username: 'plain', password: PASSWORD }),
  },
  'whether to go to work to sign in': {
    route: '/:portal/sign-in/:uid/sso',
    bend: 'do',
    // Nobody listens there.
    comesTo: 'does not answer',
    open: atWork,
  },
  'the extra check': { route: '/:portal/sign-in/:uid/password', bend: 'captcha', comesTo: '/password', open: challenged },
  'a new password': {
    route: '/:portal/sign-in/:uid/new-password',
    bend: 'new-password',
    comesTo: CALLBACK,
    open: (at) => aged(at, 'expired', CHOSEN),
  },
  'what to do before a password expires': {
    route: '/:portal/sign-in/:uid/password-soon',
    bend: 'do',
    comesTo: CALLBACK,
    open: (at) => aged(at, 'soon', { do: 'later' }),
  },
  consent: {
    route: '/:portal/sign-in/:uid/consent',
    bend: 'do',
    comesTo: CALLBACK,
    open: async ({ third, portals }) => ({
      ...(await halfway(third, 'plain', { portal: portals.free })),
      typed: () => ({ do: 'allow' }),
    }),
  },
  'which portals to leave': {
    route: '/sign-out',
    bend: 'portal',
    comesTo: '/oidc/session/end/success',
    open: async ({ world, app, portals }) => {
      const { visitor } = await signIn(app, 'plain', { portal: portals.free });
      return { visitor, page: await visitor.open(`${world.url}/sign-out`), typed: () => ({ portal: 'all' }) };
    },
  },
};
