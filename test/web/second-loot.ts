// What people hold in their hands in the second step of a sign-in: the good requests that the sweep bends.

import { takeMail } from '../kit/mailbag.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { enrolApp } from '../kit/second-step/app.ts';
import { halfway } from '../kit/second-step/halfway.ts';
import { formOf } from '../kit/visitor.ts';
import type { World } from '../kit/world.ts';
import type { OpenForm } from './renewal-loot.ts';
import { goodRequest, type Loot } from './sweep.ts';

/** Makes a portal where a second step is asked of everybody, with somebody who has a mailbox and somebody who has an app as well. */
export async function openCodePortal(world: World, portal: string): Promise<void> {
  await world.organisation(portal, { policy: { twoStep: 'required', twoStepMethods: ['app', 'mail'], twoStepMailBesideApp: true } });
  for (const username of ['mailed', 'choosing']) await world.person(portal, username, { email: `${username}@example.nl` });
}

/** The code that was mailed, as its reader types it. */
export async function mailCodeForm(world: World, app: RelyingParty, portal: string): Promise<OpenForm> {
  await takeMail(world);
  const { visitor, page } = await halfway(app, 'mailed', { portal });
  const mail = (await takeMail(world)).map((letter) => letter.mail).find(({ kind }) => kind === 'sign-in-code');
  if (mail?.kind !== 'sign-in-code') throw new Error('no code was mailed');
  return { visitor, page, typed: { code: mail.code } };
}

/** The choice of a way. */
async function choiceForm(world: World, app: RelyingParty, portal: string): Promise<OpenForm> {
  await enrolApp(world, app, 'choosing', portal);
  const { visitor, page } = await halfway(app, 'choosing', { portal });
  return { visitor, page: await visitor.open(page.url.replace(/[\w-]+$/, 'choose-second')), typed: { way: 'mail' } };
}

/** Both as loot, at a portal of this name. */
export async function secondLoot(world: World, app: RelyingParty, portal: string): Promise<Pick<Loot, 'cookies' | 'uids' | 'requests'>> {
  await openCodePortal(world, portal);
  const forms = [await mailCodeForm(world, app, portal), await choiceForm(world, app, portal)];
  const cookies = await Promise.all(forms.map(({ visitor, page }) => visitor.jar.getCookieString(page.url)));
  const requests = forms.map(({ page, typed }, at) =>
    goodRequest('POST', new URL(page.url).pathname, { ...formOf(page).fields, ...typed }, cookies[at]),
  );
  const uids = forms.map(({ page }) => /sign-in\/([^/]+)\//.exec(page.url)?.[1] ?? '');
  return { cookies, uids, requests };
}
