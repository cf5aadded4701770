// Anna of acme with an authenticator app, as her stories need her: what she types is what her app shows.

import { parse } from 'node-html-parser';
import { findAccount, setAccount } from '../../src/domain/administration/accounts.ts';
import { codeAt, secretOn } from './authenticator.ts';
import type { RelyingParty } from './relying-party.ts';
import { type Arrived, setPolicy, typePassword } from './renewal.ts';
import { type Answer, Visitor } from './visitor.ts';
import type { World } from './world.ts';

/** A policy under which everybody needs an app. */
export const APP_REQUIRED = { twoStep: 'required', twoStepMethods: ['app'] };
/** How long an app shows one code, in milliseconds. */
export const HALF_A_MINUTE = 30_000;

/** Somebody whose app is set up, and the recovery codes that came with it. */
export interface Enrolled extends Arrived {
  readonly secret: string;
  readonly codes: readonly string[];
}

/** What the page's address ends in. */
export function wayOf({ url }: Pick<Answer, 'url'>): string | undefined {
  return new URL(url).pathname.split('/').at(-1);
}

/** Types a code on the page that is open. */
export function typeCode(app: RelyingParty, { visitor, page }: Arrived, code: string): Promise<Answer> {
  return visitor.submit(page, { code }, app.isCallback);
}

/** The recovery codes on a page. */
export function codesOn(page: Pick<Answer, 'text'>): string[] {
  return parse(page.text)
    .querySelectorAll('#codes li')
    .map(({ textContent }) => textContent.trim());
}

/** Anna before the page that has her set up an app. */
export async function atEnrolment(
  world: World,
  app: RelyingParty,
  visitor = new Visitor(),
): Promise<Arrived & { readonly secret: string }> {
  const { acting, store } = world.app.installation;
  const anna = await findAccount(store.ports, 'acme', 'Anna');
  // An address, for notices to go to.
  if (anna) await setAccount(acting, anna.id, { email: 'anna@example.nl' });
  await setPolicy(world, APP_REQUIRED);
  const arrived = await typePassword(app, visitor);
  return { ...arrived, secret: secretOn(arrived.page) };
}

/** Anna at the application, her app set up and her recovery codes saved; half a minute later, so that the app shows another code. */
export async function enrolled(world: World, app: RelyingParty): Promise<Enrolled> {
  const { visitor, page, secret } = await atEnrolment(world, app);
  const toSave = await typeCode(app, { visitor, page }, codeAt(secret, world.clock.now()));
  const codes = codesOn(toSave);
  const end = await visitor.submit(toSave, { saved: 'yes' }, app.isCallback);
  if (!app.isCallback(end.url)) throw new Error(`Anna did not get in: ${end.url}`);
  world.clock.forward(HALF_A_MINUTE);
  return { visitor, page: end, secret, codes };
}
