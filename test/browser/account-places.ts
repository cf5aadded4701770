// The pages of "My account", and how a person gets there.
import type { Page } from 'playwright-core';
import { BROWSERS } from '../kit/account.ts';
import { issued } from '../kit/issued.ts';
import { signIn } from '../kit/sign-in.ts';
import { Visitor } from '../kit/visitor.ts';
import { fillIn, type Road, type Scene, send, signedIn } from './places.ts';

/** To a page of Anna's account at acme. */
const inAccount =
  (path: string, act: Road = async () => undefined): Road =>
  async (page, scene) => {
    await signedIn(page, scene);
    await page.goto(`${scene.world.url}/acme/account${path}`);
    await act(page, scene);
  };

/** Anna has allowed the third-party application something. */
async function allowReports({ world }: Scene): Promise<void> {
  const { accounts, organisations, consents } = world.app.installation.store.ports;
  const organisation = await organisations.byPortal('acme');
  const anna = organisation && (await accounts.byUsername(organisation.id, 'anna'));
  const scopes = ['openid', 'profile', 'email', 'offline_access'];
  await consents.record({ accountId: anna?.id ?? '', clientId: 'reports', scopes, claims: [], resources: {}, givenAt: world.clock.now() });
}

let people = 0;
/** Somebody new of acme, signed in: mail can be asked for three times an hour, and a language that is saved is that of every later page. */
async function asSomebodyNew(page: Page, { world }: Scene) {
  people += 1;
  const username = `moving-${people}`;
  const { id } = await world.person('acme', username, { email: `${username}@people.example` });
  await page.goto(`${world.url}/acme`);
  await fillIn(page, username);
  return { id, username, email: `${username}-moved@people.example` };
}

/** Somebody new, who is signed in elsewhere as well, before the list of that. */
async function signedInTwice(page: Page, scene: Scene): Promise<void> {
  const { username } = await asSomebodyNew(page, scene);
  for (const agent of Object.values(BROWSERS)) await signIn(scene.exam, username, { portal: 'acme' }, new Visitor({ 'user-agent': agent }));
  await page.goto(`${scene.world.url}/acme/account/sessions`);
}

/** The mailed links of somebody new, to the new address and to the old one; without the mail. */
async function linksTo(page: Page, scene: Scene): Promise<Readonly<Record<'new' | 'old', string>>> {
  const { world } = scene;
  const { id, email } = await asSomebodyNew(page, scene);
  const [toNew, toOld] = [await issued(world, { id, purpose: 'email-new' }), await issued(world, { id, purpose: 'email-old' })];
  const links = { newLink: toNew.link, oldLink: toOld.link };
  const { emailChanges } = world.app.installation.store.ports;
  await emailChanges.put({ accountId: id, email, emailKey: email, ...links, askedAt: world.clock.now() });
  return { new: toNew.address, old: toOld.address };
}

const linkTo = async (side: 'new' | 'old', page: Page, scene: Scene) => (await linksTo(page, scene))[side];

/** Ways to them, by pattern. */
export const ACCOUNT_ROADS: Readonly<Record<string, Readonly<Record<string, Road>>>> = {
  '/account': {
    'which account': async (page, scene) => {
      await signedIn(page, scene);
      await page.goto(`${scene.world.url}/globex`);
      await fillIn(page, 'anna');
      await page.goto(`${scene.world.url}/account`);
    },
  },
  '/:portal/account': {
    profile: inAccount(''),
    'profile, saved': async (page, scene) => {
      await asSomebodyNew(page, scene);
      await page.goto(`${scene.world.url}/acme/account`);
      await page.check(`#language-${await page.getAttribute('html', 'lang')}`);
      await send(page, '#profile');
    },
    'profile, a name too long': inAccount('', async (page) => {
      await page.fill('#given-name', 'a'.repeat(101));
      await send(page, '#profile');
    }),
  },
  '/:portal/account/two-step': {
    'two-step verification': inAccount('/two-step'),
  },
  '/:portal/account/password': {
    'change password': inAccount('/password'),
    'change password, nothing typed': inAccount('/password', (page) => send(page, '#change')),
  },
  '/:portal/account/sessions': {
    'where one is signed in': async (page, scene) => {
      await signedInTwice(page, scene);
    },
    'where one is signed in, one of them ended': async (page, scene) => {
      await signedInTwice(page, scene);
      await Promise.all([page.waitForNavigation(), page.locator('main form button').first().click()]);
    },
  },
  '/:portal/account/apps': {
    'connected apps': inAccount('/apps', async (page, scene) => {
      await allowReports(scene);
      await page.reload();
    }),
  },
  '/:portal/account/apps/withdraw': {
    'withdraw access': async (page, scene) => {
      await allowReports(scene);
      await inAccount('/apps/withdraw?app=reports')(page, scene);
    },
  },
  '/:portal/account/history': {
    history: inAccount('/history'),
    'history, its end': inAccount('/history?page=400'),
  },
  '/:portal/account/data': { 'my data': inAccount('/data') },
  '/:portal/account/email': {
    'another address': inAccount('/email'),
    'another address, nothing typed': inAccount('/email', (page) => send(page, '#email-form')),
    'another address, asked for': async (page, scene) => {
      const { email } = await asSomebodyNew(page, scene);
      await page.goto(`${scene.world.url}/acme/account/email`);
      await page.fill('#email', email);
      await send(page, '#email-form');
    },
  },
  '/:portal/new-address/:ticket{/*rest}': {
    'new address: a link with more behind it than was mailed': (page, { world }) =>
      page.goto(`${world.url}/acme/new-address/${'A'.repeat(43)}./and/more`),
  },
  '/:portal/new-address/:ticket': {
    'new address: agree?': async (page, scene) => {
      await page.goto(await linkTo('new', page, scene));
    },
    'new address: agreed': async (page, scene) => {
      await page.goto(await linkTo('new', page, scene));
      await Promise.all([page.waitForNavigation(), page.click('[value=confirm]')]);
    },
    'new address: a link cut short': (page, { world }) => page.goto(`${world.url}/acme/new-address/${'A'.repeat(42)}`),
  },
  '/:portal/old-address/:ticket{/*rest}': {
    'old address: a link with more behind it than was mailed': (page, { world }) =>
      page.goto(`${world.url}/acme/old-address/${'A'.repeat(43)}./and/more`),
  },
  '/:portal/old-address/:ticket': {
    'old address: agree or stop?': async (page, scene) => {
      await page.goto(await linkTo('old', page, scene));
    },
    'old address: stopped': async (page, scene) => {
      await page.goto(await linkTo('old', page, scene));
      await Promise.all([page.waitForNavigation(), page.click('[value=stop]')]);
    },
    'both have agreed': async (page, scene) => {
      const addresses = await linksTo(page, scene);
      for (const address of [addresses.new, addresses.old]) {
        await page.goto(address);
        await Promise.all([page.waitForNavigation(), page.click('[value=confirm]')]);
      }
    },
  },
  '/:portal/change-password': {
    'change password, at its former address': async (page, scene) => {
      await signedIn(page, scene);
      await page.goto(`${scene.world.url}/acme/change-password`);
    },
  },
};
