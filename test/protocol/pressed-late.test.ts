// A second press that is looked at while the first is ending the sign-in, or has just ended it; and a first one that failed at its end.
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildAuthorizationUrlWithPAR } from 'openid-client';
import { minutes } from '../../src/kernel/duration.ts';
import { sweepOnce } from '../../src/store/sweeper.ts';
import { redeem, returned, signOutUrl } from '../kit/endpoints.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { type Answer, Visitor } from '../kit/visitor.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';

let world: World;
let app: RelyingParty;
let third: RelyingParty;
let people = 0;

beforeAll(async () => {
  world = await openWorld();
  await world.organisation('acme', { preferredLanguage: 'en' });
  app = await world.relyingParty('exam');
  third = await world.relyingParty('third', { first_party: false });
});

afterAll(() => world.close());

type Kind = 'plain' | 'pushed';

/** Begins a sign-in, by a request in the address or one that is pushed (RFC 9126). */
async function begin(kind: Kind, party: RelyingParty, more: Readonly<Record<string, string>> = {}) {
  const begun = await party.begin({ portal: 'acme', ...more });
  if (kind === 'plain') return begun;
  return { ...begun, url: (await buildAuthorizationUrlWithPAR(party.config, new URL(begun.url).searchParams)).href };
}

/** A sheet for somebody new. */
async function sheetOf(kind: Kind, party = app, more: Readonly<Record<string, string>> = {}) {
  people += 1;
  const username = `Person${people}`;
  const { id } = await world.person('acme', username);
  const [begun, visitor] = [await begin(kind, party, more), new Visitor()];
  const signIns = async () => (await world.app.installation.store.ports.audit.list({ account: id, event: 'sign-in.succeeded' }, 50)).length;
  return { visitor, begun, sheet: await visitor.open(begun.url), typed: { username, password: PASSWORD }, signIns };
}

const isEnd = (answer: Answer) => app.isCallback(answer.headers.get('location') ?? '');

/** Two presses of a sheet that no browser has the answers to yet; the one that ended the sign-in first. `after`: the second is sent then. */
async function pressTwice(
  { visitor, sheet, typed }: Pick<Awaited<ReturnType<typeof sheetOf>>, 'visitor' | 'sheet' | 'typed'>,
  after = false,
) {
  const browsers = [await visitor.cutOff(), await visitor.cutOff()] as const;
  const first = browsers[0].post(sheet, typed);
  if (after) await first;
  const answers = await Promise.all([first, browsers[1].post(sheet, typed)]);
  const pressed = browsers.map((browser, at) => ({ browser, answer: answers[at] as Answer }));
  const [one, two] = pressed.sort((each) => (isEnd(each.answer) ? -1 : 1));
  if (!one || !two || !isEnd(one.answer) || isEnd(two.answer)) throw new Error('not one of them ended it');
  return { one, two };
}

/** A browser takes what an answer sets. */
async function takeIn(visitor: Visitor, { headers, url }: Answer): Promise<void> {
  for (const line of headers.getSetCookie()) await visitor.jar.setCookie(line, url);
}

/** While the row of a table cannot be written. */
async function failing<T>(table: string, step: () => Promise<T>): Promise<T> {
  const database = new DatabaseSync((world.environment['VOORDEUR_DATABASE'] ?? '').slice('sqlite:'.length), { timeout: 2000 });
  try {
    database.exec(`create trigger broken before insert on ${table} begin select raise(abort, 'broken'); end`);
    return await step();
  } finally {
    database.exec('drop trigger if exists broken');
    database.close();
  }
}

describe.each(['plain', 'pushed'] as const)('a %s request', (kind) => {
  test.each([false, true])(
    'whose second press was under way leads to the application, whichever answer is followed (looked at after the first: %s)',
    async (after) => {
      const story = await sheetOf(kind);
      const { one, two } = await pressTwice(story, after);
      for (const { answer } of [one, two]) await takeIn(story.visitor, answer);
      const arrived = await story.visitor.follow(two.answer, app.isCallback);
      expect(await redeem(app, { begun: story.begun, callback: arrived.url })).toMatchObject({ status: 200 });
      expect(await story.signIns()).toBe(1);
    },
  );

  test('security 1.3 whoever pressed twice holds no way in once they have signed out', async () => {
    const story = await sheetOf(kind);
    const { one, two } = await pressTwice(story);
    for (const { answer } of [one, two]) await takeIn(story.visitor, answer);
    await story.visitor.submit(await story.visitor.open(signOutUrl(app, {})), { logout: 'yes' });
    const uid = story.sheet.url.split('/').at(-2);
    expect(new URL((await story.visitor.open(`${world.url}/oidc/auth/${uid}`, app.isCallback)).url).pathname).toMatch(/^\/acme\/sign-in\//);
    const silent = await story.visitor.open((await begin('plain', app, { prompt: 'none' })).url, app.isCallback);
    expect(returned(silent)).toMatchObject({ error: 'login_required' });
  });

  test('R12.2 h Back leads whoever followed the second press where it leads after one press', async () => {
    const [usual, pressed] = [await sheetOf(kind), await sheetOf(kind)];
    await usual.visitor.submit(usual.sheet, usual.typed, app.isCallback);
    const { two } = await pressTwice(pressed);
    expect(returned(await two.browser.follow(two.answer, app.isCallback))).toHaveProperty('code');
    const back = await Promise.all([usual.visitor.send(usual.sheet.url), two.browser.send(pressed.sheet.url)]);
    expect(back.map(({ headers }) => headers.get('location'))).toEqual(Array.from(back, () => '/acme/sign-in?again&app=exam'));
  });

  test('whose sign-in fails at its very end leaves nothing, and is made whole by the next press', async () => {
    const { visitor, sheet, typed, begun, signIns } = await sheetOf(kind);
    expect((await failing('proved_session', () => visitor.post(sheet, typed))).status).toBe(500);
    expect(await signIns()).toBe(0);
    const arrived = await visitor.submit(sheet, typed, app.isCallback);
    expect([(await redeem(app, { begun, callback: arrived.url })).status, await signIns()]).toEqual([200, 1]);
  });

  test.each([{ response_mode: 'form_post' }, { prompt: 'login' }])(
    'pressed five times is one sign-in in the audit log where another request takes it up: %j',
    async (more) => {
      const { visitor, sheet, typed, signIns } = await sheetOf(kind, app, more);
      if ('prompt' in more) await visitor.submit(await visitor.open((await begin('plain', app)).url), typed, app.isCallback);
      const before = await signIns();
      await Promise.all(Array.from({ length: 5 }, () => visitor.post(sheet, typed)));
      expect((await signIns()) - before).toBe(1);
    },
  );
});

test('RFC 9126 2.2 a pushed request gives one code where leave is asked as well, however often the sheet was sent', async () => {
  const { visitor, sheet, typed } = await sheetOf('pushed', third);
  const browsers = [await visitor.cutOff(), await visitor.cutOff()];
  const answers = await Promise.all(browsers.map((browser) => browser.post(sheet, typed)));
  const asked = await Promise.all(browsers.map((browser, at) => browser.follow(answers[at] as Answer)));
  const ends = [];
  for (const [at, browser] of browsers.entries())
    ends.push(returned(await browser.submit(asked[at] as Answer, { do: 'allow' }, third.isCallback)));
  expect(ends.filter((end) => 'code' in end)).toHaveLength(1);
});

test('RFC 9126 2.2 a pushed request is not forgotten while people type: of two sign-ins by it one gets a code', async () => {
  const [one, other] = [await sheetOf('pushed'), await sheetOf('plain')];
  const stranger = new Visitor();
  const sheet = await stranger.open(one.begun.url);
  world.clock.forward(minutes(50));
  await sweepOnce({ store: world.app.installation.store, clock: world.clock });
  const first = await one.visitor.submit(one.sheet, one.typed, app.isCallback);
  const second = await stranger.submit(sheet, other.typed, app.isCallback);
  expect([returned(first), returned(second)]).toEqual([
    expect.objectContaining({ code: expect.any(String) }),
    expect.objectContaining({ error: 'invalid_request_uri' }),
  ]);
});
