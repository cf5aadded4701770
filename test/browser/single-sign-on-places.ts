// The pages around an organisation's own identity provider, and how a person gets there: with one that runs, in another process.
import type { Page } from 'playwright-core';
import { setAccount } from '../../src/domain/administration/accounts.ts';
import { setConnection } from '../../src/domain/administration/connections.ts';
import {
  callbackOf,
  colleague,
  connectTo,
  type IdentityProvider,
  linkTo,
  openIdentityProvider,
  WORK_PASSWORD,
} from '../kit/identity-provider.ts';
import { freePort, type World } from '../kit/world.ts';
import { type Road, toSignIn } from './places.ts';

/** Known here, known as well, suspended here, and not known. */
const [MARIJKE, JOKE, TIM, SVEN] = [colleague('Marijke'), colleague('Joke'), colleague('Tim'), colleague('Sven')] as const;
/** Portals: everybody goes there; the provider is gone; we have no right secret. */
const [ONLY, GONE, WRONG] = ['only', 'gone', 'wrong'];
const LOOK = { name: 'Voorbeeld Assessments', colour: '#8ecae6' };

/** Opens the portals, `acme` with passwords too among them, and their provider. */
export async function openWorkPortals(world: World): Promise<IdentityProvider> {
  const provider = await openIdentityProvider(callbackOf(world), [MARIJKE, JOKE, TIM, SVEN]);
  for (const portal of ['acme', ONLY, GONE, WRONG]) {
    await world.organisation(portal, LOOK);
    await connectTo(world, portal, provider, { policy: { singleSignOn: portal === 'acme' ? 'offered' : 'required' } });
  }
  const { acting } = world.app.installation;
  for (const [portal, person] of [...[MARIJKE, JOKE, TIM].map((each) => ['acme', each] as const), [ONLY, MARIJKE] as const]) {
    const { id } = await world.person(portal, person.username, { givenName: person.givenName, email: person.email });
    await linkTo(world, id, person);
    if (person === TIM) await setAccount(acting, id, { state: 'suspended' });
  }
  const nowhere = `http://127.0.0.1:${await freePort()}`;
  await setConnection(acting, GONE, { issuer: nowhere, clientSecret: provider.clientSecret });
  await setConnection(acting, WRONG, { clientSecret: 'not the secret that they agreed on' });
  return provider;
}

const press = (page: Page, selector: string) => Promise.all([page.waitForNavigation(), page.click(selector)]);

/** Signs in at the identity provider, whose page is on its way. */
async function atWork(page: Page, username: string): Promise<void> {
  await page.waitForSelector('#sign-in');
  await page.fill('#username', username);
  await page.fill('#password', WORK_PASSWORD);
  await press(page, '#sign-in');
}

const toWork: Road = async (page, scene) => {
  await toSignIn(page, scene);
  await press(page, '#sso button');
  await page.waitForSelector('#cancel');
};

const as =
  (username: string, more: Record<string, string> = {}): Road =>
  async (page, { exam }) => {
    await page.goto((await exam.begin({ portal: 'acme', ...more })).url);
    await press(page, '#sso button');
    await atWork(page, username);
  };

const begin =
  (portal: string): Road =>
  async (page, { exam }) =>
    page.goto((await exam.begin({ portal })).url);

/** The address of the sign-in that is open, with another end. */
const beside = (page: Page, end: string) => page.url().replace(/\/sign-in\/([^/]+)\/.*$/, `/sign-in/$1/${end}`);

/** The hand-off as it is while the provider is slow: it goes nowhere yet. */
const handOff: Road = async (page, scene) => {
  await toSignIn(page, scene);
  const address = beside(page, 'sso/go');
  await page.route(address, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()).replace(/<meta http-equiv="refresh"[^>]*>/, '') });
  });
  await page.goto(address);
};

const inOnly = async (page: Page, url: string) => {
  await page.goto(url);
  await atWork(page, 'Marijke');
  await page.waitForURL(url);
};

/** Ways to those pages, by the pattern of the router. */
export const SINGLE_SIGN_ON_ROADS: Readonly<Record<string, Readonly<Record<string, Road>>>> = {
  '/:portal/sign-in/:uid/sso': {
    'single sign-on, not now': async (page, scene) => {
      await begin(ONLY)(page, scene);
      await page.waitForSelector('#cancel');
      await page.goto((await scene.exam.begin({ portal: 'acme' })).url);
      await page.goto(beside(page, 'sso'));
    },
    'single sign-on, stopped': async (page, scene) => {
      await toWork(page, scene);
      await press(page, '#cancel');
    },
    'single sign-on, no account here': as('Sven'),
    'single sign-on, suspended here': as('Tim'),
    'single sign-on, no answer': begin(GONE),
    'single sign-on, not right': async (page, scene) => {
      await begin(WRONG)(page, scene);
      await atWork(page, 'Marijke');
    },
    'single sign-on, as another person': async (page, scene) => {
      await page.goto(`${scene.world.url}/acme`);
      await press(page, '#sso button');
      await atWork(page, 'Marijke');
      await page.waitForURL(`${scene.world.url}/acme`);
      await as('Joke', { prompt: 'login' })(page, scene);
      // It lets go of who was there before by a form that sends itself.
      await page.waitForURL(/\/sign-in\/[^/]+\/sso$/);
    },
  },
  '/:portal/sign-in/:uid/sso/go': { 'on the way to the identity provider': handOff },
  '/:portal/sign-in/:uid/sso/back': {
    'back from where nobody went': async (page, scene) => {
      await toSignIn(page, scene);
      await page.goto(beside(page, 'sso/back'));
    },
  },
  '/sso/callback': { 'an answer that nobody waits for': (page, { world }) => page.goto(`${world.url}/sso/callback?code=c&state=s`) },
  '/sso/callback/:organisation': {
    'an answer that nobody waits for, at a place of its own': (page, { world }) => page.goto(`${world.url}/sso/callback/x?code=c&state=s`),
  },
};

/** Pages that tell of it, elsewhere. */
export const TELLING_ROADS: Readonly<Record<string, Road>> = {
  'sign-in with the button': toSignIn,
  'help with the question about work': (page, { world }) => page.goto(`${world.url}/acme/help`),
  'the account of who signs in at work': (page, { world }) => inOnly(page, `${world.url}/${ONLY}/account`),
  'signed out here, perhaps not there': async (page, { world }) => {
    await inOnly(page, `${world.url}/${ONLY}/account`);
    await page.goto(`${world.url}/oidc/session/end`);
    await press(page, 'main form button');
  },
};
