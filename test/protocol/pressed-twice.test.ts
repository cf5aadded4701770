// One sheet sent more than once: by a second press, or since the answer to the first was lost.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { countersOf } from '../kit/counters.ts';
import { redeem, returned } from '../kit/endpoints.ts';
import { asked, type FapiApp, fapiApp, fapiRedeem, push, pushedUrl } from '../kit/fapi.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { signIn } from '../kit/sign-in.ts';
import { formOf, Visitor, wordsOf } from '../kit/visitor.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';

let world: World;
let app: RelyingParty;
let bank: FapiApp;
let organisation: string;
let people = 0;

beforeAll(async () => {
  world = await openWorld();
  organisation = (await world.organisation('acme', { preferredLanguage: 'en' })).id;
  app = await world.relyingParty('exam');
  bank = await fapiApp(world, 'bank');
});

afterAll(() => world.close());

/** A sheet at an application, for somebody new, who may send it any number of times. */
async function sheetOf(kind: 'plain' | 'pushed') {
  people += 1;
  const username = `Person${people}`;
  const { id } = await world.person('acme', username);
  const visitor = new Visitor();
  const plain = () => app.begin({ portal: 'acme' }).then((begun) => ({ party: app, begun, url: begun.url }));
  const pushed = async () => {
    const { begun, fields } = await asked(bank);
    return { party: bank.app, begun, url: pushedUrl(bank, await push(bank, fields)) };
  };
  const { party, begun, url } = await (kind === 'plain' ? plain() : pushed());
  const sheet = await visitor.open(url);
  const typed = { username, password: PASSWORD };
  const redeemed = (callback: string) => (kind === 'plain' ? redeem(app, { begun, callback }) : fapiRedeem(bank, { begun, callback }));
  const { ports } = world.app.installation.store;
  const events = async () => {
    const rows = await ports.audit.list({ account: id, event: 'sign-in.succeeded' }, 50);
    return rows.map(({ event }) => event);
  };
  const misses = () => ports.counters.read(countersOf(organisation, username, '', '127.0.0.1'), world.clock.now());
  const sessions = async () => (await ports.sessions.live(id, world.clock.now())).length;
  return { visitor, party, begun, url, sheet, typed, redeemed, sessions, events, misses };
}

describe.each(['plain', 'pushed'] as const)('a %s request', (kind) => {
  test.each([2, 10])('whose sheet is sent %i times at once: the browser follows the last answer and arrives with a code', async (times) => {
    const { visitor, party, sheet, typed, redeemed, sessions } = await sheetOf(kind);
    const answers = await Promise.all(Array.from({ length: times }, () => visitor.post(sheet, typed)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([303]));
    // No press but the first has a session or a code of its own before it is followed.
    const ended = answers.filter((answer) => party.isCallback(answer.headers.get('location') ?? ''));
    expect(ended).toHaveLength(1);
    const last = answers.at(-1);
    const arrived = last && (await visitor.follow(last, party.isCallback));
    expect(await redeemed(arrived?.url ?? '')).toMatchObject({ status: 200 });
    expect(await sessions()).toBe(1);
  });

  test('whose answer was lost is sent again, and arrives; a third time it is over', async () => {
    const { visitor, party, sheet, typed, redeemed } = await sheetOf(kind);
    const [second, third] = [await visitor.cutOff(), await visitor.cutOff()];
    await (await visitor.cutOff()).post(sheet, typed);
    const arrived = await second.submit(sheet, typed, party.isCallback);
    expect(await redeemed(arrived.url)).toMatchObject({ status: 200 });
    expect(party.isCallback((await third.submit(sheet, typed, party.isCallback)).url)).toBe(false);
  });

  test('R12.2 i whose answer was lost, and that another one sends in this browser: nobody arrives as who came first', async () => {
    const { visitor, party, sheet, typed } = await sheetOf(kind);
    const other = await sheetOf(kind);
    await (await visitor.cutOff()).post(sheet, typed);
    const anew = await visitor.submit(sheet, other.typed, party.isCallback);
    // Nothing was looked at yet: what they get is a sheet of their own, with the name filled in.
    expect([anew.status, formOf(anew).fields]).toMatchObject([200, { username: other.typed.username }]);
    expect(anew.url).not.toBe(sheet.url);
    expect(await other.events()).toEqual([]);
    // The one who came first is let on all the same, in another name's spelling too.
    const again = await (await visitor.cutOff()).submit(
      sheet,
      { ...typed, username: ` ${typed.username.toUpperCase()}` },
      party.isCallback,
    );
    expect(party.isCallback(again.url)).toBe(true);
  });

  test('R12.2 i nor as who has signed in here by another tab since', async () => {
    const { visitor, party, sheet, typed } = await sheetOf(kind);
    const other = await sheetOf(kind);
    await (await visitor.cutOff()).post(sheet, typed);
    await signIn(app, typed.username, { portal: 'acme' }, visitor);
    const anew = await visitor.submit(sheet, other.typed, party.isCallback);
    expect([anew.status, formOf(anew).fields]).toMatchObject([200, { username: other.typed.username }]);
    const arrived = await visitor.submit(anew, other.typed, (url) => party.isCallback(url) || app.isCallback(url));
    expect([wordsOf(arrived), await other.events()]).toEqual([
      expect.stringContaining(`You now want to go on as ${other.typed.username}.`),
      ['sign-in.succeeded'],
    ]);
  });

  test('whose first press is wrong lets in by the second', async () => {
    const { visitor, party, sheet, typed } = await sheetOf(kind);
    const wrong = await visitor.post(sheet, { ...typed, password: 'something else entirely' });
    expect(wordsOf(await visitor.follow(wrong))).toContain('do not match');
    const right = await visitor.post(sheet, typed);
    expect(party.isCallback(right.headers.get('location') ?? '')).toBe(true);
  });

  test('is one sign-in in the audit log, however often its sheet was sent, and no miss is left', async () => {
    const { visitor, sheet, typed, events, misses } = await sheetOf(kind);
    const before = await misses();
    await Promise.all(Array.from({ length: 5 }, () => visitor.post(sheet, typed)));
    expect(await events()).toEqual(['sign-in.succeeded']);
    expect(await misses()).toEqual(before);
  });
});

test('RFC 9126 2.2 a pushed request is used once all the same: of two sign-ins by it the second hears so', async () => {
  const { visitor, party, url, sheet, typed, redeemed } = await sheetOf('pushed');
  const other = await visitor.open(url);
  expect(other.url).not.toBe(sheet.url);
  const arrived = await visitor.submit(sheet, typed, party.isCallback);
  expect(await redeemed(arrived.url)).toMatchObject({ status: 200 });
  expect((await new Visitor().open(url, party.isCallback)).status).toBe(400);
  const second = await visitor.submit(other, typed, party.isCallback);
  expect(returned(second)).toMatchObject({ error: 'invalid_request_uri' });
});

test('RFC 9126 2.2 nor by pressing twice, nor through the page that asks for leave', async () => {
  const { url, visitor, party, sheet, typed, redeemed } = await sheetOf('pushed');
  const late = await sheetOf('pushed');
  const stranger = new Visitor();
  const other = await stranger.open(url);
  const arrived = await visitor.submit(sheet, typed, party.isCallback);
  expect(await redeemed(arrived.url)).toMatchObject({ status: 200 });
  const answers = await Promise.all([1, 2].map(() => stranger.post(other, late.typed)));
  for (const answer of answers) expect(returned(await stranger.follow(answer, party.isCallback))).not.toHaveProperty('code');

  const third = await fapiApp(world, 'third', { first_party: false });
  const pushed = pushedUrl(third, await push(third, (await asked(third)).fields));
  const [one, two] = [new Visitor(), new Visitor()];
  const sheets = [await one.open(pushed), await two.open(pushed)] as const;
  const consents = [await one.submit(sheets[0], typed), await two.submit(sheets[1], late.typed)] as const;
  const first = await one.submit(consents[0], { do: 'allow' }, third.app.isCallback);
  const second = await two.submit(consents[1], { do: 'allow' }, third.app.isCallback);
  expect(returned(first)).toHaveProperty('code');
  expect(returned(second)).toMatchObject({ error: 'invalid_request_uri' });
});

test('R12.2 i, security 1.3 two people who send one sheet at once: nobody is led on as the other', async () => {
  const { visitor, party, begun, sheet, typed } = await sheetOf('plain');
  const other = await sheetOf('plain');
  const answers = await Promise.all([typed, other.typed].map((each) => visitor.post(sheet, each)));
  const subjects = [];
  for (const answer of answers) {
    const callback = (await visitor.follow(answer, party.isCallback)).url;
    subjects.push((await party.exchange(callback, begun)).claims()?.sub);
  }
  const { accounts } = world.app.installation.store.ports;
  const ids = await Promise.all([typed, other.typed].map(({ username }) => accounts.byUsername(organisation, username.toLowerCase())));
  expect(subjects).toEqual(ids.map((account) => account?.id));
});
