import { describe, expect, test } from '@jest/globals';
import { setAccount } from '../../src/domain/administration/accounts.ts';
import { resetTwoStep } from '../../src/domain/administration/two-step.ts';
import { countCodeTry } from '../../src/domain/throttle/code-tries.ts';
import { hours, minutes } from '../../src/kernel/duration.ts';
import { codeAt } from '../kit/authenticator.ts';
import { linkIn, takeMail, takeOne } from '../kit/mailbag.ts';
import { askFor, CHOSEN, changed, chooseAt } from '../kit/recovery.ts';
import { isIn, NEXT, setPolicy, typePassword, useRenewal } from '../kit/renewal.ts';
import { enrolled } from '../kit/second-step/app.ts';
import { typeCode, wayOf } from '../kit/second-step/halfway.ts';
import { signInCodeIn, wrongOf } from '../kit/second-step/mailed.ts';
import { Visitor, wordsOf } from '../kit/visitor.ts';
import { PASSWORD } from '../kit/world.ts';

const { story } = useRenewal();
const app = () => story().app;
const now = () => story().world.clock.now();
const CLOSED = 'Too many wrong codes. No code works now until you have a new password.';

/** Somebody with the password has guessed a hundred codes in a row, as fast as that goes. */
async function aHundredGuesses() {
  const { world, anna } = story();
  const { counters } = world.app.installation.store.ports;
  for (let at = 0; at < 100; at += 1) {
    if (at >= 10) world.clock.forward(hours(1));
    expect((await countCodeTry(counters, anna.id, now())).kind).toBe('open');
  }
}

/** Anna types the code that her app shows, after this password. */
async function rightCode(secret: string, password?: string, visitor = new Visitor()) {
  const arrived = await typePassword(app(), visitor, password);
  return typeCode(app(), arrived, codeAt(secret, now()));
}

/** Anna makes a new password by mail. */
async function newPasswordByMail() {
  const { world } = story();
  await takeMail(world);
  await askFor(world, 'forgot-password', { username: 'Anna' });
  await chooseAt(linkIn(await takeOne(world, 'password-reset')).address);
}

describe('security 2.2, 2.4 after a hundred wrong codes in a row none is looked at any more', () => {
  test('not even the right one; a new password that is made by mail opens them, and the page leads there', async () => {
    const { secret } = await enrolled(story().world, app());
    await aHundredGuesses();
    story().world.clock.forward(hours(30));
    const visitor = new Visitor();
    const closed = await rightCode(secret, undefined, visitor);
    expect([wayOf(closed), wordsOf(closed).includes(CLOSED)]).toEqual(['totp', true]);
    // However often the page is loaded: it is no mistake that is said once.
    for (const again of [1, 2]) expect([again, wordsOf(await visitor.open(closed.url))]).toEqual([again, wordsOf(closed)]);
    expect(wordsOf(closed)).toContain('Then somebody knows your password.');
    expect(closed.text).toContain('<a href="/acme/forgot-password">Make a new password by e-mail</a>');
    await newPasswordByMail();
    expect(isIn(app(), await rightCode(secret, CHOSEN))).toBe(true);
  });

  test('settled 21 such a mail brings nobody more than ten guesses an hour', async () => {
    const { world } = story();
    const { secret } = await enrolled(world, app());
    await aHundredGuesses();
    await newPasswordByMail();
    const early = await rightCode(secret, CHOSEN);
    expect(wordsOf(early)).toContain('Too many wrong codes. Wait 60 minutes.');
    world.clock.forward(minutes(60));
    expect(isIn(app(), await rightCode(secret, CHOSEN))).toBe(true);
  });

  test('so does one that is chosen by who is signed in already', async () => {
    const { world } = story();
    const { secret, visitor } = await enrolled(world, app());
    const form = await visitor.open(`${world.url}/acme/account/password`);
    const { counters } = world.app.installation.store.ports;
    for (let at = 0; at < 100; at += 1) await countCodeTry(counters, story().anna.id, now() - hours(100 - at));
    expect((await countCodeTry(counters, story().anna.id, now())).kind).toBe('closed');
    await visitor.submit(form, { 'current-password': PASSWORD, 'new-password': NEXT, 'new-password-again': NEXT });
    world.clock.forward(minutes(60));
    expect(isIn(app(), await rightCode(secret, NEXT))).toBe(true);
  });

  test('so does a password that the operator sets', async () => {
    const { world, anna } = story();
    const { secret } = await enrolled(world, app());
    await aHundredGuesses();
    const outcome = await setAccount(world.app.installation.acting, anna.id, { password: NEXT });
    expect(outcome.done).toBe(true);
    world.clock.forward(minutes(60));
    expect(isIn(app(), await rightCode(secret, NEXT))).toBe(true);
  });

  test('what an operator changes otherwise opens nothing: the password that somebody knows is the same', async () => {
    const { world, anna } = story();
    const { secret } = await enrolled(world, app());
    await aHundredGuesses();
    await changed(world, anna.id, { email: 'anna@other.example' });
    for (const state of ['suspended', 'active'] as const) await changed(world, anna.id, { state });
    world.clock.forward(minutes(60));
    expect(wordsOf(await rightCode(secret))).toContain(CLOSED);
    await changed(world, anna.id, { mustChangePassword: true });
    expect(wordsOf(await rightCode(secret))).toContain(CLOSED);
  });

  test('so does the operator who takes the second step away; who has no address is told whom to ask', async () => {
    const { world, anna } = story();
    const { secret } = await enrolled(world, app());
    await changed(world, anna.id, { email: '' });
    await aHundredGuesses();
    const closed = wordsOf(await rightCode(secret));
    expect(closed).toContain(CLOSED);
    expect(closed).toContain('Ask Carla, carla@acme.example for a new password.');
    expect(closed).not.toContain('Make a new password by e-mail');
    expect((await resetTwoStep(world.app.installation.acting, anna.id)).done).toBe(true);
    const { counters } = world.app.installation.store.ports;
    expect(await countCodeTry(counters, anna.id, now())).toEqual({ kind: 'open', tries: 1 });
  });
});

describe('security 2.4 the owner hears that codes are guessed by somebody who has the password', () => {
  const kinds = async () => (await takeMail(story().world)).map(({ mail }) => mail.kind);

  test('with the tenth wrong code of an app, and once a day', async () => {
    const { world, anna } = story();
    const { secret } = await enrolled(world, app());
    await takeMail(world);
    const miss = async () => typeCode(app(), await typePassword(app()), codeAt(secret, now(), 7));
    for (let at = 1; at <= 9; at += 1) await miss();
    expect(await kinds()).toEqual([]);
    await miss();
    const letter = await takeOne(world, 'codes-guessed');
    expect([letter.to, letter.account]).toEqual(['anna@example.nl', anna.id]);
    for (let hour = 1; hour <= 3; hour += 1) {
      world.clock.forward(minutes(61));
      await miss();
    }
    expect(await kinds()).toEqual([]);
    world.clock.forward(hours(24));
    for (let at = 1; at <= 10; at += 1) await miss();
    expect(await kinds()).toEqual(['codes-guessed']);
  });

  test('of whichever way they are: recovery codes count among them', async () => {
    const { world } = story();
    const { secret } = await enrolled(world, app());
    await takeMail(world);
    for (let at = 1; at <= 9; at += 1) await typeCode(app(), await typePassword(app()), codeAt(secret, now(), 7));
    const { visitor, page } = await typePassword(app());
    const recovery = await visitor.open(page.url.replace(/totp$/, 'recovery-code'));
    await typeCode(app(), { visitor, page: recovery }, '7F3K-9QXM-2TWA-HN6P');
    expect(await kinds()).toEqual(['codes-guessed']);
  });

  test('the history of the account has each of them', async () => {
    const { secret } = await enrolled(story().world, app());
    for (let at = 1; at <= 3; at += 1) await typeCode(app(), await typePassword(app()), codeAt(secret, now(), 7));
    const { visitor, page } = await typePassword(app());
    await typeCode(app(), { visitor, page }, codeAt(secret, now()));
    const history = wordsOf(await visitor.open(`${story().world.url}/acme/account/history`));
    expect(history.split('A wrong verification code was filled in, after the right password')).toHaveLength(4);
  });

  test('and of mailed ones', async () => {
    const { world, anna } = story();
    await changed(world, anna.id, { email: 'anna@example.nl' });
    await setPolicy(world, { twoStep: 'required', twoStepMethods: ['mail'] });
    for (let round = 1; round <= 2; round += 1) {
      const { visitor, page } = await typePassword(app());
      const code = await signInCodeIn(world);
      for (let by = 1; by <= 5; by += 1) await typeCode(app(), { visitor, page }, wrongOf(code, by));
      if (round === 1) expect(await kinds()).toEqual([]);
    }
    expect(await kinds()).toEqual(['codes-guessed']);
  });
});
