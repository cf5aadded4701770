// The second step by an authenticator app: how it is set up, and with it the recovery codes. What is typed is what an app shows.
import { parse } from 'node-html-parser';
import { findAccount, setAccount } from '../../../src/domain/administration/accounts.ts';
import { codeAt, secretOn } from '../authenticator.ts';
import { type MailHolder, takeMail } from '../mailbag.ts';
import type { RelyingParty } from '../relying-party.ts';
import { type Arrived, setPolicy, typePassword } from '../renewal.ts';
import { type Answer, Visitor } from '../visitor.ts';
import type { World } from '../world.ts';
import { halfway, typeCode, wayOf } from './halfway.ts';
import { byMail } from './mailed.ts';

/** A policy under which everybody needs an app. */
export const APP_REQUIRED = { twoStep: 'required', twoStepMethods: ['app'] };
/** How long an app shows one code, in milliseconds. */
export const HALF_A_MINUTE = 30_000;

/** An app that was set up: its secret in base32, the recovery codes that came with it where it is the first, and the page that followed. */
export interface AppSetUp {
  readonly secret: string;
  readonly codes: readonly string[];
  readonly end: Answer;
}

/** Somebody whose app is set up. */
export interface Enrolled extends Arrived, Omit<AppSetUp, 'end'> {}

/** The recovery codes on a page. */
export function codesOn(page: Pick<Answer, 'text'>): string[] {
  return parse(page.text)
    .querySelectorAll('#codes li')
    .map(({ textContent }) => textContent.trim());
}

/** Sets up the app that the page offers, and saves the recovery codes that come with the first one. */
export async function setUpApp(world: Pick<MailHolder, 'clock'>, app: RelyingParty, { visitor, page }: Arrived): Promise<AppSetUp> {
  const secret = secretOn(page);
  const next = await typeCode(app, { visitor, page }, codeAt(secret, world.clock.now()));
  if (wayOf(next) !== 'recovery-codes') return { secret, codes: [], end: next };
  return { secret, codes: codesOn(next), end: await visitor.submit(next, { saved: 'yes' }, app.isCallback) };
}

/** Somebody who has none sets one up, for an application that asks for one. Returns its secret, in base32. */
export async function enrolApp(world: World, app: RelyingParty, username: string, portal = 'acme'): Promise<string> {
  return (await enrolFirstApp(world, app, username, portal)).secret;
}

/** The same, with the recovery codes that come with it. */
export async function enrolFirstApp(world: World, app: RelyingParty, username: string, portal = 'acme'): Promise<AppSetUp> {
  // What others were mailed before is none of this.
  await takeMail(world);
  const { visitor, page } = await halfway(app, username, { portal, acr_values: 'urn:voordeur:acr:2' });
  // What is asked anyway is proved before anything is added (security.md 1.21).
  const proved = wayOf(page) === 'mail-code' ? await byMail(world, app, { visitor, page }) : page;
  return setUpApp(world, app, { visitor, page: proved });
}

/** Anna of acme before the page that has her set up an app. */
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
  const arrived = await atEnrolment(world, app);
  const { secret, codes, end } = await setUpApp(world, app, arrived);
  if (!app.isCallback(end.url)) throw new Error(`Anna did not get in: ${end.url}`);
  world.clock.forward(HALF_A_MINUTE);
  return { visitor: arrived.visitor, page: end, secret, codes };
}
