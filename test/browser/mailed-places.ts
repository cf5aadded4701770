// The pages around mailed links, and how a person gets there.
import type { Page } from 'playwright-core';
import type { LinkPurpose } from '../../src/domain/links/link.ts';
import { days } from '../../src/kernel/duration.ts';
import { issued } from '../kit/issued.ts';
import { WORK } from '../kit/single-sign-on.ts';
import { PASSWORD, type World } from '../kit/world.ts';
import { fillIn, type Road, send } from './places.ts';

const CHOSEN = 'vijf ezels op de dijk';

let people = 0;
/** Somebody new of acme: invited, or with a password. */
async function somebody(world: World, purpose: LinkPurpose, domain = 'people.example') {
  people += 1;
  const password = purpose === 'activation' ? undefined : PASSWORD;
  return world.person('acme', `mailed-${people}`, { email: `mailed-${people}@${domain}`, givenName: 'Anna', password });
}

/** Opens a link of somebody new. */
const opened =
  (purpose: LinkPurpose, act: (page: Page, world: World, id: string) => Promise<unknown> = async () => undefined): Road =>
  async (page, { world }) => {
    const { id } = await somebody(world, purpose);
    await page.goto((await issued(world, { id, purpose })).address);
    await act(page, world, id);
  };

const expired =
  (purpose: LinkPurpose): Road =>
  async (page, { world }) => {
    const { id } = await somebody(world, purpose);
    await page.goto((await issued(world, { id, purpose, ago: days(15) })).address);
  };

const used =
  (purpose: LinkPurpose): Road =>
  async (page, { world }) => {
    const { id } = await somebody(world, purpose);
    const { address } = await issued(world, { id, purpose });
    await page.goto(address);
    await choose(page);
    await page.goto(address);
  };

const choose = async (page: Page) => {
  await page.fill('#new-password', CHOSEN);
  await send(page, '#choose');
};

/** Fills in a form of mail; the calculation is done by the page itself, which waits for it. */
const asked =
  (path: string, field: string, typed: string, form = '#forgot'): Road =>
  async (page, { world }) => {
    await page.goto(world.url + path);
    if (typed !== '') await page.fill(field, typed);
    await send(page, form);
  };

const at =
  (path: string): Road =>
  (page, { world }) =>
    page.goto(world.url + path);

/** Links that do nothing any more, each for a reason of its own. */
function dead(place: string, purpose: LinkPurpose): Readonly<Record<string, Road>> {
  return {
    [`${place}: a link cut short`]: at(`/acme/${place}/${'A'.repeat(42)}`),
    // Who has activated is led to the sign-in (R7.7).
    ...(purpose === 'password-reset' && { [`${place}: used`]: used(purpose) }),
    [`${place}: expired`]: expired(purpose),
    [`${place}: replaced`]: async (page, { world }) => {
      const { id } = await somebody(world, purpose);
      const older = await issued(world, { id, purpose });
      await issued(world, { id, purpose });
      await page.goto(older.address);
    },
    [`${place}: of who must use single sign-on`]: async (page, { world }) => {
      const { id } = await somebody(world, purpose, WORK);
      await page.goto((await issued(world, { id, purpose })).address);
    },
    [`${place}: withdrawn`]: opened(purpose, async (page, world, id) => {
      await world.app.installation.store.ports.links.endAll(id, 'withdrawn', world.clock.now());
      await page.reload();
    }),
  };
}

/** The pages behind a link of a purpose, by the first part of their addresses. */
function behind(place: string, purpose: LinkPurpose): Readonly<Record<string, Readonly<Record<string, Road>>>> {
  return {
    [`/:portal/${place}/:ticket`]: {
      [`${place}: choose a password`]: opened(purpose),
      [`${place}: nothing typed`]: opened(purpose, (page) => send(page, '#choose')),
      [`${place}: everything wrong with it`]: opened(purpose, async (page) => {
        await page.fill('#new-password', ' acme ');
        await send(page, '#choose');
      }),
      [`${place}: somebody else is signed in`]: async (page, scene) => {
        await page.goto(`${scene.world.url}/acme`);
        await fillIn(page, 'anna');
        await opened(purpose)(page, scene);
      },
    },
    [`/:portal/${place}/:ticket{/*rest}`]: {
      [`${place}: a link with more behind it than was mailed`]: at(`/acme/${place}/${'A'.repeat(43)}./and/more`),
    },
    [`/:portal/${place}/:ticket/dead`]: dead(place, purpose),
    [`/:portal/${place}/:ticket/sent`]: {
      [`${place}: a fresh one is on its way`]: async (page, scene) => {
        await expired(purpose)(page, scene);
        await send(page, '#mend');
      },
    },
    [`/:portal/${place}/:ticket/done`]: { [`${place}: done`]: opened(purpose, choose) },
  };
}

/** Ways to those pages, by pattern of the router. */
export const MAILED_ROADS: Readonly<Record<string, Readonly<Record<string, Road>>>> = {
  '/sign-in/which-portal': {
    'which portal': at('/sign-in/which-portal'),
    'which portal, no address': asked('/sign-in/which-portal', '#email', 'acme'),
  },
  '/sign-in/which-portal/sent': { 'which portal, asked': asked('/sign-in/which-portal', '#email', 'anna@example.nl') },
  '/:portal/forgot-password': {
    'forgot password': at('/acme/forgot-password'),
    'forgot password, nothing typed': asked('/acme/forgot-password', '#username', ''),
  },
  '/:portal/forgot-password/sent': {
    'forgot password, asked': asked('/acme/forgot-password', '#username', 'nobody'),
    'forgot password, asked again too soon': async (page, scene) => {
      await asked('/acme/forgot-password', '#username', 'nobody')(page, scene);
      await send(page, '#send-again');
    },
  },
  '/:portal/activate': { 'activation mail once more': at('/acme/activate') },
  '/:portal/activate/sent': { 'activation mail once more, asked': asked('/acme/activate', '#username', 'nobody') },
  '/:portal/forgot-username': {
    'forgot user name': at('/acme/forgot-username'),
    'forgot user name, no address': asked('/acme/forgot-username', '#email', 'anna'),
  },
  '/:portal/forgot-username/sent': { 'forgot user name, asked': asked('/acme/forgot-username', '#email', 'anna@example.nl') },
  '/:portal/code': {
    'code from a mail': at('/acme/code'),
    'code from a mail, wrong': async (page, { world }) => {
      await page.goto(`${world.url}/acme/code`);
      await page.fill('#username', 'anna');
      await page.fill('#code', '0000-0000');
      await send(page, '#typed-code');
    },
  },
  ...behind('activate', 'activation'),
  ...behind('reset', 'password-reset'),
};
