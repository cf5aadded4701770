// The portals of one sweep, and people who have every kind of factor there.
import { agePasswords } from '../../kit/aged.ts';
import { type Device, newDevice } from '../../kit/authenticator-device.ts';
import { askedPasskey, sendAnswer } from '../../kit/passkeys.ts';
import type { RelyingParty } from '../../kit/relying-party.ts';
import { setUpApp } from '../../kit/second-step/app.ts';
import { halfway } from '../../kit/second-step/halfway.ts';
import { byMail } from '../../kit/second-step/mailed.ts';
import { signIn } from '../../kit/sign-in.ts';
import { requireSingleSignOn } from '../../kit/single-sign-on.ts';
import { Visitor } from '../../kit/visitor.ts';
import type { World } from '../../kit/world.ts';

/** Names of the portals: two steps when one wants them, an app or a passkey for everybody, a mailed code for everybody, old passwords, single sign-on for some. */
export interface Portals {
  readonly free: string;
  readonly strict: string;
  readonly mailed: string;
  readonly aged: string;
  readonly work: string;
}

/** Somebody with an app, a passkey, recovery codes and a mailbox, signed in, and with a trusted browser elsewhere. */
export interface Strong {
  readonly visitor: Visitor;
  readonly secret: string;
  readonly device: Device;
  readonly codes: readonly string[];
}

/** Who and what the forms are opened with. */
export interface People {
  readonly world: World;
  readonly app: RelyingParty;
  /** Asks for consent. */
  readonly third: RelyingParty;
  readonly portals: Portals;
  readonly strong: Strong;
  /** Somebody with a password and a mailbox, at the free portal, signed in. */
  readonly plain: { readonly id: string; readonly visitor: Visitor };
}

/** Makes them. `mark` sets them apart from others in the same world; `third` is an application that is not first party. */
export async function openPeople(world: World, app: RelyingParty, third: RelyingParty, mark: string): Promise<People> {
  const portals = { free: `free-${mark}`, strict: `strict-${mark}`, mailed: `mailed-${mark}`, aged: `aged-${mark}`, work: `work-${mark}` };
  const beside = { twoStepMailBesideApp: true, trustedBrowserDays: 30 };
  await world.organisation(portals.free, { preferredLanguage: 'en', policy: { twoStep: 'optional', ...beside } });
  await world.organisation(portals.strict, { policy: { twoStep: 'required', twoStepMethods: ['app', 'passkey'] } });
  await world.organisation(portals.mailed, { policy: { twoStep: 'required', twoStepMethods: ['mail'] } });
  await agePasswords(world, portals.aged, { fresh: 0 });
  await world.organisation(portals.work, { preferredLanguage: 'en' });
  await requireSingleSignOn(world, {}, portals.work);
  const { id } = await world.person(portals.free, 'plain', { email: `plain@${mark}.example`, givenName: 'Kees' });
  const strong = await openStrong(world, app, portals.free, `strong@${mark}.example`);
  const { visitor } = await signIn(app, 'plain', { portal: portals.free });
  return { world, app, third, portals, strong, plain: { id, visitor } };
}

async function openStrong(world: World, app: RelyingParty, portal: string, email: string): Promise<Strong> {
  const { id } = await world.person(portal, 'strong', { email });
  const { visitor, page } = await halfway(app, 'strong', { portal, acr_values: 'urn:voordeur:acr:2' });
  const offered = await byMail(world, app, { visitor, page });
  const { secret, codes } = await setUpApp(world, app, { visitor, page: offered });
  const device = newDevice({ origin: world.url, accountId: id });
  const adding = await visitor.open(`${world.url}/${portal}/account/passkeys/add`);
  await sendAnswer(visitor, adding, device.make(askedPasskey(adding)?.challenge ?? ''), { name: 'Laptop' });
  await trust(app, portal, device);
  return { visitor, secret, device, codes };
}

async function trust(app: RelyingParty, portal: string, device: Device): Promise<void> {
  const { visitor, page } = await halfway(app, 'strong', { portal });
  const answer = device.use(askedPasskey(page)?.challenge ?? '');
  await visitor.follow(await sendAnswer(visitor, page, answer, { trust: 'yes' }), app.isCallback);
}

/** A browser of somebody at the password sheet of a portal. */
export async function atSheet({ app }: Pick<People, 'app'>, portal: string, request: Record<string, string> = {}) {
  const visitor = new Visitor();
  return { visitor, page: await visitor.open((await app.begin({ portal, ...request })).url) };
}
