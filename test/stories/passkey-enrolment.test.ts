import { afterEach, expect, test } from '@jest/globals';
import { parse } from 'node-html-parser';
import { newDevice } from '../kit/authenticator-device.ts';
import { takeOne } from '../kit/mailbag.ts';
import {
  addOwnPasskey,
  askedPasskey,
  makePasskey,
  openPasskeyStory,
  openSheet,
  type PasskeyStory,
  sendAnswer,
  usePasskey,
} from '../kit/passkeys.ts';
import { isIn, typePassword } from '../kit/renewal.ts';
import { type Answer, Visitor, wordsOf } from '../kit/visitor.ts';
import { PASSWORD } from '../kit/world.ts';

let story: PasskeyStory;

afterEach(() => story.world.close());

const wayOf = ({ url }: Answer) => new URL(url).pathname.split('/').at(-1);
const newOne = () => newDevice({ origin: story.world.url, accountId: story.anna.id });
const linkTo = (page: Answer, way: string) => {
  const href = parse(page.text).querySelector(`a[href$="/${way}"]`)?.getAttribute('href');
  return href === undefined ? undefined : new URL(href, page.url).href;
};

test('R14.1 where a passkey must be, it is made before anything is issued, and proves the second step', async () => {
  story = await openPasskeyStory({ twoStep: 'required', twoStepMethods: ['passkey'] });
  const sheet = await openSheet(story.app);
  const page = await sheet.visitor.submit(sheet.page, { username: 'Anna', password: PASSWORD }, story.app.isCallback);
  expect(wayOf(page)).toBe('enrol-passkey');
  expect(askedPasskey(page)).toMatchObject({ site: 'localhost', owner: story.anna.id, known: [] });
  const device = newOne();
  const answer = await makePasskey(story.app, sheet.visitor, page, device);
  expect(wayOf(answer)).toBe('recovery-codes');
  expect(isIn(story.app, await sheet.visitor.submit(answer, { saved: 'yes' }, story.app.isCallback))).toBe(true);
  expect(await takeOne(story.world, 'two-step')).toMatchObject({ mail: { change: 'on' } });
  const again = await openSheet(story.app);
  expect(isIn(story.app, await usePasskey(story.app, again.visitor, again.page, device))).toBe(true);
});

test('R14.1 where an app will do as well, each page leads to the other, and who may wait can', async () => {
  story = await openPasskeyStory({ twoStep: 'required', twoStepMethods: ['app', 'passkey'], twoStepGraceSignIns: 1 });
  const { visitor, page } = await typePassword(story.app);
  expect(wayOf(page)).toBe('enrol-totp');
  const other = await visitor.open(linkTo(page, 'enrol-passkey') ?? '');
  expect([wayOf(other), askedPasskey(other) !== undefined]).toEqual(['enrol-passkey', true]);
  expect(wayOf(await visitor.open(linkTo(other, 'enrol-totp') ?? ''))).toBe('enrol-totp');
  expect(isIn(story.app, await visitor.submit(other, { do: 'later' }, story.app.isCallback))).toBe(true);
});

test('a passkey is not taken whose owner was not verified, that was made elsewhere, or too late', async () => {
  story = await openPasskeyStory({ twoStep: 'required', twoStepMethods: ['passkey'] });
  const { visitor, page } = await typePassword(story.app);
  for (const told of [{ isVerified: false }, { origin: 'https://evil.example' }, { site: 'evil.example' }]) {
    const refused = await makePasskey(story.app, visitor, await visitor.open(page.url), newOne(), told);
    expect(wordsOf(refused)).toContain('This passkey cannot be used here.');
  }
  const late = await visitor.open(page.url);
  story.world.clock.forward(5 * 60_000);
  expect(wordsOf(await makePasskey(story.app, visitor, late, newOne()))).toContain('That took too long.');
  expect(await story.world.app.installation.store.ports.passkeys.ofAccount(story.anna.id)).toEqual([]);
});

test('security 1.3 a challenge for one sign-in makes no passkey in another, nor does one that was answered', async () => {
  story = await openPasskeyStory({ twoStep: 'required', twoStepMethods: ['passkey'] });
  const [mine, other] = [await typePassword(story.app), await typePassword(story.app, new Visitor())];
  const answer = newOne().make(askedPasskey(other.page)?.challenge ?? '');
  expect(wordsOf(await mine.visitor.follow(await sendAnswer(mine.visitor, mine.page, answer)))).toContain('That took too long.');
  const wrong = newOne().make(askedPasskey(mine.page)?.challenge ?? '', { isVerified: false });
  await sendAnswer(mine.visitor, mine.page, wrong);
  const right = newOne().make(askedPasskey(mine.page)?.challenge ?? '');
  expect(wordsOf(await mine.visitor.follow(await sendAnswer(mine.visitor, mine.page, right)))).toContain('That took too long.');
});

test('R14.1 of two who set one up at once in two browsers, one is first, and the other begins anew and is asked for it', async () => {
  story = await openPasskeyStory({ twoStep: 'required', twoStepMethods: ['passkey'] });
  const [mine, other] = [await typePassword(story.app), await typePassword(story.app, new Visitor())];
  await makePasskey(story.app, mine.visitor, mine.page, newOne());
  expect(wayOf(await makePasskey(story.app, other.visitor, other.page, newOne()))).toBe('password');
  expect(wayOf((await typePassword(story.app, other.visitor)).page)).toBe('passkey');
  expect(await story.world.app.installation.store.ports.passkeys.ofAccount(story.anna.id)).toHaveLength(1);
});

test('the account’s page takes a name, says what is wrong with it, and knows the eleventh passkey', async () => {
  story = await openPasskeyStory();
  const { device, visitor } = await addOwnPasskey(story);
  const { passkeys } = story.world.app.installation.store.ports;
  expect(await passkeys.ofAccount(story.anna.id)).toMatchObject([{ id: device.id, name: 'Laptop' }]);
  const place = `${story.world.url}/acme/account/passkeys/add`;
  const page = await visitor.open(place);
  const sent = await sendAnswer(visitor, page, newOne().make(askedPasskey(page)?.challenge ?? ''), { name: 'x'.repeat(41) });
  const long = await visitor.follow(sent);
  expect(wordsOf(long)).toContain('This name is too long. Use at most 40 characters.');
  const [first] = await passkeys.ofAccount(story.anna.id);
  if (!first) throw new Error('no passkey');
  for (let at = 1; at < 10; at += 1) await passkeys.insert({ ...first, id: `other${at}` }, false);
  const full = await visitor.follow(await sendAnswer(visitor, page, newOne().make(askedPasskey(page)?.challenge ?? '')));
  expect(wordsOf(full)).toContain('You have ten passkeys already');
});

test('R14.1 where there is no two-step verification nobody adds a passkey to begin with', async () => {
  story = await openPasskeyStory({});
  const { visitor } = await typePassword(story.app);
  const answer = await visitor.send(`${story.world.url}/acme/account/passkeys/add`);
  expect([answer.status, answer.headers.get('location')]).toEqual([303, '/acme/account/two-step']);
});
