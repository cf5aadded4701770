// The pages of "My account", and how a person gets there.
import { fillIn, type Road, send, signedIn } from './places.ts';

/** To a page of Anna's account at acme. */
const inAccount =
  (path: string, act: Road = async () => undefined): Road =>
  async (page, scene) => {
    await signedIn(page, scene);
    await page.goto(`${scene.world.url}/acme/account${path}`);
    await act(page, scene);
  };

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
    'profile, saved': inAccount('', async (page) => {
      await page.check(`#language-${await page.getAttribute('html', 'lang')}`);
      await send(page, '#profile');
    }),
    'profile, a name too long': inAccount('', async (page) => {
      await page.fill('#given-name', 'a'.repeat(101));
      await send(page, '#profile');
    }),
  },
  '/:portal/account/password': {
    'change password': inAccount('/password'),
    'change password, nothing typed': inAccount('/password', (page) => send(page, '#change')),
  },
  '/:portal/account/sessions': {
    'where one is signed in, one of them ended': inAccount('/sessions', async (page, { world }) => {
      const { accounts, organisations, sessions, artifacts } = world.app.installation.store.ports;
      const organisation = await organisations.byPortal('acme');
      const anna = organisation && (await accounts.byUsername(organisation.id, 'anna'));
      const now = world.clock.now();
      // Whatever other roads have left is out of the way.
      for (const { uid } of (await sessions.live(anna?.id ?? '', now)).slice(3)) await artifacts.endSession(uid);
      await page.reload();
      const end = page.locator('main form button').first();
      if ((await end.count()) > 0) await Promise.all([page.waitForNavigation(), end.click()]);
    }),
  },
  '/:portal/change-password': {
    'change password, at its former address': async (page, scene) => {
      await signedIn(page, scene);
      await page.goto(`${scene.world.url}/acme/change-password`);
    },
  },
};
