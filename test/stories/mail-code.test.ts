import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { minutes, seconds } from '../../src/kernel/duration.ts';
import { takeMail, takeOne } from '../kit/mailbag.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { halfway, typeCode } from '../kit/second-step/halfway.ts';
import { askAgain, problemsOn, signInCodeIn, wrongOf } from '../kit/second-step/mailed.ts';
import { Visitor, wordsOf } from '../kit/visitor.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';

let world: World;
let app: RelyingParty;

beforeAll(async () => {
  world = await openWorld();
  await world.organisation('acme', { preferredLanguage: 'en', policy: { twoStep: 'required', twoStepMethods: ['mail'] } });
  await world.person('acme', 'anna', { email: 'anna@example.nl' });
  await world.person('acme', 'bert', { email: 'bert@example.nl' });
  await world.person('acme', 'carla', { email: undefined });
  app = await world.relyingParty('exam');
});

afterAll(() => world.close());

beforeEach(async () => {
  world.clock.forward(minutes(200));
  await takeMail(world);
  await world.forgetMisses();
});

const atCode = (username = 'anna', visitor?: Visitor) => halfway(app, username, {}, visitor);

describe('A code that was mailed', () => {
  test('R14.2 signs in; the application hears of two factors, the second from a mailbox', async () => {
    const { visitor, page, begun } = await atCode();
    expect(page.url).toMatch(/\/acme\/sign-in\/[\w-]+\/mail-code$/);
    const code = await signInCodeIn(world);
    expect(code).toMatch(/^[A-HJ-NP-Z]{2}-\d{6}$/);
    expect(wordsOf(page)).toContain(`We have sent a code to a•••@example.nl. The code starts with ${code.slice(0, 2)}`);
    expect(page.text).not.toContain(code.slice(3));
    expect(page.text).not.toContain('anna@example.nl');
    const done = await typeCode(app, { visitor, page }, code);
    expect(app.isCallback(done.url)).toBe(true);
    const claims = (await app.exchange(done.url, begun)).claims();
    expect(claims).toMatchObject({ acr: 'urn:voordeur:acr:2-mail', amr: ['pwd', 'otp', 'mfa'] });
  });

  test('R14.2 is mailed once, however often the page is loaded, the password sent again, or both at once', async () => {
    const visitor = new Visitor();
    const begun = await app.begin({ portal: 'acme' });
    const first = await visitor.open(begun.url);
    const typed = { username: 'anna', password: PASSWORD };
    const pages = await Promise.all([1, 2, 3].map(() => visitor.submit(first, typed)));
    for (let load = 0; load < 4; load += 1) await visitor.open(String(pages[0]?.url));
    world.clock.forward(minutes(5));
    await visitor.submit(first, typed);
    expect((await takeMail(world)).map(({ mail }) => mail.kind)).toEqual(['sign-in-code']);
  });

  test('R14.3 works once: the same code in a second tab of the same sign-in gives nothing', async () => {
    const { visitor, page, begun } = await atCode();
    const code = await signInCodeIn(world);
    const cutOff = await visitor.cutOff();
    const done = await typeCode(app, { visitor, page }, code);
    expect(app.isCallback(done.url)).toBe(true);
    await app.exchange(done.url, begun);
    const again = await cutOff.post(page, { code });
    expect(again.headers.get('location') ?? '').not.toMatch(/code=/);
  });

  test('R14.3 of one sign-in opens no other, of the same person or of another', async () => {
    const one = await atCode('anna');
    const code = await signInCodeIn(world);
    for (const username of ['anna', 'bert']) {
      const other = await atCode(username);
      const own = await signInCodeIn(world);
      const answer = await typeCode(app, other, code);
      expect(app.isCallback(answer.url)).toBe(false);
      const digitsAlone = await typeCode(app, other, code.slice(3));
      expect(app.isCallback(digitsAlone.url)).toBe(false);
      expect(problemsOn(digitsAlone)).toBe('The code is not right. Check the code and try again.');
      expect(app.isCallback((await typeCode(app, other, own)).url)).toBe(true);
    }
    expect(app.isCallback((await typeCode(app, one, code)).url)).toBe(true);
  });

  test('security.md 1.3 is of no use in another browser', async () => {
    const { page } = await atCode();
    const code = await signInCodeIn(world);
    const stranger = new Visitor();
    const seen = await stranger.open(page.url);
    expect(seen.url).not.toContain('mail-code');
    expect(app.isCallback((await stranger.submit(seen, { code }, app.isCallback)).url)).toBe(false);
  });

  test('R14.3 works for an hour from hand-over, however late that is, and the sign-in lasts as long', async () => {
    const { visitor, page } = await atCode();
    world.clock.hold();
    world.clock.forward(minutes(15));
    const code = await signInCodeIn(world);
    world.clock.forward(minutes(60) - seconds(1));
    expect(wordsOf(await visitor.open(page.url))).toContain('Fill in your verification code');
    const done = await typeCode(app, { visitor, page }, code);
    expect(app.isCallback(done.url)).toBe(true);
  });

  test('R14.3 is too old a moment later, and a new one helps', async () => {
    const half = await atCode();
    const code = await signInCodeIn(world);
    world.clock.forward(minutes(60) + seconds(1));
    const late = await typeCode(app, half, code);
    expect(problemsOn(late)).toBe('This code is too old. Send a new code.');
    const fresh = await askAgain(half, late);
    expect(app.isCallback((await typeCode(app, { ...half, page: fresh }, await signInCodeIn(world))).url)).toBe(true);
  });

  test('R14.3 has five tries; then a new one must be sent', async () => {
    const half = await atCode();
    const code = await signInCodeIn(world);
    const said = [];
    for (let miss = 1; miss <= 5; miss += 1) said.push(problemsOn(await typeCode(app, half, wrongOf(code, miss))));
    expect(said.slice(0, 4)).toEqual(Array(4).fill('The code is not right. Check the code and try again.'));
    expect(said[4]).toBe('Too many wrong codes. Send a new code.');
    const right = await typeCode(app, half, code);
    expect(problemsOn(right)).toBe('Too many wrong codes. Send a new code.');
    world.clock.forward(seconds(30));
    const fresh = await askAgain(half, right);
    expect(app.isCallback((await typeCode(app, { ...half, page: fresh }, await signInCodeIn(world))).url)).toBe(true);
  });

  test('settled.md 21: after ten in an hour, whatever was re-sent, nothing is looked at any more, and the page says for how long', async () => {
    const half = await atCode();
    for (let sent = 1; sent <= 2; sent += 1) {
      const code = await signInCodeIn(world);
      for (let miss = 1; miss <= 5; miss += 1) await typeCode(app, half, wrongOf(code, miss));
      world.clock.forward(minutes(2));
      if (sent === 2) await takeOne(world, 'codes-guessed');
      await askAgain(half, half.page);
    }
    const code = await signInCodeIn(world);
    expect(problemsOn(await typeCode(app, half, code))).toMatch(/^Too many wrong codes\. Wait 5\d minutes\.$/);
    const elsewhere = await atCode();
    const other = await signInCodeIn(world);
    expect(problemsOn(await typeCode(app, elsewhere, other))).toMatch(/^Too many wrong codes\. Wait 5\d minutes\.$/);
    world.clock.forward(minutes(58) + seconds(5));
    expect(app.isCallback((await typeCode(app, elsewhere, other)).url)).toBe(true);
    expect(app.isCallback((await typeCode(app, half, code)).url)).toBe(true);
  });

  test('R14.2 what cannot be a code is said, and costs no try', async () => {
    const half = await atCode();
    const code = await signInCodeIn(world);
    const said = async (typed: string) => problemsOn(await typeCode(app, half, typed));
    expect(await said(' ')).toBe('Fill in the code.');
    expect(await said('12345')).toBe('You filled in 5 digits. The code has 6 digits.');
    expect(await said('1')).toBe('You filled in 1 digit. The code has 6 digits.');
    expect(await said(`II${code.slice(2)}`)).toBe(`This code is from another e-mail. Use the code that starts with ${code.slice(0, 2)}.`);
    for (let more = 0; more < 20; more += 1) await said('1234567');
    expect(app.isCallback((await typeCode(app, half, `Your code is ${code}.`)).url)).toBe(true);
  });

  test('who has no address cannot be mailed to, and gets no further', async () => {
    const begun = await app.begin({ portal: 'acme' });
    const visitor = new Visitor();
    const first = await visitor.open(begun.url);
    const after = await visitor.submit(first, { username: 'carla', password: PASSWORD }, app.isCallback);
    expect(app.isCallback(after.url)).toBe(false);
    expect(await takeMail(world)).toEqual([]);
  });
});

test('security.md 1.39 no code, no digits of one and no whole address come into the log', async () => {
  const half = await atCode();
  const code = await signInCodeIn(world);
  await typeCode(app, half, wrongOf(code));
  await typeCode(app, half, code);
  const logged = world.log.join('\n');
  for (const secret of [code, code.slice(3), wrongOf(code).slice(3), 'anna@example.nl']) expect(logged).not.toContain(secret);
  expect(logged).toContain('mail-code');
});
