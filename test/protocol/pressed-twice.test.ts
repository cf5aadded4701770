// One sheet sent more than once: by a second press, or since the answer to the first was lost.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { redeem, returned } from '../kit/endpoints.ts';
import { asked, type FapiApp, fapiApp, fapiRedeem, push, pushedUrl } from '../kit/fapi.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { Visitor } from '../kit/visitor.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';

let world: World;
let app: RelyingParty;
let bank: FapiApp;
let people = 0;

beforeAll(async () => {
  world = await openWorld();
  await world.organisation('acme', { preferredLanguage: 'en' });
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
  const sessions = async () => (await world.app.installation.store.ports.sessions.live(id, world.clock.now())).length;
  return { visitor, party, url, sheet, typed, redeemed, sessions };
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

  test('whose second press is wrong says so, whatever the first does', async () => {
    const { visitor, party, sheet, typed } = await sheetOf(kind);
    const [right, wrong] = await Promise.all([
      visitor.post(sheet, typed),
      visitor.post(sheet, { ...typed, password: 'something else entirely' }),
    ]);
    expect([right.status, wrong.status]).toEqual([303, 303]);
    expect(party.isCallback(right.headers.get('location') ?? '')).toBe(true);
    expect(party.isCallback(wrong.headers.get('location') ?? '')).toBe(false);
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
