// Passkeys without a browser: the forms that the pages' script fills in, filled in by a made-up authenticator.
import { parse } from 'node-html-parser';
import { type Device, newDevice, type Told } from './authenticator-device.ts';
import type { RelyingParty } from './relying-party.ts';
import { typePassword } from './renewal.ts';
import { type Answer, Visitor, wordsOf } from './visitor.ts';
import { openWorld, type World } from './world.ts';

/** What a page asks the browser for a passkey with. */
export interface AskedPasskey {
  readonly challenge: string;
  readonly site: string;
  readonly known: readonly { readonly id: string; readonly transports: readonly string[] }[];
  /** Of a new one: whose it will be. */
  readonly owner: string | undefined;
}

/** What the page asks with; undefined where it asks for none. */
export function askedPasskey(page: Answer): AskedPasskey | undefined {
  const form = parse(page.text).querySelector('form[data-passkey]');
  if (!form) return undefined;
  const told = (name: string) => form.getAttribute(`data-${name}`);
  return { challenge: told('passkey') ?? '', site: told('site') ?? '', known: JSON.parse(told('known') ?? '[]'), owner: told('owner') };
}

/** Sends an answer with the page's own form, as its script does. */
export function sendAnswer(visitor: Visitor, page: Answer, answer: string, more: Record<string, string> = {}): Promise<Answer> {
  const form = parse(page.text).querySelector('form[data-passkey]');
  if (!form) throw new Error(`no passkey is asked on ${page.url}`);
  const fields = form.querySelectorAll('input').map((input) => [input.getAttribute('name') ?? '', input.getAttribute('value') ?? '']);
  const body = new URLSearchParams({ ...Object.fromEntries(fields), answer, ...more });
  const action = new URL(form.getAttribute('action') ?? '', page.url);
  return visitor.send(action.href, { method: 'POST', body, headers: { origin: action.origin, 'sec-fetch-site': 'same-origin' } });
}

/** Answers a page with a passkey that is there already, and goes on to where that leads. */
export async function usePasskey(app: RelyingParty, visitor: Visitor, page: Answer, device: Device, told?: Partial<Told>): Promise<Answer> {
  const answer = device.use(askedPasskey(page)?.challenge ?? '', told);
  return visitor.follow(await sendAnswer(visitor, page, answer), app.isCallback);
}

/** Answers a page with a new passkey. */
export async function makePasskey(
  app: RelyingParty,
  visitor: Visitor,
  page: Answer,
  device: Device,
  told?: Partial<Told>,
): Promise<Answer> {
  const answer = device.make(askedPasskey(page)?.challenge ?? '', told);
  return visitor.follow(await sendAnswer(visitor, page, answer, { name: 'Laptop' }), app.isCallback);
}

/** What each story of Anna's passkeys at acme begins with, opened anew before it. */
export interface PasskeyStory {
  readonly world: World;
  readonly app: RelyingParty;
  readonly anna: { readonly id: string };
}

/** Opens one: acme, where people may have passkeys, and Anna with nothing but her password. */
export async function openPasskeyStory(policy: Record<string, unknown> = { twoStep: 'optional' }): Promise<PasskeyStory> {
  const world = await openWorld();
  await world.organisation('acme', { preferredLanguage: 'en', policy });
  const anna = await world.person('acme', 'Anna', { email: 'anna@people.example', givenName: 'Anna' });
  return { world, anna, app: await world.relyingParty('exam') };
}

/** Gives Anna a passkey by the page of her account: it, and the browser that she did it in. */
export async function addOwnPasskey(
  { world, app, anna }: PasskeyStory,
  told?: Partial<Told>,
): Promise<{ device: Device; visitor: Visitor }> {
  const { visitor } = await typePassword(app);
  const device = newDevice({ origin: world.url, accountId: anna.id });
  const page = await visitor.open(`${world.url}/acme/account/passkeys/add`);
  const challenge = askedPasskey(page)?.challenge;
  if (challenge === undefined) throw new Error(`no passkey can be added on ${page.url}: ${wordsOf(page)}`);
  const answer = await sendAnswer(visitor, page, device.make(challenge, told), { name: 'Laptop' });
  if (answer.headers.get('location') !== '/acme/account/two-step') throw new Error(`the passkey was not added: ${wordsOf(answer)}`);
  await saveRecoveryCode(world, anna.id);
  return { device, visitor };
}

/** Saves a recovery code, as who has had a passkey for longer has: without any, the next sign-in would ask for that. */
export async function saveRecoveryCode({ app, clock }: World, accountId: string): Promise<void> {
  const now = clock.now();
  await app.installation.store.work(async ({ recoveryCodes }) => {
    const shown = await recoveryCodes.show(accountId, 'sealed', now + 1, now);
    await recoveryCodes.replace(accountId, [{ selector: '7F', phc: 'of nothing', pepperId: 'none' }], shown, now);
  });
}

/** The sheet at the application's request. */
export async function openSheet(app: RelyingParty, visitor = new Visitor(), request: Record<string, string> = {}) {
  const begun = await app.begin({ portal: 'acme', ...request });
  return { visitor, begun, page: await visitor.open(begun.url, app.isCallback) };
}
