import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { hours, minutes, seconds } from '../../src/kernel/duration.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { setPolicy } from '../kit/renewal.ts';
import { setUpApp } from '../kit/second-step/app.ts';
import { ask, halfway, told, wayOf } from '../kit/second-step/halfway.ts';
import { byMail, signInByMail } from '../kit/second-step/mailed.ts';
import { signIn } from '../kit/sign-in.ts';
import { formOf, Visitor } from '../kit/visitor.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';

const [ONE, MAIL, STRONG] = ['urn:voordeur:acr:1', 'urn:voordeur:acr:2-mail', 'urn:voordeur:acr:2'];

let world: World;
let app: RelyingParty;

beforeEach(async () => {
  world = await openWorld();
  await world.organisation('acme', { preferredLanguage: 'en', policy: { twoStepMethods: ['mail'] } });
  for (const username of ['Anna', 'Bram']) await world.person('acme', username, { email: `${username}@people.example` });
  app = await world.relyingParty('exam');
});
afterEach(() => world.close());

const claim = (acr: object) => ({ claims: JSON.stringify({ id_token: { acr } }) });
const sessionCookies = async (visitor: Visitor) =>
  Object.entries(await visitor.cookies(world.url)).filter(([name]) => /^voordeur_session_[0-9a-f]+$/.test(name));

test('settled 71: a live session of one step is asked for the missing one alone, and then says what really happened', async () => {
  const first = await signIn(app, 'Anna', { portal: 'acme' });
  const before = await told(app, first);
  expect(before).toMatchObject({ acr: ONE, amr: ['pwd'] });
  const cookies = await sessionCookies(first.visitor);
  world.clock.forward(minutes(5));
  const asked = await ask(app, first.visitor, { acr_values: `urn:other:loa ${MAIL}` });
  expect(asked.way).toBe('mail-code');
  const end = await byMail(world, app, asked);
  const after = await told(app, { callback: end.url, begun: asked.begun });
  expect(after).toMatchObject({ acr: MAIL, amr: ['pwd', 'otp', 'mfa'], sub: before.sub });
  expect(after.authTime).toBeGreaterThanOrEqual(before.authTime + 300);
  // security 1.22: another id at the rise, and the old one opens nothing.
  const now = await sessionCookies(first.visitor);
  expect(now.map(([name]) => name)).toEqual(cookies.map(([name]) => name));
  expect(now[0]?.[1]).not.toBe(cookies[0]?.[1]);
  expect((await ask(app, first.visitor, { acr_values: MAIL, prompt: 'none' })).error).toBeUndefined();
});

test('settled 71: prompt=none hears that a person is needed, and keeps the session as it was', async () => {
  const { visitor } = await signIn(app, 'Anna', { portal: 'acme' });
  expect((await ask(app, visitor, { acr_values: MAIL, prompt: 'none' })).error).toBe('login_required');
  expect((await ask(app, visitor, { prompt: 'none' })).error).toBeUndefined();
});

test('settled 71: what nobody here can reach is refused before any password is asked, however it is asked for', async () => {
  const strict = await world.relyingParty('strict', { default_acr_values: [STRONG] });
  const { visitor } = await signIn(app, 'Anna', { portal: 'acme' });
  for (const request of [
    { acr_values: STRONG },
    { acr_values: 'urn:other:loa' },
    claim({ essential: true, value: STRONG }),
    claim({ essential: true, values: [STRONG, 'phr'] }),
    claim({ values: [STRONG] }),
    { acr_values: ONE, ...claim({ essential: true, value: STRONG }) },
  ]) {
    for (const who of [new Visitor(), visitor]) expect((await ask(app, who, request)).error).toBe('unmet_authentication_requirements');
  }
  expect((await ask(strict, new Visitor())).error).toBe('unmet_authentication_requirements');
  expect((await ask(app, new Visitor(), { acr_values: `${STRONG} ${MAIL}` })).way).toBe('password');
});

test('Core 5.5.1.1: an essential acr is answered by a value that was asked for, also where more is held', async () => {
  const strong = await signInByMail(world, app, 'Anna', { acr_values: MAIL });
  expect(await told(app, strong)).toMatchObject({ acr: MAIL });
  for (const [request, acr] of [
    [claim({ essential: true, value: ONE }), ONE],
    [claim({ essential: true, values: [ONE, 'urn:other:loa'] }), ONE],
    [claim({ essential: true, values: [ONE, MAIL] }), MAIL],
    [{ acr_values: ONE }, MAIL],
    [claim({ values: [ONE] }), MAIL],
  ] as const) {
    const asked = await ask(app, strong.visitor, request);
    expect(await told(app, asked)).toMatchObject({ acr, amr: ['pwd', 'otp', 'mfa'] });
  }
});

test('Core 5.5.1.1: a voluntary claim and a registered default are met by stepping up as well', async () => {
  const careful = await world.relyingParty('careful', { default_acr_values: [MAIL] });
  const { visitor } = await signIn(app, 'Anna', { portal: 'acme' });
  expect((await ask(app, visitor, claim({ values: [MAIL] }))).way).toBe('mail-code');
  expect((await ask(app, visitor, claim({ essential: true, value: MAIL }))).way).toBe('mail-code');
  expect((await ask(careful, visitor)).way).toBe('mail-code');
});

test('Core 3.1.2.1: max_age=60 asks again after 61 seconds and not before, from the beginning', async () => {
  const first = await signInByMail(world, app, 'Anna', { acr_values: MAIL });
  const { authTime } = await told(app, first);
  world.clock.forward(seconds(50));
  const soon = await ask(app, first.visitor, { max_age: '60' });
  expect(await told(app, soon)).toMatchObject({ acr: MAIL, amr: ['pwd', 'otp', 'mfa'], authTime });
  world.clock.forward(seconds(11));
  expect((await ask(app, first.visitor, { max_age: '60', prompt: 'none' })).error).toBe('login_required');
  // Not even where more is asked than the password: what is to be fresh is proved anew.
  const at = await halfway(app, 'Anna', { max_age: '60', acr_values: MAIL }, first.visitor);
  expect(wayOf(at.page)).toBe('mail-code');
  const end = await byMail(world, app, at);
  const after = await told(app, { callback: end.url, begun: at.begun });
  expect(after.authTime).toBeGreaterThanOrEqual(authTime + 61);
  expect(after).toMatchObject({ acr: MAIL, amr: ['pwd', 'otp', 'mfa'] });
});

test('Core 3.1.2.1: where max_age=60 asks for the password alone, the ID token says so and when', async () => {
  const first = await signInByMail(world, app, 'Anna', { acr_values: MAIL });
  const { authTime } = await told(app, first);
  world.clock.forward(seconds(61));
  const at = await halfway(app, 'Anna', { max_age: '60' }, first.visitor);
  const after = await told(app, { callback: at.page.url, begun: at.begun });
  expect(after).toMatchObject({ acr: ONE, amr: ['pwd'] });
  expect(after.authTime).toBeGreaterThanOrEqual(authTime + 61);
});

test.each([{ prompt: 'login' }, { prompt: 'login', acr_values: MAIL }, { max_age: '0', acr_values: MAIL }])(
  'security 1.15: %j adopts nothing of the session',
  async (request) => {
    const { visitor } = await signInByMail(world, app, 'Anna', { acr_values: MAIL });
    world.clock.forward(minutes(1));
    expect((await ask(app, visitor, request)).way).toBe('password');
  },
);

test('security 1.3: in a step-up nobody becomes somebody else, and what was left too long is proved anew', async () => {
  const { visitor } = await signIn(app, 'Anna', { portal: 'acme' });
  const asked = await ask(app, visitor, { acr_values: MAIL });
  const password = new URL(asked.page.url.replace('/mail-code', '/password'));
  expect(wayOf(await visitor.open(password.href))).toBe('mail-code');
  const { fields } = formOf(asked.page);
  const sneaked = await visitor.follow(
    await visitor.send(password.href, {
      method: 'POST',
      body: new URLSearchParams({ ...fields, username: 'Bram', password: PASSWORD }),
      headers: { origin: world.url, 'sec-fetch-site': 'same-origin' },
    }),
    app.isCallback,
  );
  expect(wayOf(sneaked)).toBe('mail-code');
  const idle = await ask(app, visitor, { acr_values: MAIL });
  world.clock.forward(minutes(59));
  expect(wayOf(await visitor.open(idle.page.url, app.isCallback))).toBe('mail-code');
  world.clock.forward(minutes(5));
  expect(wayOf(await visitor.open((await app.begin({ portal: 'acme', acr_values: MAIL })).url, app.isCallback))).toBe('password');
});

test('security 1.21: what is there is proved before an app is set up for more, and an old session adds nothing', async () => {
  await setPolicy(world, { twoStep: 'required', twoStepMethods: ['app', 'mail'] });
  // Whoever has the password alone asks for more than there is, and is asked for what there is.
  const thief = await halfway(app, 'Anna', { acr_values: STRONG });
  expect(wayOf(thief.page)).toBe('mail-code');
  const page = await byMail(world, app, thief);
  expect(wayOf(page)).toBe('enrol-totp');
  const { end } = await setUpApp(world, app, { visitor: thief.visitor, page });
  expect(await told(app, { callback: end.url, begun: thief.begun })).toMatchObject({ acr: STRONG, amr: ['pwd', 'otp', 'mfa'] });
  await setPolicy(world, { twoStep: 'off' });
  const { visitor } = await signIn(app, 'Bram', { portal: 'acme' });
  const mailed = await ask(app, visitor, { acr_values: STRONG });
  expect(mailed.way).toBe('mail-code');
  expect(wayOf(await byMail(world, app, mailed))).toBe('enrol-totp');
  world.clock.forward(minutes(11));
  await setPolicy(world, { twoStep: 'off', twoStepMethods: ['app'] });
  expect((await ask(app, visitor, { acr_values: STRONG })).way).toBe('password');
});

test('settled 6: stepping up does not prolong a session', async () => {
  const { visitor } = await signIn(app, 'Anna', { portal: 'acme' });
  for (let used = 0; used < 13; used += 1) {
    world.clock.forward(minutes(50));
    expect((await ask(app, visitor, { prompt: 'none' })).error).toBeUndefined();
  }
  const asked = await ask(app, visitor, { acr_values: MAIL });
  expect(app.isCallback((await byMail(world, app, asked)).url)).toBe(true);
  world.clock.forward(minutes(50));
  expect((await ask(app, visitor, { prompt: 'none' })).error).toBeUndefined();
  world.clock.forward(hours(12) - minutes(14 * 50) + minutes(1));
  expect((await ask(app, visitor, { prompt: 'none' })).error).toBe('login_required');
});
