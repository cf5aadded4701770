// The screens around an authenticator app and recovery codes, and how a person gets there: at a portal that asks for an app.

import type { Page } from 'playwright-core';
import { codeAt } from '../kit/authenticator.ts';
import { enrolApp } from '../kit/second-step/app.ts';
import type { World } from '../kit/world.ts';
import { fillIn, type Road } from './places.ts';

const PORTAL = 'massive';

/** Makes it; nobody is there yet. */
export async function openAppPortal(world: World): Promise<void> {
  await world.organisation(PORTAL, {
    name: 'Voorbeeld Assessments',
    policy: { twoStep: 'required', twoStepMethods: ['app'], trustedBrowserDays: 30, twoStepGraceSignIns: 1 },
  });
}

let people = 0;

const send = (page: Page, form: string) =>
  Promise.all([page.waitForNavigation(), page.click(`${form} button:not([name]):not([type=button])`)]);

/** Somebody new before the set-up of an app; the secret is the one on the page. */
const atSetUp =
  (act: (page: Page, world: World, secret: string) => Promise<unknown> = async () => undefined): Road =>
  async (page, { world, exam }) => {
    people += 1;
    const username = `app-${people}`;
    await world.person(PORTAL, username);
    await page.goto((await exam.begin({ portal: PORTAL })).url);
    await fillIn(page, username);
    const secret = ((await page.textContent('#key')) ?? '').replace(/\s/g, '');
    await act(page, world, secret);
  };

const typed = async (page: Page, form: string, code: string) => {
  await page.fill('#code', code);
  await send(page, form);
};

/** Before the recovery codes that come with it. */
const atCodes = (act: (page: Page) => Promise<unknown> = async () => undefined): Road =>
  atSetUp(async (page, world, secret) => {
    await typed(page, '#enrol', codeAt(secret, world.clock.now()));
    await act(page);
  });

/** Before the code of the app, for somebody who has set one up elsewhere. */
const atCode =
  (act: (page: Page) => Promise<unknown> = async () => undefined): Road =>
  async (page, { world, exam }) => {
    people += 1;
    const username = `app-${people}`;
    await world.person(PORTAL, username);
    await enrolApp(world, exam, username, PORTAL);
    await page.goto((await exam.begin({ portal: PORTAL })).url);
    await fillIn(page, username);
    await act(page);
  };

/** On the account's pages of somebody who has just set up an app. */
const inAccount =
  (act: (page: Page, world: World) => Promise<unknown> = async () => undefined): Road =>
  async (page, { world }) => {
    people += 1;
    const username = `app-${people}`;
    await world.person(PORTAL, username);
    await page.goto(`${world.url}/${PORTAL}`);
    await fillIn(page, username);
    const secret = ((await page.textContent('#key')) ?? '').replace(/\s/g, '');
    await typed(page, '#enrol', codeAt(secret, world.clock.now()));
    await page.check('#saved');
    await send(page, '#save');
    await page.goto(`${world.url}/${PORTAL}/account/two-step`);
    await act(page, world);
  };

/** Presses a link of the page that leads there. */
const press = (page: Page, place: string) => Promise.all([page.waitForNavigation(), page.click(`main a[href*="/two-step/${place}"]`)]);

const toRename = (page: Page) => press(page, 'rename');

/** With a second app, so that the first can go. */
async function toRemoval(page: Page, world: World): Promise<void> {
  await press(page, 'app');
  const secret = ((await page.textContent('#key')) ?? '').replace(/\s/g, '');
  await page.fill('#name', 'Telefoon');
  await typed(page, '#enrol', codeAt(secret, world.clock.now()));
  await press(page, 'remove');
}

const toRecovery = (page: Page) => page.goto(page.url().replace(/totp$/, 'recovery-code'));

/** Ways to them, by pattern. */
export const APP_ROADS: Readonly<Record<string, Readonly<Record<string, Road>>>> = {
  '/:portal/sign-in/:uid/enrol-totp': {
    'an app to set up': atSetUp(),
    'an app to set up, a wrong code': atSetUp((page) => typed(page, '#enrol', '12345')),
  },
  '/:portal/sign-in/:uid/recovery-codes': {
    'recovery codes to save': atCodes(),
    'recovery codes to save, not saved': atCodes((page) => send(page, '#save')),
  },
  '/:portal/sign-in/:uid/totp': {
    'a code of the app': atCode(),
    'a code of the app, wrong twice': atCode(async (page) => {
      for (const code of ['000001', '000002']) await typed(page, '#second', code);
    }),
  },
  '/:portal/sign-in/:uid/recovery-code': {
    'a recovery code': atCode(toRecovery),
    'a recovery code, wrong': atCode(async (page) => {
      await toRecovery(page);
      await typed(page, '#second', '7F3K-9QXM-2TWA-HN6P');
    }),
  },
  '/:portal/account/two-step': {
    'two-step verification, with an app': inAccount(),
  },
  '/:portal/account/two-step/app': {
    'another app to set up': inAccount((page) => press(page, 'app')),
    'another app to set up, a wrong code': inAccount(async (page) => {
      await press(page, 'app');
      await typed(page, '#enrol', '12345');
    }),
  },
  '/:portal/account/two-step/remove': { 'an app to remove': inAccount(toRemoval) },
  '/:portal/account/two-step/rename': {
    'an app to rename': inAccount(toRename),
    'an app to rename, too long a name': inAccount(async (page) => {
      await toRename(page);
      await page.fill('#name', 'x'.repeat(60));
      await send(page, '#rename');
    }),
  },
  '/:portal/account/two-step/codes': {
    'new recovery codes': inAccount((page) => press(page, 'codes')),
    'new recovery codes, not saved': inAccount(async (page) => {
      await press(page, 'codes');
      await send(page, '#save');
    }),
  },
};
