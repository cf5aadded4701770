// The screens of the second step by mail, and how a person gets there: at portals that ask for it of everybody.

import type { Page } from 'playwright-core';
import { countCodeTry } from '../../src/domain/throttle/code-tries.ts';
import { limited } from '../../src/domain/throttle/mail-limits.ts';
import { hours, minutes } from '../../src/kernel/duration.ts';
import { takeMail } from '../kit/mailbag.ts';
import { enrolApp } from '../kit/second-step/app.ts';
import type { World } from '../kit/world.ts';
import { fillIn, type Road } from './places.ts';

/** The portals: where a mail is the only way, and where there is another. */
const PORTAL = 'initrode';
const CHOICE = 'choice';

/** Makes them; nobody is there yet. */
export async function openSecondPortals(world: World): Promise<void> {
  await world.organisation(PORTAL, {
    name: 'Voorbeeld Assessments',
    policy: { twoStep: 'required', twoStepMethods: ['mail'], trustedBrowserDays: 30 },
  });
  await world.organisation(CHOICE, {
    name: 'Voorbeeld Assessments',
    policy: { twoStep: 'required', twoStepMethods: ['app', 'mail'], twoStepMailBesideApp: true },
  });
}

let people = 0;

/** Somebody new, after the password. `sent`: how many codes were mailed to the person within the hour. */
const afterPassword =
  (act: (page: Page, world: World, id: string) => Promise<unknown> = async () => undefined, sent = 0): Road =>
  async (page, { world, exam }) => {
    people += 1;
    const username = `second-${people}`;
    const { id } = await world.person(PORTAL, username, { email: `${username}@example.nl` });
    const { counters } = world.app.installation.store.ports;
    for (let at = 0; at < sent; at += 1) await counters.reserve([limited('signInCode', id)], world.clock.now());
    await page.goto((await exam.begin({ portal: PORTAL })).url);
    await fillIn(page, username);
    await act(page, world, id);
  };

const press = (page: Page, button: string) => Promise.all([page.waitForNavigation(), page.click(button)]);

async function type(page: Page, code: string): Promise<void> {
  await page.fill('#code', code);
  await press(page, '#second button:not([name])');
}

/** Where there is a choice: an application has asked for an app, and the organisation allows a mail beside it. */
const chosen =
  (act: (page: Page) => Promise<unknown> = async () => undefined): Road =>
  async (page, { world, exam }) => {
    people += 1;
    const username = `choosing-${people}`;
    await world.person(CHOICE, username, { email: `${username}@example.nl` });
    await enrolApp(world, exam, username, CHOICE);
    world.clock.forward(minutes(1));
    await page.goto((await exam.begin({ portal: CHOICE })).url);
    await fillIn(page, username);
    await press(page, '.links a[href$=choose-second]');
    await act(page);
    world.clock.release();
  };

/** Ways to them, by pattern. */
export const SECOND_ROADS: Readonly<Record<string, Readonly<Record<string, Road>>>> = {
  '/:portal/sign-in/:uid/choose-second': {
    'in which way': chosen(),
    'in which way, none chosen': chosen(async (page) => {
      await page.evaluate(() => document.querySelector('button[name=way]')?.setAttribute('value', ''));
      await press(page, 'button[name=way]');
    }),
  },
  '/:portal/sign-in/:uid/no-second': {
    'nothing that is asked can be had': async (page, { world, exam }) => {
      people += 1;
      await world.person(PORTAL, `stuck-${people}`);
      await page.goto((await exam.begin({ portal: PORTAL })).url);
      await fillIn(page, `stuck-${people}`);
    },
  },
  '/:portal/sign-in/:uid/mail-code': {
    'a code was mailed': afterPassword(),
    'a code was mailed, nothing typed': afterPassword((page) => type(page, '')),
    'another code, too early': afterPassword((page) => press(page, '#resend')),
    'another code': afterPassword(async (page, world) => {
      await takeMail(world);
      world.clock.forward(minutes(1));
      await press(page, '#resend');
      world.clock.release();
    }),
    'a code that was tried too often': afterPassword(async (page) => {
      for (let miss = 0; miss < 5; miss += 1) await type(page, `00000${miss}`);
    }),
    'too many codes for an hour': afterPassword(async (page, world, id) => {
      const { counters } = world.app.installation.store.ports;
      const hold = { from: 1, first: minutes(60), most: minutes(60) };
      await counters.reserve([{ key: `code|${id}`, remember: minutes(60), hold }], world.clock.now());
      await type(page, '123456');
    }),
    'no code works until the password is another one': afterPassword(async (page, world, id) => {
      const { counters } = world.app.installation.store.ports;
      for (let miss = 0; miss < 100; miss += 1) await countCodeTry(counters, id, world.clock.now() - hours(100 - miss));
      await type(page, '123456');
    }),
    'no code was sent, for there were too many': afterPassword(async () => undefined, 6),
  },
};
