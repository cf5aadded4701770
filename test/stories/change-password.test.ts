import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { days } from '../../src/kernel/duration.ts';
import { codeOn } from '../kit/challenge.ts';
import { redeem, refresh, returned } from '../kit/endpoints.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { NEXT, setPolicy } from '../kit/renewal.ts';
import { signIn } from '../kit/sign-in.ts';
import { type Answer, formOf, Visitor, wordsOf } from '../kit/visitor.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';

let world: World;
let app: RelyingParty;

beforeEach(async () => {
  world = await openWorld();
  await world.organisation('acme', { preferredLanguage: 'en' });
  await world.person('acme', 'Anna');
  app = await world.relyingParty('exam');
});

afterEach(() => world.close());

const changePage = (visitor: Visitor) => visitor.open(`${world.url}/acme/account/password`, app.isCallback);
const change = (visitor: Visitor, page: Answer, current: string, next = NEXT) =>
  visitor.submit(page, { 'current-password': current, 'new-password': next });
const silently = async (visitor: Visitor) =>
  returned(await visitor.open((await app.begin({ portal: 'acme', prompt: 'none' })).url, app.isCallback));

async function typePassword(password: string, visitor = new Visitor()): Promise<Answer> {
  const sheet = await visitor.open((await app.begin({ portal: 'acme', prompt: 'login' })).url, app.isCallback);
  return visitor.submit(sheet, { username: 'Anna', password }, app.isCallback);
}

test('settled 73 who is not signed in signs in first, and comes back to the page', async () => {
  const visitor = new Visitor();
  const sheet = await changePage(visitor);
  expect(new URL(sheet.url).pathname).toMatch(/\/password$/);
  const page = await visitor.submit(sheet, { username: 'Anna', password: PASSWORD });
  expect(new URL(page.url).pathname).toBe('/acme/account/password');
  expect(wordsOf(page)).toContain('You changed your password on');
});

test('settled 38 after a change the other sessions and their tokens are over; one’s own session and its app stay', async () => {
  const elsewhere = await signIn(app, 'Anna', { portal: 'acme' });
  const others = await redeem(app, elsewhere);
  const own = await signIn(app, 'Anna', { portal: 'acme' });
  const mine = await redeem(app, own);
  const done = await change(own.visitor, await changePage(own.visitor), PASSWORD);
  expect([new URL(done.url).pathname, wordsOf(done)]).toEqual([
    '/acme/account/password',
    expect.stringContaining('Your password has been changed.'),
  ]);
  expect(await silently(own.visitor)).toHaveProperty('code');
  expect((await refresh(app, mine.body['refresh_token'])).status).toBe(200);
  expect(await silently(elsewhere.visitor)).toMatchObject({ error: 'login_required' });
  expect((await refresh(app, others.body['refresh_token'])).body).toMatchObject({ error: 'invalid_grant' });
  expect(wordsOf(await typePassword(PASSWORD))).toContain('do not match');
  expect(app.isCallback((await typePassword(NEXT)).url)).toBe(true);
});

test('the present password is always asked, and who does not know it learns nothing about it or those before it', async () => {
  const { visitor } = await signIn(app, 'Anna', { portal: 'acme' });
  const page = await changePage(visitor);
  const empty = wordsOf(await visitor.submit(page, {}));
  for (const reason of ['Fill in your current password.', 'Fill in a new password.']) expect(empty).toContain(reason);
  const guess = wordsOf(await change(visitor, page, 'not this one', PASSWORD));
  expect(guess).toContain('Your current password is not right.');
  expect(guess).not.toMatch(/same as the old one|used this password before/);
  const short = wordsOf(await change(visitor, page, 'not this one', 'acme12'));
  expect(short).toContain('It must have 12 or more');
  expect(short).toContain('organisation is in your password');
});

test('security 1.8 wrong present passwords are counted as at sign-in: the third brings the picture, here and there', async () => {
  const { visitor } = await signIn(app, 'Anna', { portal: 'acme' });
  let page = await changePage(visitor);
  for (let at = 0; at < 3; at += 1) page = await change(visitor, page, 'not this one');
  expect(formOf(page).fields['challenge']).toBeDefined();
  const without = await change(visitor, page, PASSWORD);
  expect(wordsOf(without)).toContain('Fill in the code from the picture, or choose another way.');
  const stranger = await typePassword(PASSWORD);
  expect(wordsOf(stranger)).toContain('An extra check is needed first.');
  const captcha = await codeOn(world.app.installation.keyring, without, visitor, 'change-password');
  const done = await visitor.submit(without, { 'current-password': PASSWORD, 'new-password': NEXT, captcha });
  expect(wordsOf(done)).toContain('Your password has been changed.');
});

test('without script the new password is asked twice, and both must be the same', async () => {
  const { visitor } = await signIn(app, 'Anna', { portal: 'acme' });
  const page = await changePage(visitor);
  expect(page.text).toMatch(
    /<noscript>[\s\S]*id="new-password-again" name="new-password-again" type="password" autocomplete="new-password"[\s\S]*<\/noscript>/,
  );
  const differs = await visitor.submit(page, { 'current-password': PASSWORD, 'new-password': NEXT, 'new-password-again': `${NEXT}.` });
  expect(wordsOf(differs)).toContain('The two passwords are not the same.');
  const done = await visitor.submit(page, { 'current-password': PASSWORD, 'new-password': NEXT, 'new-password-again': NEXT });
  expect(wordsOf(done)).toContain('Your password has been changed.');
});

test('the page says that a password was changed only where that is so, and how long the present one is good', async () => {
  const { visitor } = await signIn(app, 'Anna', { portal: 'acme' });
  world.clock.forward(days(1) / 24 / 2);
  const forged = await visitor.open(`${world.url}/acme/account/password?done=yes`);
  expect(wordsOf(forged)).not.toContain('has been changed');
  expect(wordsOf(forged)).toMatch(/It is valid until \d+ \w+ \d{4}\./);
  await setPolicy(world, { passwordMaxAgeDays: 0 });
  expect(wordsOf(await changePage(visitor))).not.toContain('valid until');
});

test('security 1.24 a form from elsewhere changes nothing', async () => {
  const { visitor } = await signIn(app, 'Anna', { portal: 'acme' });
  const { action, fields } = formOf(await changePage(visitor));
  const body = new URLSearchParams({ ...fields, 'current-password': PASSWORD, 'new-password': NEXT });
  const foreign = await visitor.send(action, {
    method: 'POST',
    body,
    headers: { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
  });
  expect(foreign.status).toBe(403);
  expect(app.isCallback((await typePassword(PASSWORD)).url)).toBe(true);
});

test('R13.6 the well-known address leads to the portal of this browser, else to the finder, and no other well-known address exists', async () => {
  const visitor = new Visitor();
  const unknown = await visitor.send(`${world.url}/.well-known/change-password`);
  expect([unknown.status, unknown.headers.get('location')]).toEqual([302, '/']);
  await visitor.open(`${world.url}/acme/help`);
  const known = await visitor.send(`${world.url}/.well-known/change-password`);
  expect([known.status, known.headers.get('location')]).toEqual([302, '/acme/account/password']);
  const probe = '/.well-known/resource-that-should-not-exist-whose-status-code-should-not-be-200';
  expect((await visitor.send(world.url + probe)).status).toBe(404);
});

test('R20.2 the help page says how long a password is good here, and says nothing where it is good for ever', async () => {
  await setPolicy(world, { passwordMaxAgeDays: 60 });
  expect(wordsOf(await new Visitor().open(`${world.url}/acme/help`))).toContain('At acme BV you use a password for 60 days at most.');
  await setPolicy(world, { passwordMaxAgeDays: 0 });
  expect(wordsOf(await new Visitor().open(`${world.url}/acme/help`))).not.toContain('How long is my password valid?');
});

test('settled 25a the former password is recognised in a browser that is known for the account, and it is a miss all the same', async () => {
  const { visitor } = await signIn(app, 'Anna', { portal: 'acme' });
  await change(visitor, await changePage(visitor), PASSWORD);
  await typePassword(NEXT, visitor);
  const told = await typePassword(PASSWORD, visitor);
  expect(wordsOf(told)).toMatch(/This is your former password\. You changed it on \d+ \w+ \d{4}\. Your browser may still have it saved\./);
  expect(told.text).toMatch(/Do you not know your new password any more\? <a href="\/acme\/forgot-password">/);
  expect(wordsOf(await typePassword(PASSWORD))).not.toContain('former');
  await typePassword('not this one', visitor);
  expect(formOf(await typePassword(PASSWORD)).fields['challenge']).toBeDefined();
});

test('R13.5 only the last password is recognised, and not where the organisation does not want it', async () => {
  const { visitor } = await signIn(app, 'Anna', { portal: 'acme' });
  await change(visitor, await changePage(visitor), PASSWORD);
  world.clock.forward(1000);
  await change(visitor, await changePage(visitor), NEXT, 'zes kamelen in de tuin');
  await typePassword('zes kamelen in de tuin', visitor);
  expect(wordsOf(await typePassword(PASSWORD, visitor))).not.toContain('former');
  expect(wordsOf(await typePassword(NEXT, visitor))).toContain('former');
  await typePassword('zes kamelen in de tuin', visitor);
  await setPolicy(world, { formerPasswordHint: false });
  const silent = wordsOf(await typePassword(NEXT, visitor));
  expect([silent.includes('do not match'), silent.includes('former')]).toEqual([true, false]);
  // The same browser, the same password: nothing but the policy kept it from being recognised.
  await setPolicy(world, { formerPasswordHint: true });
  expect(wordsOf(await typePassword(NEXT, visitor))).toContain('former');
});
