import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { countPasskeyTry } from '../../src/domain/throttle/passkey-tries.ts';
import { minutes } from '../../src/kernel/duration.ts';
import { type Device, newDevice, type Told } from '../kit/authenticator-device.ts';
import { addOwnPasskey, askedPasskey, openPasskeyStory, openSheet, type PasskeyStory, sendAnswer, usePasskey } from '../kit/passkeys.ts';
import { changed } from '../kit/recovery.ts';
import { isIn, typePassword } from '../kit/renewal.ts';
import { Visitor, wordsOf } from '../kit/visitor.ts';

const REFUSED = 'You cannot sign in here with this passkey. Use another passkey or another way.';
const OLD = 'That took too long. Try again.';

let story: PasskeyStory;
let device: Device;

beforeEach(async () => {
  story = await openPasskeyStory();
  ({ device } = await addOwnPasskey(story));
});

afterEach(() => story.world.close());

const lastReason = async () => {
  const rows = await story.world.app.installation.store.ports.audit.list({}, 50);
  const row = rows.find(({ event }) => event === 'sign-in.refused');
  return row?.event === 'sign-in.refused' ? row.reason : undefined;
};
const refusedAt = async (told: Partial<Told>, by = device) => {
  const { visitor, page } = await openSheet(story.app);
  return wordsOf(await usePasskey(story.app, visitor, page, by, told));
};

describe('A passkey is refused, in the same words whatever the reason,', () => {
  const LIES: [string, Partial<Told>][] = [
    ['when its owner was not verified', { isVerified: false }],
    ['when nobody was there', { isPresent: false }],
    ['when it was used on another site’s page', { origin: 'https://evil.example' }],
    ['when it is for another site', { site: 'evil.example' }],
    ['when it says that it is somebody else’s', { userHandle: 'somebody-else' }],
    ['when it does not say whose it is', { userHandle: undefined }],
    ['when it is of no account', { id: Buffer.alloc(32).toString('base64url') }],
  ];

  test.each(LIES)('%s', async (_, told) => {
    expect(await refusedAt(told)).toContain(REFUSED);
    expect(await lastReason()).toMatch(/-passkey$/);
  });

  test('when it is not the one that it says it is', async () => {
    expect(await refusedAt({ id: device.id }, newDevice({ origin: story.world.url, accountId: story.anna.id }))).toContain(REFUSED);
    expect(await lastReason()).toBe('wrong-passkey');
  });

  test('when it has been taken away', async () => {
    await story.world.app.installation.store.ports.passkeys.remove(story.anna.id, device.id);
    expect(await refusedAt({})).toContain(REFUSED);
    expect(await lastReason()).toBe('unknown-passkey');
  });

  test('when its counter went back or stands still: there may be a copy of it', async () => {
    const first = await openSheet(story.app);
    expect(isIn(story.app, await usePasskey(story.app, first.visitor, first.page, device, { counter: 7 }))).toBe(true);
    for (const counter of [7, 6, 0]) {
      expect(await refusedAt({ counter })).toContain(REFUSED);
      expect(await lastReason()).toBe('copied-passkey');
    }
    const last = await openSheet(story.app);
    expect(isIn(story.app, await usePasskey(story.app, last.visitor, last.page, device, { counter: 8 }))).toBe(true);
  });

  test('when it suddenly can be on more devices', async () => {
    expect(await refusedAt({ multiDevice: true })).toContain(REFUSED);
    expect(await lastReason()).toBe('copied-passkey');
  });

  test.each(['suspended', 'closed'] as const)('when its account is %s', async (state) => {
    await changed(story.world, story.anna.id, { state });
    expect(await refusedAt({})).toContain(REFUSED);
    expect(await lastReason()).toBe(state);
  });

  test('at the portal of another organisation', async () => {
    await story.world.organisation('globex', { preferredLanguage: 'en', policy: { twoStep: 'optional' } });
    const visitor = new Visitor();
    const page = await visitor.open((await story.app.begin({ portal: 'globex' })).url);
    expect(wordsOf(await usePasskey(story.app, visitor, page, device))).toContain(REFUSED);
    expect(await lastReason()).toBe('foreign-passkey');
  });

  test('as the second step of somebody else', async () => {
    const { passkeys } = story.world.app.installation.store.ports;
    const piet = await story.world.person('acme', 'Piet');
    const [anna] = await passkeys.ofAccount(story.anna.id);
    if (!anna) throw new Error('no passkey');
    await passkeys.remove(story.anna.id, anna.id);
    await passkeys.insert({ ...anna, accountId: piet.id }, true);
    await passkeys.insert({ ...anna, id: 'another' }, true);
    for (const userHandle of [piet.id, story.anna.id, undefined]) {
      const { visitor, page } = await typePassword(story.app);
      expect(wordsOf(await usePasskey(story.app, visitor, page, device, { userHandle }))).toContain(REFUSED);
      expect(await lastReason()).toBe('foreign-passkey');
    }
  });

  test('when its answer is nonsense', async () => {
    for (const answer of ['', '{}', 'null', '[1]', '{"id":"AAAA","response":{"clientDataJSON":"AAAA"}}', 'x'.repeat(20_000)]) {
      const { visitor, page } = await openSheet(story.app);
      expect(wordsOf(await visitor.follow(await sendAnswer(visitor, page, answer)))).toContain(REFUSED);
    }
  });
});

describe('A challenge', () => {
  test('is answered once: the same answer again opens nothing, in this browser or any other', async () => {
    const { visitor, page } = await openSheet(story.app);
    const answer = device.use(askedPasskey(page)?.challenge ?? '');
    const twin = await visitor.cutOff();
    expect(isIn(story.app, await visitor.follow(await sendAnswer(visitor, page, answer), story.app.isCallback))).toBe(true);
    const again = await openSheet(story.app, twin, { prompt: 'login' });
    expect(wordsOf(await twin.follow(await sendAnswer(twin, again.page, answer)))).toContain(OLD);
  });

  test('of another browser, another sign-in or another step opens nothing', async () => {
    const [mine, other] = [await openSheet(story.app), await openSheet(story.app)];
    const second = await typePassword(story.app);
    const later = await openSheet(story.app, mine.visitor, { prompt: 'login' });
    for (const asked of [other.page, second.page, mine.page]) {
      const answer = device.use(askedPasskey(asked)?.challenge ?? '');
      expect(wordsOf(await mine.visitor.follow(await sendAnswer(mine.visitor, later.page, answer)))).toContain(OLD);
    }
  });

  test('is taken for five minutes, and the same page has a new one afterwards', async () => {
    const { visitor, page } = await openSheet(story.app);
    story.world.clock.forward(minutes(5));
    const late = await usePasskey(story.app, visitor, page, device);
    expect(wordsOf(late)).toContain(OLD);
    expect(isIn(story.app, await usePasskey(story.app, visitor, late, device))).toBe(true);
  });
});

test('security 1.8 a browser that sends nonsense is not listened to for a while, and nobody else is kept out', async () => {
  const { visitor, page } = await openSheet(story.app);
  const statuses = [];
  for (let at = 0; at < 21; at += 1) statuses.push((await sendAnswer(visitor, page, '{}')).status);
  expect(statuses).toEqual([...Array.from({ length: 20 }, () => 303), 429]);
  const other = await openSheet(story.app);
  expect(isIn(story.app, await usePasskey(story.app, other.visitor, other.page, device))).toBe(true);
  story.world.clock.forward(minutes(15));
  const sheet = await openSheet(story.app, visitor);
  expect(isIn(story.app, await usePasskey(story.app, visitor, sheet.page, device))).toBe(true);
});

test('security 2.4 so is a network, whatever browsers the nonsense comes from, and another network is not', async () => {
  const { world } = story;
  const { counters } = world.app.installation.store.ports;
  const from = (address: string, at: number) =>
    countPasskeyTry(counters, { browserId: `browser-${at}`, counted: { address, surroundings: `${address}/24` } }, world.clock.now());
  const kinds = [];
  for (let at = 0; at < 101; at += 1) kinds.push((await from('203.0.113.7', at)).kind);
  expect(kinds).toEqual([...Array.from({ length: 100 }, () => 'open'), 'wait']);
  expect((await from('198.51.100.7', 101)).kind).toBe('open');
});
