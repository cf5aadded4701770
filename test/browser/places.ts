// Every page there is, and how a person gets there. The list of addresses comes from the router: one that nobody has
// said how to reach fails the test, so that none is forgotten.
import type { Page } from 'playwright-core';
import { type InteractionNeeds, interactions } from '../../interactions/index.ts';
import { FORMER_ADDRESSES } from '../../interactions/kit/former-routes.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { PASSWORD, type World } from '../kit/world.ts';

/** What the places need. */
export interface Scene {
  readonly world: World;
  /** First party, so nobody is asked for consent. */
  readonly exam: RelyingParty;
  /** Third party. */
  readonly reports: RelyingParty;
}

/** How a person gets to a page. */
export type Road = (page: Page, scene: Scene) => Promise<unknown>;

/** Patterns of all addresses that answer a GET with a page. */
export function pageAddresses(): string[] {
  // Screens ask for nothing until a request comes, so the router can be read without a server.
  const router = interactions({} as InteractionNeeds);
  const addresses = router.stack.filter((layer) => layer.methods.includes('GET')).map((layer) => String(layer.path));
  // Former addresses all do the same, and none of them is a page: one stands for all.
  const doubled = FORMER_ADDRESSES.slice(1);
  return addresses.filter((address) => !/\.(png|json)$/.test(address) && !doubled.includes(address));
}

/** Types the name and password and presses the button. */
export async function fillIn(page: Page, username: string, password = PASSWORD): Promise<void> {
  await page.fill('#username', username);
  await page.fill('#password', password);
  await Promise.all([page.waitForNavigation(), page.click('#signin button:not([name]):not([type=button])')]);
}

/** To the sign-in page of acme. */
export const toSignIn: Road = async (page, { exam }) => page.goto((await exam.begin({ portal: 'acme' })).url);
/** Signed in as Anna of acme, at the portal's start. */
export const signedIn: Road = async (page, scene) => {
  await page.goto(`${scene.world.url}/acme`);
  await fillIn(page, 'anna');
};
const to =
  (path: string): Road =>
  (page, { world }) =>
    page.goto(world.url + path);

/** Signs in as somebody of the portal whose passwords have aged. */
export const asAged =
  (username: string): Road =>
  async (page, { exam }) => {
    await page.goto((await exam.begin({ portal: 'initech' })).url);
    await fillIn(page, username);
  };

/** Presses the button that sends a form on. */
export const send = (page: Page, form: string) =>
  Promise.all([page.waitForNavigation(), page.click(`${form} button:not([name]):not([type=button])`)]);

const toConsent: Road = async (page, { reports }) => {
  await page.goto((await reports.begin({ portal: 'acme' })).url);
  await fillIn(page, 'anna');
};

/** Ways to the pages of the router, by pattern; several where a page has an empty and an error state. */
export const ROADS: Readonly<Record<string, Readonly<Record<string, Road>>>> = {
  '/': {
    'portal finder': to('/'),
    'portal finder, nothing typed': async (page, scene) => {
      await to('/')(page, scene);
      await Promise.all([page.waitForNavigation(), page.click('main form button')]);
    },
    'portal finder, name unknown': async (page, scene) => {
      await to('/')(page, scene);
      await page.fill('#portal', 'nowhere');
      await Promise.all([page.waitForNavigation(), page.click('main form button')]);
    },
  },
  '/sign-in/done': { 'end of the portal’s own sign-in': to('/sign-in/done') },
  '/sign-out': {
    'which portal to leave': async (page, scene) => {
      await signedIn(page, scene);
      await page.goto(`${scene.world.url}/globex`);
      await fillIn(page, 'anna');
      await page.goto(`${scene.world.url}/sign-out`);
    },
  },
  '/help': { 'help outside any portal': to('/help') },
  '/privacy': { 'privacy outside any portal': to('/privacy') },
  '/accessibility': { 'accessibility outside any portal': to('/accessibility') },
  '/authenticator/:portal{/*rest}': { 'sign-in, from a former address': to('/authenticator/acme/authenticate.html#login') },
  '/:portal': {
    'unknown portal': to('/nowhere'),
    'unknown portal, another one used before': async (page, scene) => {
      await to('/acme')(page, scene);
      await to('/nowhere')(page, scene);
    },
    'start, signed in': signedIn,
  },
  '/:portal/help': { help: to('/acme/help') },
  '/:portal/privacy': { privacy: to('/acme/privacy') },
  '/:portal/accessibility': { accessibility: to('/acme/accessibility') },
  '/:portal/sign-in': { 'a browser without cookies': to('/acme/sign-in?again') },
  '/:portal/sign-in/:uid/*way': { 'sign-in, from an old page': to('/acme/sign-in/long-gone/some-way') },
  '/:portal/sign-in/:uid': {
    'sign-ins that begin anew too often': async (page, scene) => {
      await to('/acme/sign-in/long-gone')(page, scene);
      await to('/acme/sign-in/long-gone')(page, scene);
    },
    'bare address of a sign-in': async (page, scene) => {
      await toSignIn(page, scene);
      await page.goto(page.url().replace(/\/password$/, ''));
    },
  },
  '/:portal/sign-in/:uid/password': {
    'sign-in': toSignIn,
    'sign-in, nothing typed': async (page, scene) => {
      await toSignIn(page, scene);
      await fillIn(page, '', '');
    },
    'sign-in, no match and a repaired name': async (page, scene) => {
      await toSignIn(page, scene);
      await fillIn(page, ' an\u200bna', 'something else entirely');
    },
    'sign-in, after three misses': async (page, scene) => {
      await toSignIn(page, scene);
      for (let at = 0; at < 3; at += 1) await fillIn(page, 'nobody-at-all', 'something else entirely');
    },
    'sign-in, no match in a browser that was used elsewhere': async (page, scene) => {
      await page.goto(`${scene.world.url}/globex`);
      await fillIn(page, 'anna');
      await toSignIn(page, scene);
      await fillIn(page, 'anna', 'something else entirely');
    },
    'sign-in of a third-party app, with a way back': async (page, { reports }) => page.goto((await reports.begin({ portal: 'acme' })).url),
  },
  '/:portal/sign-in/:uid/password-soon': {
    'password expires soon': asAged('soon'),
    'password expires soon, no choice made': async (page, scene) => {
      await asAged('soon')(page, scene);
      await page.evaluate(() => document.querySelector<HTMLFormElement>('main form')?.requestSubmit());
      await page.waitForSelector('#err');
    },
  },
  '/:portal/sign-in/:uid/new-password': {
    'new password needed': asAged('expired'),
    'new password needed, everything wrong with it': async (page, scene) => {
      await asAged('expired')(page, scene);
      await page.fill('#new-password', ' initech ');
      await send(page, '#renewal');
    },
    'new password needed, half typed': async (page, scene) => {
      await asAged('expired')(page, scene);
      await page.fill('#new-password', 'vijf ezels op');
    },
    'new password asked by the organisation': asAged('marked'),
  },
  '/.well-known/change-password': { 'the address that password managers open': to('/.well-known/change-password') },
  '/:portal/sign-in/:uid/consent': {
    consent: toConsent,
    'consent, the name was repaired': async (page, { reports }) => {
      await page.goto((await reports.begin({ portal: 'acme' })).url);
      await fillIn(page, ' anna\u200b');
    },
  },
};

/** Pages that the protocol shows, and the errors. */
export const OTHER_ROADS: Readonly<Record<string, Road>> = {
  'sign-out, asked': async (page, scene) => {
    await signedIn(page, scene);
    await page.goto(`${scene.world.url}/oidc/session/end`);
  },
  'signed in already, as another person': async (page, scene) => {
    await signedIn(page, scene);
    await page.goto((await scene.exam.begin({ portal: 'acme', prompt: 'login' })).url);
    await fillIn(page, 'piet');
  },
  'signed out': to('/oidc/session/end/success?portal=acme'),
  'an app sent a wrong request': to('/oidc/auth?client_id=nobody'),
  'no such page': to('/acme/nothing/here'),
  'an old resume address': to('/oidc/auth/long-gone'),
};
