// Kinds of account that nobody may tell apart (security.md 1.4): one whom all works for, those who must look like it, and
// what an onlooker sees of the answers that they get.

import { afterAll, beforeAll, beforeEach, expect } from '@jest/globals';
import { linkAccount } from '../../src/domain/administration/identities.ts';
import type { Policy } from '../../src/domain/organisations/policy.ts';
import { minutes } from '../../src/kernel/duration.ts';
import { codeOn } from './challenge.ts';
import { takeMail } from './mailbag.ts';
import { changed } from './recovery.ts';
import { requireSingleSignOn, WORK } from './single-sign-on.ts';
import { type Answer, Visitor } from './visitor.ts';
import { openWorld, type World } from './world.ts';

/**
 * Those who sign in by single sign-on: with a password from before, not yet at all, suspended, one who shares an address with
 * one who does not, one whom mail comes back from, and one whom the identity provider knows already.
 */
export const SINGLE_SIGN_ON = ['Single', 'SsoNew', 'SsoOut', 'SsoMix', 'SsoBou', 'SsoIdp'] as const;
/** Names of one length, so that the length of an answer says nothing either; of `Shared` there are three on the address. */
const STRANGERS = ['Nobody', 'Suspen', 'Closed', 'Invite', 'Bounce', 'Shared', 'NoMail', ...SINGLE_SIGN_ON] as const;
const FRIEND = 'Active';

/** Every form that anybody may send, and the field that says who is meant. */
export const FORMS = [
  { place: '/acme/forgot-password', field: 'username', by: 'name' },
  { place: '/acme/forgot-password', field: 'username', by: 'address' },
  { place: '/acme/activate', field: 'username', by: 'name' },
  { place: '/acme/activate', field: 'username', by: 'address' },
  { place: '/acme/code', field: 'username', by: 'name' },
  { place: '/acme/code', field: 'username', by: 'address' },
  { place: '/acme/forgot-username', field: 'email', by: 'address' },
  { place: '/sign-in/which-portal', field: 'email', by: 'address' },
] as const;
/** One of them. */
export type Form = (typeof FORMS)[number];

/** What somebody does, and every answer that comes. Uncompressed: the masked token would make each compressed length another. */
export type Doing = (who: string, visitor: Visitor) => Promise<readonly Answer[]>;

/**
 * Opens acme with one of each kind before the tests of a file, forgets misses before each, and closes it after all. `policy`:
 * of whom single sign-on is required; of those at work, but for one, unless something else is said.
 */
export function useKinds(policy: Partial<Policy> = { singleSignOnExceptions: ['SsoMix-1'] }) {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
    // What is looked at to the second must not depend on how busy the machine is.
    world.clock.hold();
    await furnish(world, policy);
  });
  beforeEach(() => world.forgetMisses());
  afterAll(() => world.close());
  return {
    world: () => world,
    /** That all of them get what a friend gets; which is what it returns. */
    expectEqual: async (doing: Doing): Promise<readonly unknown[]> => {
      const friend = await answers(world, FRIEND, doing);
      for (const who of STRANGERS) {
        await world.forgetMisses();
        expect([who, await answers(world, who, doing)]).toEqual([who, friend]);
      }
      return friend;
    },
    /** Sends a form with the code that is on its picture. */
    withPicture: async (form: Form, who: string, visitor: Visitor): Promise<Answer[]> => {
      const page = await visitor.open(world.url + form.place);
      const captcha = await codeOn(world.app.installation.keyring, page, visitor, 'forgot');
      return sent(visitor, page, { ...typedIn(form, who), captcha });
    },
  };
}

async function furnish(world: World, policy: Partial<Policy>): Promise<void> {
  await world.organisation('acme', { preferredLanguage: 'en' });
  const person = (username: string, more: object = {}) => world.person('acme', username, { email: addressOf(username), ...more });
  for (const username of [FRIEND, 'Bounce', 'Shared']) await person(username);
  for (const at of [1, 2]) await person(`Shared-${at}`, { email: addressOf('Shared') });
  await person('Invite', { password: undefined });
  await person('NoMail', { email: undefined });
  await changed(world, (await person('Suspen')).id, { state: 'suspended' });
  await changed(world, (await person('Closed')).id, { state: 'closed' });
  await bounce(world, addressOf('Bounce'));
  for (const username of ['Single', 'SsoMix', 'SsoBou']) await person(username);
  await bounce(world, addressOf('SsoBou'));
  await person('SsoMix-1', { email: addressOf('SsoMix') });
  await person('SsoNew', { password: undefined });
  await changed(world, (await person('SsoOut')).id, { state: 'suspended' });
  const known = await person('SsoIdp');
  await requireSingleSignOn(world, policy);
  const linked = await linkAccount(world.app.installation.acting, known.id, 'person-1');
  if (!linked.done) throw new Error(linked.faults.map(({ field, detail }) => `${field} ${detail}`).join('; '));
}

/** Addresses of one length too: the domain alone says who signs in how. */
function addressOf(username: string): string {
  const domain = SINGLE_SIGN_ON.some((name) => name === username) ? WORK : 'home.example';
  return `${username.toLowerCase()}@${domain}`;
}

/** Mail to the address came back for good. */
async function bounce(world: World, to: string): Promise<void> {
  const { outbox } = world.app.installation.store.ports;
  const now = world.clock.now();
  await outbox.post({ organisation: undefined, to, locale: 'en', mail: { kind: 'no-account', promised: 'portals' } }, now);
  const held = await outbox.take(now, minutes(1));
  if (!held) throw new Error('nothing to bounce');
  await outbox.notHandedOver(held, { state: 'bounced', stop: true, reason: 'no-such-address', status: '550 5.1.1' }, now);
  expect(await outbox.isStopped(to)).toBe(true);
}

async function answers(world: World, who: string, doing: Doing): Promise<unknown[]> {
  const got = await doing(who, new Visitor({ 'accept-encoding': 'identity' }));
  await takeMail(world);
  expect(got.length).toBeGreaterThan(0);
  return got.map((answer) => seen(answer, who));
}

/** Everything an onlooker sees of an answer, but for what is random in every answer alike. */
function seen({ status, headers, text }: Answer, who: string): unknown {
  const told = [...headers]
    .filter(([name]) => name !== 'date' && name !== 'set-cookie')
    .map(([name, value]) => `${name}: ${masked(value)}`);
  const cookies = headers.getSetCookie().map((cookie) => masked(cookie.replace(/=([^;]*)/, (_, value) => `= of ${value.length}`)));
  // A long address may go on on another line; and a subject has words that begin as a name does.
  const whole = masked(text).replaceAll('<wbr>', '').replaceAll(addressOf(who), 'ADDRESS');
  return { status, told, cookies, text: whole.replaceAll(new RegExp(`\\b${who}\\b`, 'g'), 'NAME') };
}

function masked(text: string): string {
  return text
    .replaceAll(/(name="(?:csrf|challenge)" value="|data-challenge="|data-passkey=")[^"]*/g, '$1')
    .replaceAll(/(captcha\/[a-z-]+\/)[\w.-]+/g, '$1ID')
    .replaceAll(/expires=[^;]+/g, 'expires=THEN')
    .replaceAll(/\bR-\w{4}-\w{4}\b/g, 'REFERENCE')
    .replaceAll(/<time datetime="[^"]+">[^<]+</g, '<time>WHEN<')
    .replaceAll(/sign-in\/[\w-]{20,}/g, 'sign-in/UID');
}

/** What is typed into a form for somebody. */
export const typedIn = ({ field, by, place }: Form, who: string) => ({
  [field]: by === 'address' ? addressOf(who) : who,
  ...(place === '/acme/code' && { code: 'ABCD-EFGH' }),
});

/** The form sent with these fields: its bare answer, the page after it, and that page loaded again. */
export async function sent(visitor: Visitor, page: Answer, typed: Record<string, string>): Promise<Answer[]> {
  const posted = await visitor.post(page, typed);
  const after = await visitor.follow(posted);
  return [posted, after, await visitor.send(after.url)];
}
