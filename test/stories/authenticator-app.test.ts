import { describe, expect, test } from '@jest/globals';
import { minutes } from '../../src/kernel/duration.ts';
import { codeAt, secretOn } from '../kit/authenticator.ts';
import { takeMail } from '../kit/mailbag.ts';
import { isIn, press, setPolicy, typePassword, useRenewal } from '../kit/renewal.ts';
import { APP_REQUIRED, atEnrolment, enrolled, HALF_A_MINUTE } from '../kit/second-step/app.ts';
import { typeCode, wayOf } from '../kit/second-step/halfway.ts';
import { type Answer, Visitor, wordsOf } from '../kit/visitor.ts';

const { story } = useRenewal();
const now = () => story().world.clock.now();
const app = () => story().app;
const audit = async () =>
  (await story().world.app.installation.store.ports.audit.list({ account: story().anna.id }, 50)).map((each) =>
    'method' in each ? `${each.event} ${each.method}` : each.event,
  );

describe('R14.1, R14.4 an authenticator app that is required is set up before anybody gets on', () => {
  test('the secret stays the same after a wrong code, its code lets Anna on, and she hears of it by mail', async () => {
    const { visitor, page, secret } = await atEnrolment(story().world, app());
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(page.url).not.toContain(secret);
    const wrong = await typeCode(app(), { visitor, page }, codeAt(secret, now(), 5));
    expect([wayOf(wrong), secretOn(wrong)]).toEqual(['enrol-totp', secret]);
    expect(wordsOf(wrong)).toContain('The code is not right.');
    expect(wordsOf(wrong)).not.toContain('Set the time on your phone');
    const again = await typeCode(app(), { visitor, page: wrong }, '123');
    expect(wordsOf(again)).toContain('You filled in 3 digits. The code has 6 digits.');
    const right = await typeCode(app(), { visitor, page: again }, ` ${codeAt(secret, now()).replace(/^.../, '$& ')} `);
    expect(wayOf(right)).toBe('recovery-codes');
    expect((await takeMail(story().world)).map(({ mail }) => mail)).toMatchObject([{ kind: 'two-step', change: 'on' }]);
    expect(await audit()).toContain('factor.added app');
  });

  test('it cannot be gone round by another address, another way or the application’s own', async () => {
    const { visitor, page } = await atEnrolment(story().world, app());
    const flow = page.url.slice(0, page.url.lastIndexOf('/'));
    for (const way of [
      '',
      '/password',
      '/new-password',
      '/totp',
      '/recovery-code',
      '/recovery-codes',
      '/recovery-codes/codes.txt',
      '/consent',
    ])
      expect(wayOf(await visitor.open(flow + way))).toBe('enrol-totp');
    const { answer } = { answer: await visitor.open((await app().begin({ portal: 'acme', prompt: 'none' })).url, app().isCallback) };
    expect(new URL(answer.url).searchParams.get('error')).toBe('login_required');
    expect(isIn(app(), await press(app(), { visitor, page }, 'later'))).toBe(false);
  });

  test('security 2.3 two sign-ins at once are shown two secrets, and after one was set up the other begins anew and asks for its code', async () => {
    const mine = await atEnrolment(story().world, app());
    const theirs = await typePassword(app());
    const other = secretOn(theirs.page);
    expect(other).not.toBe(mine.secret);
    expect(wayOf(await typeCode(app(), theirs, codeAt(mine.secret, now())))).toBe('enrol-totp');
    expect(wayOf(await typeCode(app(), mine, codeAt(mine.secret, now())))).toBe('recovery-codes');
    expect(wayOf(await typeCode(app(), theirs, codeAt(other, now())))).toBe('password');
    const { page: late } = await typePassword(app(), theirs.visitor);
    expect(wayOf(late)).toBe('totp');
    expect(wordsOf(await typeCode(app(), { ...theirs, page: late }, codeAt(other, now())))).toContain('The code is not right.');
  });

  test('security 2.3 after ten minutes it begins anew with another secret, and the page says so', async () => {
    const { visitor, page, secret } = await atEnrolment(story().world, app());
    story().world.clock.forward(minutes(10));
    const over = await typeCode(app(), { visitor, page }, codeAt(secret, now()));
    expect(wordsOf(over)).toContain('This took more than ten minutes. Scan the new QR code');
    expect(secretOn(over)).not.toBe(secret);
  });

  test('where there is time left one may go on without, and contact persons never', async () => {
    const { world } = story();
    await setPolicy(world, { ...APP_REQUIRED, twoStepGraceSignIns: 3 });
    const anna = await typePassword(app());
    expect(isIn(app(), await press(app(), anna, 'later'))).toBe(true);
    await world.person('acme', 'Carla', { role: 'contact' });
    const visitor = new Visitor();
    const sheet = await visitor.open((await app().begin({ portal: 'acme' })).url);
    const page = await visitor.submit(sheet, { username: 'Carla', password: 'vier paarden in de wei' });
    expect([wayOf(page), page.text.includes('value="later"')]).toEqual(['enrol-totp', false]);
    expect(wayOf(await press(app(), { visitor, page }, 'later'))).toBe('enrol-totp');
  });
});

describe('R14.4 a code of the app is asked from then on', () => {
  test('the step that set it up counts as used; the next code lets Anna in, and never twice', async () => {
    const { world } = story();
    const { secret } = await enrolled(world, app());
    const { visitor, page } = await typePassword(app());
    expect(wayOf(page)).toBe('totp');
    const used = await typeCode(app(), { visitor, page }, codeAt(secret, now(), -1));
    expect(wordsOf(used)).toContain('This code has been used. Wait until your app shows a new code.');
    expect(isIn(app(), await typeCode(app(), { visitor, page: used }, codeAt(secret, now())))).toBe(true);
    const second = await typePassword(app());
    expect(wordsOf(await typeCode(app(), second, codeAt(secret, now())))).toContain('This code has been used.');
  });

  test('one step either way is taken and two are not; the second miss speaks of the clock', async () => {
    const { world } = story();
    const { secret } = await enrolled(world, app());
    world.clock.forward(10 * HALF_A_MINUTE);
    const { visitor, page } = await typePassword(app());
    const early = await typeCode(app(), { visitor, page }, codeAt(secret, now(), 2));
    expect(wordsOf(early)).not.toContain('automatic');
    const late = await typeCode(app(), { visitor, page: early }, codeAt(secret, now(), -2));
    expect(wordsOf(late)).toContain('Does it keep failing? Set the time on your phone to automatic.');
    expect(isIn(app(), await typeCode(app(), { visitor, page: late }, codeAt(secret, now(), 1)))).toBe(true);
    expect(await audit()).toEqual(expect.arrayContaining(['code.wrong app', 'code.right app']));
  });

  test('security 1.13 of 20 sign-ins that send the same code at once one gets in', async () => {
    const { world } = story();
    const { secret } = await enrolled(world, app());
    const each = await Promise.all(Array.from({ length: 9 }, () => typePassword(app())));
    const tabs = Array.from({ length: 20 }, (_, at) => each[at % each.length]);
    const answers = await Promise.all(tabs.flatMap((tab) => (tab ? [typeCode(app(), tab, codeAt(secret, now()))] : [])));
    const inside = tabs.filter((_tab, at) => isIn(app(), answers[at] as Answer));
    // Of the one that does, both presses come to the application (docs/decisions/0009).
    expect(new Set(inside).size).toBe(1);
    expect((await audit()).filter((event) => event === 'code.right app')).toHaveLength(1);
  });

  test('settled 21 after ten misses nothing is looked at for an hour, not even the right code', async () => {
    const { world } = story();
    const { secret } = await enrolled(world, app());
    let { visitor, page } = await typePassword(app());
    for (let miss = 0; miss < 10; miss += 1) page = await typeCode(app(), { visitor, page }, codeAt(secret, now(), 20 + miss));
    const blocked = await typeCode(app(), { visitor, page }, codeAt(secret, now()));
    expect(wordsOf(blocked)).toContain('Too many wrong codes. Wait 60 minutes.');
    world.clock.forward(minutes(60));
    ({ visitor, page } = await typePassword(app()));
    expect(isIn(app(), await typeCode(app(), { visitor, page }, codeAt(secret, now())))).toBe(true);
  });

  test('no secret and no code stands in a line of the log', async () => {
    const { world } = story();
    const { secret, codes } = await enrolled(world, app());
    const { visitor, page } = await typePassword(app());
    await typeCode(app(), { visitor, page }, codeAt(secret, now()));
    const log = world.log.join('\n');
    expect(codes).toHaveLength(10);
    for (const each of [secret, codeAt(secret, now()), ...codes]) expect(log).not.toContain(each);
  });
});
