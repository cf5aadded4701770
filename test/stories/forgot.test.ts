import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { refreshTokenGrant } from 'openid-client';
import { hours, minutes } from '../../src/kernel/duration.ts';
import { linkIn, linksByName, takeMail, takeOne } from '../kit/mailbag.ts';
import { askFor, CHOSEN, changed, chooseAt, openRecovery, pageAt, type RecoveryStory } from '../kit/recovery.ts';
import { attempt, signIn } from '../kit/sign-in.ts';
import { type Answer, Visitor, wordsOf } from '../kit/visitor.ts';
import { PASSWORD } from '../kit/world.ts';

let story: RecoveryStory;

beforeEach(async () => {
  story = await openRecovery();
});
afterEach(() => story.world.close());

const forgot = (username: string, visitor?: Visitor) => askFor(story.world, 'forgot-password', { username }, visitor);
const signsIn = async (username: string, password: string) => (await attempt(story.app, 'acme', { username, password })).isIn;

test('R4.1 who forgot a password gets a link by user name, chooses another, and is told by mail (R4.5)', async () => {
  const { world } = story;
  const { page } = await forgot('Bert');
  expect(pageAt(page)).toBe('forgot-password/sent');
  const letter = await takeOne(world, 'password-reset');
  expect(letter.to).toBe('bert@people.example');
  const { page: done } = await chooseAt(linkIn(letter).address);
  expect(pageAt(done)).toBe('reset/*/done');
  expect([await signsIn('Bert', PASSWORD), await signsIn('Bert', CHOSEN)]).toEqual([false, true]);
  const notice = await takeOne(world, 'password-changed');
  expect(notice.to).toBe('bert@people.example');
  expect(JSON.stringify(notice)).not.toContain(CHOSEN);
});

test('settled 38 a reset ends the other sessions and refresh tokens', async () => {
  const { world, app } = story;
  const { visitor, begun, callback } = await signIn(app, 'Bert', { portal: 'acme' });
  const tokens = await app.exchange(callback, begun);
  await forgot('Bert');
  await chooseAt(linkIn(await takeOne(world, 'password-reset')).address);
  await expect(refreshTokenGrant(app.config, String(tokens.refresh_token))).rejects.toMatchObject({ error: 'invalid_grant' });
  const silent = await visitor.open((await app.begin({ portal: 'acme', prompt: 'none' })).url, app.isCallback);
  expect(new URL(silent.url).searchParams.get('error')).toBe('login_required');
});

test('R4.2 the page after it names sender, subjects, validity and whom to ask, and what was typed', async () => {
  const { page } = await forgot('  Be\u200brt ');
  const words = wordsOf(page);
  for (const told of [
    'Does Bert belong',
    'acme BV via Voordeur',
    'inloggen@voordeur.example',
    'Make a new password for acme BV',
    '1 hour',
    'Carla',
  ])
    expect(words).toContain(told);
  expect(page.url).not.toContain('Bert');
});

test('R4.1, settled 33 who types an address reads of that, and who types nothing what can be typed', async () => {
  const { page, visitor } = await forgot('nobody@people.example');
  const words = wordsOf(page);
  for (const told of ['the address that belongs to the account', 'Check the address above']) expect(words).toContain(told);
  expect(words).not.toContain('username above');
  const form = await visitor.open(page.url.replace(/\/sent$/, ''));
  expect(wordsOf(await visitor.submit(form, { username: '' }))).toContain('Fill in your username or e-mail address.');
});

test('R4.4, settled 35 who has not activated gets the activation mail; who is closed that, once a day; a stranger nothing', async () => {
  const { world, people } = story;
  await forgot('Anna');
  expect(linkIn(await takeOne(world, 'activation')).address).toContain('/acme/activate/');
  await changed(world, people.Bert, { state: 'closed' });
  await forgot('Bert');
  expect((await takeOne(world, 'account-closed')).to).toBe('bert@people.example');
  await forgot('Bert');
  await forgot('Nobody');
  await forgot('nobody@people.example');
  expect(await takeMail(world)).toEqual([]);
});

test.each([
  ['names', ['Bert', 'Anna', 'Dirk', 'Nils']],
  ['addresses', ['bert@people.example', 'anna@people.example', 'dirk@people.example', 'nils@people.example']],
])('security 1.4 the answer is the same for known, unknown, suspended and not activated %s, but for what was typed', async (_what, all) => {
  const { world, people } = story;
  const suspended = await world.person('acme', 'Dirk', { email: 'dirk@people.example' });
  await changed(world, suspended.id, { state: 'suspended' });
  expect(people.Anna).toBeDefined();
  const answers = await Promise.all(all.map((typed) => answerTo(typed)));
  expect(new Set(answers)).toEqual(new Set([answers[0]]));
});

/** Status, headers and text of the answer and of the page after it, with the name put out of it. */
async function answerTo(typed: string): Promise<string> {
  const { visitor, page } = await forgot(typed);
  const again = await visitor.send(page.url);
  const told = ({ status, headers, text }: Answer) =>
    [
      status,
      ...[...headers].filter(([name]) => !['date', 'set-cookie', 'content-length', 'etag'].includes(name)).map((each) => each.join(': ')),
      text
        .replaceAll('<wbr>', '')
        .replaceAll(typed, 'NAME')
        .replace(/name="csrf" value="[^"]+"/g, '')
        // The time to wait runs.
        .replace(/data-seconds="\d+"|<time .*?<\/time>/g, ''),
    ].join('\n');
  return `${told(page)}\n${told(again)}`;
}

test('settled 33 an address with several accounts gets one mail with a link for each', async () => {
  const { world } = story;
  await world.person('acme', 'Bert.2', { email: 'bert@people.example' });
  await forgot('bert@PEOPLE.example');
  const links = linksByName(await takeOne(world, 'password-reset'));
  expect(Object.keys(links).sort()).toEqual(['Bert', 'Bert.2']);
  await chooseAt(links['Bert.2']?.address ?? '');
  expect([await signsIn('Bert.2', CHOSEN), await signsIn('Bert', PASSWORD)]).toEqual([true, true]);
});

test('settled 28 a newer link replaces the older one, whose page says so and when', async () => {
  const { world } = story;
  await forgot('Bert');
  const older = linkIn(await takeOne(world, 'password-reset'));
  await forgot('Bert');
  const newer = linkIn(await takeOne(world, 'password-reset'));
  const dead = await new Visitor().open(older.address);
  expect(pageAt(dead)).toBe('reset/*/dead');
  expect(wordsOf(dead)).toContain('You have received a newer e-mail at the same address.');
  expect(pageAt((await chooseAt(newer.address)).page)).toBe('reset/*/done');
  expect(wordsOf(await new Visitor().open(older.address))).toContain('This link has been used');
});

test('R4.3 the link works for an hour; security 1.16 a password changed or an address corrected meanwhile ends it', async () => {
  const { world, people } = story;
  const dead = async () => {
    await forgot('Bert');
    return linkIn(await takeOne(world, 'password-reset'));
  };
  const expired = await dead();
  world.clock.forward(minutes(61));
  expect(wordsOf(await new Visitor().open(expired.address))).toContain('The link worked for 1 hour, until');
  const overtaken = await dead();
  await changed(world, people.Bert, { password: CHOSEN });
  await takeOne(world, 'password-changed');
  expect(wordsOf(await new Visitor().open(overtaken.address))).toContain('The password has been changed');
  const moved = await dead();
  await changed(world, people.Bert, { email: 'bert@elsewhere.example' });
  expect(wordsOf(await new Visitor().open(moved.address))).toContain('The account now has another e-mail address.');
});

test('settled 37 an account gets three mails an hour, and the page says the same to the fourth request', async () => {
  const { world } = story;
  const said = new Set<string>();
  for (let times = 0; times < 5; times += 1) said.add(wordsOf((await forgot('Bert')).page).replace(/\d\d:\d\d/, ''));
  expect(said.size).toBe(1);
  expect(await takeMail(world)).toHaveLength(3);
  world.clock.forward(hours(1) + minutes(1));
  await forgot('Bert');
  expect(await takeMail(world)).toHaveLength(1);
});

test('settled 16 without the extra check nothing is sent, and it says so to everybody', async () => {
  const { world } = story;
  const visitor = new Visitor();
  for (const username of ['Bert', 'Nobody']) {
    const form = await visitor.open(`${world.url}/acme/forgot-password`);
    for (const captcha of ['', 'wrong1']) expect((await visitor.submit(form, { username, captcha })).text).toContain('href="#captcha"');
  }
  expect(await takeMail(world)).toEqual([]);
});

test('R7.2 who cannot sign in before activation is offered the activation mail, as everybody else is', async () => {
  const { world, app } = story;
  const offered = async (username: string) =>
    (await attempt(app, 'acme', { username, password: PASSWORD })).answer.text.includes('href="/acme/activate"');
  expect([await offered('Anna'), await offered('Nobody')]).toEqual([true, true]);
  const { page } = await askFor(world, 'activate', { username: 'Anna' });
  expect([pageAt(page), wordsOf(page)]).toEqual(['activate/sent', expect.stringContaining('14 days')]);
  expect(pageAt((await chooseAt(linkIn(await takeOne(world, 'activation')).address)).page)).toBe('activate/*/done');
});
