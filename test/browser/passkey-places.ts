// The pages about passkeys, and how a person gets there.
import type { Page } from 'playwright-core';
import { randomToken } from '../../src/kernel/random.ts';
import type { World } from '../kit/world.ts';
import { fillIn, type Road, type Scene } from './places.ts';

/** Portals of these pages: at one a passkey or an app must be set up, at the other Anna has a passkey and Piet has none. */
export async function furnishPasskeys(world: World): Promise<void> {
  const look = { name: 'Voorbeeld Assessments', colour: '#8ecae6' };
  await world.organisation('must', {
    ...look,
    policy: { twoStep: 'required', twoStepMethods: ['app', 'passkey'], twoStepGraceSignIns: 9 },
  });
  await world.organisation('has', { ...look, policy: { twoStep: 'optional', trustedBrowserDays: 30 } });
  for (const portal of ['must', 'has']) {
    for (const username of ['anna', 'piet']) await world.person(portal, username, { givenName: 'Anna', familyName: 'van Voorbeeld' });
  }
  const { organisations, accounts, passkeys } = world.app.installation.store.ports;
  const anna = await accounts.byUsername((await organisations.byPortal('has'))?.id ?? '', 'anna');
  const kept = { name: 'Laptop', publicKey: randomToken(), transports: ['internal'], counter: 0, multiDevice: true, backedUp: true };
  await passkeys.insert({ ...kept, id: randomToken(), accountId: anna?.id ?? '', createdAt: world.clock.now(), usedAt: undefined }, true);
}

const signingIn = async (page: Page, { world }: Scene, portal: string, username: string) => {
  await page.goto(`${world.url}/${portal}`);
  await fillIn(page, username);
};

/** Sends an answer that is none, as only a script could. */
async function sendNonsense(page: Page): Promise<void> {
  await Promise.all([
    page.waitForNavigation(),
    page.locator('form[data-passkey]').evaluate((form) => (form as HTMLFormElement).requestSubmit()),
  ]);
}

const toAdding: Road = async (page, scene) => {
  await signingIn(page, scene, 'has', 'piet');
  await page.goto(`${scene.world.url}/has/account/passkeys/add`);
};
const toEnrolment: Road = async (page, scene) => {
  await signingIn(page, scene, 'must', 'anna');
  await page.goto(page.url().replace(/[^/]+$/, 'enrol-passkey'));
};

/** Ways to them, by pattern. */
export const PASSKEY_ROADS: Readonly<Record<string, Readonly<Record<string, Road>>>> = {
  '/:portal/sign-in/:uid/password': {
    'sheet that asks for passkeys': (page, { world }) => page.goto(`${world.url}/has`),
    'sheet that asks for passkeys, refused': async (page, { world }) => {
      await page.goto(`${world.url}/has`);
      await sendNonsense(page);
    },
  },
  '/:portal/sign-in/:uid/passkey': {
    'second step by passkey': (page, scene) => signingIn(page, scene, 'has', 'anna'),
    'second step by passkey, refused': async (page, scene) => {
      await signingIn(page, scene, 'has', 'anna');
      await sendNonsense(page);
    },
  },
  '/:portal/sign-in/:uid/enrol-passkey': {
    'passkey to be made': toEnrolment,
    'passkey to be made, refused': async (page, scene) => {
      await toEnrolment(page, scene);
      await sendNonsense(page);
    },
  },
  '/:portal/account/passkeys/add': {
    'passkey added in the account': toAdding,
    'passkey added in the account, with too long a name': async (page, scene) => {
      await toAdding(page, scene);
      await page.fill('#name', 'x'.repeat(60));
      await sendNonsense(page);
    },
  },
};
