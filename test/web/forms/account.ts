// The forms of "My account". Those of one person are in an order in which each leaves the later ones good.
import { parse } from 'node-html-parser';
import { valuesOf } from '../../kit/account.ts';
import { codeAt, secretOn } from '../../kit/authenticator.ts';
import { newDevice } from '../../kit/authenticator-device.ts';
import { PASSWORD } from '../../kit/furnish.ts';
import { askedPasskey } from '../../kit/passkeys.ts';
import { signIn } from '../../kit/sign-in.ts';
import type { Visitor } from '../../kit/visitor.ts';
import type { Asked, OpenForm } from './form.ts';
import type { People } from './people.ts';

const CHOSEN = { 'new-password': 'vijf ezels op de dijk', 'new-password-again': 'vijf ezels op de dijk', 'keep-blanks': 'yes' };
const TWO_STEP = '/:portal/account/two-step';

type Whose = 'plain' | 'strong';

/** A page of an account. */
async function pageOf(people: People, whose: Whose, place: string) {
  const visitor: Visitor = people[whose].visitor;
  return { visitor, page: await visitor.open(`${people.world.url}/${people.portals.free}/account${place}`) };
}

/** A form in which the same is typed whenever. */
const formAt = (whose: Whose, place: string, typed: Readonly<Record<string, string>>) => async (people: People) => ({
  ...(await pageOf(people, whose, place)),
  typed: () => typed,
});

/** What can be done with the strong one's app, by the link that leads there. */
const withApp = (deed: 'rename' | 'remove', typed: Readonly<Record<string, string>>) => async (people: People) => {
  const { visitor, page } = await pageOf(people, 'strong', '/two-step');
  const href = parse(page.text).querySelector(`a[href*="/${deed}?kind=app"]`)?.getAttribute('href') ?? '';
  return { visitor, page: await visitor.open(new URL(href, page.url).href), typed: () => typed };
};

/** What was signed in to elsewhere, to be ended. */
async function otherSession(people: People): Promise<OpenForm> {
  await signIn(people.app, 'plain', { portal: people.portals.free });
  const { visitor, page } = await pageOf(people, 'plain', '/sessions');
  const session = valuesOf(page, 'session').find((value) => value !== 'all') ?? '';
  return { visitor, page, typed: () => ({ session }) };
}

async function access(people: People): Promise<OpenForm> {
  const { world, plain, third } = people;
  const app = third.options.clientId;
  const given = { accountId: plain.id, clientId: app, scopes: ['openid'], claims: [], resources: {}, givenAt: world.clock.now() };
  await world.app.installation.store.ports.consents.record(given);
  return formAt('plain', `/apps/withdraw?app=${app}`, { app })(people);
}

async function newApp(people: People): Promise<OpenForm> {
  const { visitor, page } = await pageOf(people, 'strong', '/two-step/app');
  return { visitor, page, typed: () => ({ code: codeAt(secretOn(page), people.world.clock.now()), name: 'Phone' }) };
}

async function newPasskey(people: People): Promise<OpenForm> {
  const { visitor, page } = await pageOf(people, 'strong', '/passkeys/add');
  const { challenge, owner } = askedPasskey(page) ?? { challenge: '', owner: '' };
  const device = newDevice({ origin: people.world.url, accountId: owner ?? '' });
  return { visitor, page, typed: () => ({ answer: device.make(challenge), name: 'Tablet' }) };
}

async function trusted(people: People): Promise<OpenForm> {
  const { visitor, page } = await pageOf(people, 'strong', '/two-step');
  return { visitor, page, typed: () => ({ browser: valuesOf(page, 'browser')[0] ?? '' }) };
}

/** By what each asks. */
export const ACCOUNT_FORMS: Readonly<Record<string, Asked<People>>> = {
  'a profile': {
    route: '/:portal/account',
    bend: 'given-name',
    comesTo: 'has been saved',
    // Empty names are right.
    beside: { 'given-name': 'Kees' },
    open: formAt('plain', '', { language: 'en' }),
  },
  'which session to end': { route: '/:portal/account/sessions', bend: 'session', comesTo: 'Logged out on', open: otherSession },
  'whether to withdraw access': {
    route: '/:portal/account/apps/withdraw',
    bend: 'app',
    comesTo: 'has been withdrawn',
    open: access,
  },
  'another mail address': {
    route: '/:portal/account/email',
    bend: 'email',
    comesTo: 'You want to change to',
    open: formAt('plain', '/email', { email: 'another@example.nl' }),
  },
  'a new password of free will': {
    route: '/:portal/account/password',
    bend: 'current-password',
    comesTo: 'done=yes',
    open: formAt('plain', '/password', { 'current-password': PASSWORD, ...CHOSEN }),
  },
  'the same at its former address': {
    route: '/:portal/change-password',
    bend: 'current-password',
    comesTo: '/account/password',
    open: async (people) => {
      const { visitor, page } = await pageOf(people, 'plain', '/password');
      return { visitor, page: { ...page, url: `${people.world.url}/${people.portals.free}/change-password` }, typed: () => ({}) };
    },
  },
  'whether to mail codes': {
    route: TWO_STEP,
    bend: 'mail',
    comesTo: 'verification is on',
    open: formAt('plain', '/two-step', { mail: 'on' }),
  },
  'whether to trust a browser': { route: TWO_STEP, bend: 'browser', comesTo: 'in that browser too', open: trusted },
  'the name of a factor': {
    route: `${TWO_STEP}/rename`,
    bend: 'name',
    comesTo: 'The name has been saved',
    open: withApp('rename', { name: 'My phone' }),
  },
  'another app': { route: `${TWO_STEP}/app`, bend: 'code', comesTo: 'app has been added', open: newApp },
  'another passkey': { route: '/:portal/account/passkeys/add', bend: 'answer', comesTo: 'passkey has been added', open: newPasskey },
  'new recovery codes': {
    route: `${TWO_STEP}/codes`,
    bend: 'saved',
    comesTo: 'work from now on',
    open: formAt('strong', '/two-step/codes', { saved: 'yes' }),
  },
  'whether to remove a factor': { route: `${TWO_STEP}/remove`, bend: 'id', comesTo: 'app has been removed', open: withApp('remove', {}) },
};
