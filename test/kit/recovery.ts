// What the stories of mailed links begin with: acme with one application, Anna who is invited, Bert who signs in, and what
// they do with forms and links.

import type { AccountChange } from '../../src/domain/administration/account-sheet.ts';
import { setAccount } from '../../src/domain/administration/accounts.ts';
import { inviteAccount } from '../../src/domain/administration/invitations.ts';
import { codeOn } from './challenge.ts';
import { fine } from './fine.ts';
import { linkIn, takeOne } from './mailbag.ts';
import type { RelyingParty } from './relying-party.ts';
import { type Answer, Visitor } from './visitor.ts';
import { openWorld, type World } from './world.ts';

/** A password that every rule allows, and nobody had before. */
export const CHOSEN = 'vijf ezels op de dijk';

/** The people of acme by user name, with their ids. */
export type People = Readonly<Record<'Anna' | 'Bert', string>>;

/** An open story. */
export interface RecoveryStory {
  readonly world: World;
  readonly app: RelyingParty;
  readonly people: People;
}

/** Opens one, `environment` over a test's defaults: Anna is invited and has no password yet, Bert has one. */
export async function openRecovery(environment: Record<string, string> = {}): Promise<RecoveryStory> {
  const world = await openWorld(environment);
  await world.organisation('acme', { preferredLanguage: 'en' });
  const Anna = await world.person('acme', 'Anna', { password: undefined, email: 'anna@people.example', givenName: 'Anna' });
  const Bert = await world.person('acme', 'Bert', { email: 'bert@people.example', givenName: 'Bert' });
  const app = await world.relyingParty('exam');
  return { world, app, people: { Anna: Anna.id, Bert: Bert.id } };
}

/** The operator sends an invitation; the link in its mail. Throws when the operator is refused. */
export async function invited(world: World, id: string) {
  fine(await inviteAccount(world.app.installation.acting, id, { again: true }));
  return linkIn(await takeOne(world, 'activation'));
}

/** The operator changes an account. */
export async function changed(world: World, id: string, change: AccountChange): Promise<void> {
  fine(await setAccount(world.app.installation.acting, id, change));
}

/** Fills in a form with the extra check, as somebody with good eyes and no script. */
export async function askFor(
  world: World,
  place: string,
  typed: Record<string, string>,
  visitor = new Visitor(),
  portal = '/acme',
): Promise<{ readonly visitor: Visitor; readonly page: Answer }> {
  const form = await visitor.open(`${world.url}${portal}/${place}`);
  const captcha = await codeOn(world.app.installation.keyring, form, visitor, 'forgot');
  return { visitor, page: await visitor.submit(form, { ...typed, captcha }) };
}

/** Opens a mailed link, and chooses a password there. */
export async function chooseAt(address: string, password = CHOSEN, visitor = new Visitor()) {
  const form = await visitor.open(address);
  return { visitor, form, page: await visitor.submit(form, { 'new-password': password }) };
}

/** The last part of an answer's path: which of a link's pages it is. */
export function pageAt({ url }: Answer): string {
  const parts = new URL(url).pathname.split('/').slice(2);
  return parts.map((part) => (/^[\w-]{22}$/.test(part) ? '*' : part)).join('/');
}
