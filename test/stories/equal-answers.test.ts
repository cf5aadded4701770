import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { minutes } from '../../src/kernel/duration.ts';
import { codeOn } from '../kit/challenge.ts';
import { takeMail } from '../kit/mailbag.ts';
import { missThrice } from '../kit/mailed-code.ts';
import { changed } from '../kit/recovery.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { type Answer, Visitor, wordsOf } from '../kit/visitor.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';

/** Names of one length, so that the length of an answer says nothing either; of `Shared` there are three on the address. */
const STRANGERS = ['Nobody', 'Suspen', 'Closed', 'Invite', 'Bounce', 'Shared', 'NoMail'] as const;
const FRIEND = 'Active';

/** Every form that anybody may send, and the field that says who is meant. */
const FORMS = [
  { place: '/acme/forgot-password', field: 'username', by: 'name' },
  { place: '/acme/forgot-password', field: 'username', by: 'address' },
  { place: '/acme/activate', field: 'username', by: 'name' },
  { place: '/acme/activate', field: 'username', by: 'address' },
  { place: '/acme/code', field: 'username', by: 'name' },
  { place: '/acme/code', field: 'username', by: 'address' },
  { place: '/acme/forgot-username', field: 'email', by: 'address' },
  { place: '/sign-in/which-portal', field: 'email', by: 'address' },
] as const;
type Form = (typeof FORMS)[number];

let world: World;
let app: RelyingParty;

beforeAll(async () => {
  world = await openWorld();
  // What is looked at to the second must not depend on how busy the machine is.
  world.clock.hold();
  await world.organisation('acme', { preferredLanguage: 'en' });
  const person = (username: string, more: object = {}) => world.person('acme', username, { email: addressOf(username), ...more });
  for (const username of [FRIEND, 'Bounce', 'Shared']) await person(username);
  for (const at of [1, 2]) await person(`Shared-${at}`, { email: addressOf('Shared') });
  await person('Invite', { password: undefined });
  await person('NoMail', { email: undefined });
  await changed(world, (await person('Suspen')).id, { state: 'suspended' });
  await changed(world, (await person('Closed')).id, { state: 'closed' });
  await bounce(addressOf('Bounce'));
  app = await world.relyingParty('exam');
});
beforeEach(() => world.forgetMisses());
afterAll(() => world.close());

function addressOf(username: string): string {
  return `${username.toLowerCase()}@people.example`;
}

/** Mail to the address came back for good. */
async function bounce(to: string): Promise<void> {
  const { outbox } = world.app.installation.store.ports;
  const now = world.clock.now();
  await outbox.post({ organisation: undefined, to, locale: 'en', mail: { kind: 'no-account', promised: 'portals' } }, now);
  const held = await outbox.take(now, minutes(1));
  if (!held) throw new Error('nothing to bounce');
  await outbox.notHandedOver(held, { state: 'bounced', stop: true, reason: 'no-such-address', status: '550 5.1.1' }, now);
  expect(await outbox.isStopped(to)).toBe(true);
}

/** What one of them does, and every answer that comes. Uncompressed: the masked token would make each compressed length another. */
type Doing = (who: string, visitor: Visitor) => Promise<readonly Answer[]>;

async function answers(who: string, doing: Doing): Promise<unknown[]> {
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
  return { status, told, cookies, text: masked(text).replaceAll(addressOf(who), 'ADDRESS').replaceAll(who, 'NAME') };
}

function masked(text: string): string {
  return text
    .replaceAll(/(name="(?:csrf|challenge)" value="|data-challenge="|data-passkey=")[^"]*/g, '$1')
    .replaceAll(/(captcha\/[a-z-]+\/)[\w.-]+/g, '$1ID')
    .replaceAll(/expires=[^;]+/g, 'expires=THEN')
    .replaceAll(/<time datetime="[^"]+">[^<]+</g, '<time>WHEN<')
    .replaceAll(/data-seconds="(?:30|29|28)"/g, 'data-seconds="SOON"')
    .replaceAll(/sign-in\/[\w-]{20,}/g, 'sign-in/UID');
}

/** That all of them get what a friend gets. */
async function expectEqual(doing: Doing): Promise<readonly unknown[]> {
  const friend = await answers(FRIEND, doing);
  for (const who of STRANGERS) {
    await world.forgetMisses();
    expect([who, await answers(who, doing)]).toEqual([who, friend]);
  }
  return friend;
}

const typedIn = ({ field, by, place }: Form, who: string) => ({
  [field]: by === 'address' ? addressOf(who) : who,
  ...(place === '/acme/code' && { code: 'ABCD-EFGH' }),
});

/** The form sent with these fields: its bare answer, the page after it, and that page loaded again. */
async function sent(visitor: Visitor, page: Answer, typed: Record<string, string>): Promise<Answer[]> {
  const posted = await visitor.post(page, typed);
  const after = await visitor.follow(posted);
  return [posted, after, await visitor.send(after.url)];
}

async function withPicture(form: Form, who: string, visitor: Visitor): Promise<Answer[]> {
  const page = await visitor.open(world.url + form.place);
  const captcha = await codeOn(world.app.installation.keyring, page, visitor, 'forgot');
  return sent(visitor, page, { ...typedIn(form, who), captcha });
}

describe.each(FORMS)('security 1.4 at $place by $by', (form) => {
  test('all get the same answer to the last byte, also beyond the limits', async () => {
    const first = await expectEqual((who, visitor) => withPicture(form, who, visitor));
    const fifth = await expectEqual(async (who, visitor) => {
      for (let at = 0; at < 4; at += 1) await withPicture(form, who, new Visitor());
      return withPicture(form, who, visitor);
    });
    if (form.place !== '/acme/code') expect(fifth).toEqual(first);
  });

  test('all get the same page where the extra check is missing, wrong, or another picture is wanted', async () => {
    const open = (visitor: Visitor) => visitor.open(world.url + form.place);
    await expectEqual(async (who, visitor) => sent(visitor, await open(visitor), typedIn(form, who)));
    await expectEqual(async (who, visitor) => sent(visitor, await open(visitor), { ...typedIn(form, who), captcha: 'wrong' }));
    await expectEqual(async (who, visitor) => sent(visitor, await open(visitor), { ...typedIn(form, who), do: 'new-captcha' }));
  });

  test('R8.3 all get the same page when a code is to be mailed, also beyond the limits, and when a wrong one is typed', async () => {
    await expectEqual(async (who, visitor) => {
      const pages: Answer[] = [];
      let page = await visitor.open(world.url + form.place);
      for (let at = 0; at < 5; at += 1) {
        page = await visitor.submit(page, { ...typedIn(form, who), do: 'mail' });
        pages.push(page);
      }
      expect(page.text).toContain('name="mailed"');
      return [...pages, ...(await sent(visitor, page, { ...typedIn(form, who), mailed: '000000' }))];
    });
  });
});

describe('security 1.4 at the sign-in', () => {
  test('whoever mail comes back from is refused as everybody else is', async () => {
    await expectEqual(async (username, visitor) => {
      const page = await visitor.open((await app.begin({ portal: 'acme' })).url);
      return sent(visitor, page, { username, password: 'not this one' });
    });
  });

  test('R8.3 a code by mail is promised to all, and a wrong one refused to all', async () => {
    await expectEqual(async (username, visitor) => {
      const page = await missThrice(app, username, visitor);
      const promised = await sent(visitor, page, { username, do: 'mail' });
      const shown = promised[1] ?? page;
      return [...promised, ...(await sent(visitor, shown, { username, password: PASSWORD, mailed: '000000' }))];
    });
  });

  test('R8.5 who has missed ten times must wait, whoever it is, and reads the same', async () => {
    await expectEqual(async (username, visitor) => {
      for (let at = 0; at < 10; at += 1) await missed(username, at);
      const page = await visitor.open((await app.begin({ portal: 'acme' })).url);
      const waiting = await sent(visitor, page, { username, password: PASSWORD });
      expect(wordsOf(waiting[1] ?? page)).toMatch(/30 seconds/);
      return waiting;
    });
  });
});

/** A miss from a browser of its own; from the fourth on with the picture's code. */
async function missed(username: string, at: number): Promise<void> {
  const visitor = new Visitor();
  const page = await visitor.open((await app.begin({ portal: 'acme' })).url);
  const typed = { username, password: 'not this one' };
  if (at < 3) return void (await visitor.submit(page, typed));
  const asked = await visitor.submit(page, { ...typed, do: 'new-captcha' });
  await visitor.submit(asked, { ...typed, captcha: await codeOn(world.app.installation.keyring, asked, visitor) });
}
