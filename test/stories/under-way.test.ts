// A sign-in that is half done in another browser while its account is changed (security.md 1.19, 2.5): what was proved in it
// was proved against what is no more.
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { parse } from 'node-html-parser';
import { resetTwoStep } from '../../src/domain/administration/two-step.ts';
import { days } from '../../src/kernel/duration.ts';
import { type AccountStory, openAccountStory, valuesOf } from '../kit/account.ts';
import { codeAt, secretOn } from '../kit/authenticator.ts';
import { returned } from '../kit/endpoints.ts';
import { enrolApp } from '../kit/enrol-app.ts';
import { linkIn, takeMail } from '../kit/mailbag.ts';
import { changed } from '../kit/recovery.ts';
import { NEXT, setPolicy } from '../kit/renewal.ts';
import { codesOn } from '../kit/two-step.ts';
import { byMail, type Halfway, halfway, wayOf } from '../kit/two-steps.ts';
import { type Visitor, wordsOf } from '../kit/visitor.ts';
import { PASSWORD } from '../kit/world.ts';

const WHY = 'Something about your account has changed since you began to sign in. Sign in again to go on.';

let story: AccountStory;
let secret: string;

beforeEach(async () => {
  story = await openAccountStory();
  await setPolicy(story.world, { twoStep: 'optional', twoStepMethods: ['app', 'mail', 'passkey'] });
  secret = await enrolApp(story.world, story.app, 'Anna');
  story.world.clock.forward(60_000);
});

afterEach(() => story.close());

const code = () => codeAt(secret, story.world.clock.now());
const silently = async (visitor: Visitor) =>
  returned(await visitor.open((await story.app.begin({ portal: 'acme', prompt: 'none' })).url, story.app.isCallback));

/** Anna at her own browser, signed in with her app just now. */
async function owner(): Promise<Visitor> {
  const at = await halfway(story.app, 'Anna');
  const page = await at.visitor.submit(at.page, { code: code() }, story.app.isCallback);
  if (wayOf(story.app, page) === 'password-soon') await at.visitor.submit(page, { do: 'later' }, story.app.isCallback);
  story.world.clock.forward(30_000);
  return at.visitor;
}

async function removeApp(visitor: Visitor): Promise<void> {
  const page = await story.open(visitor, '/two-step');
  const link = parse(page.text).querySelector('main a[href*="/remove"]')?.getAttribute('href') ?? 'no such link';
  const done = await visitor.submit(await visitor.open(new URL(link, page.url).href), {});
  expect(wordsOf(done)).toContain('Two-step verification is off.');
}

async function addApp(visitor: Visitor): Promise<void> {
  const page = await story.open(visitor, '/two-step/app');
  await visitor.submit(page, { code: codeAt(secretOn(page), story.world.clock.now()), name: 'tablet' });
}

async function changeAddress(visitor: Visitor): Promise<void> {
  await takeMail(story.world);
  await visitor.submit(await story.open(visitor, '/email'), { email: 'anna@new.example', do: '' });
  for (const letter of await takeMail(story.world)) await visitor.submit(await visitor.open(linkIn(letter).address), { do: 'confirm' });
}

/** Anna replaces her recovery codes; the new ones. */
async function freshCodes(): Promise<readonly string[]> {
  const own = await owner();
  const page = await story.open(own, '/two-step/codes');
  await own.submit(page, { saved: 'yes' });
  return codesOn(page);
}

const operator = () => story.world.app.installation.acting;

/** What ends it, each by its owner in a browser of her own; that one stays signed in. */
const OWN: readonly (readonly [string, (visitor: Visitor) => Promise<unknown>])[] = [
  [
    'a new password',
    async (visitor) => visitor.submit(await story.open(visitor, '/password'), { 'current-password': PASSWORD, 'new-password': NEXT }),
  ],
  ['another address', changeAddress],
  ['an app that was added', addApp],
  ['an app that was taken away', removeApp],
  ['new recovery codes', async (visitor) => visitor.submit(await story.open(visitor, '/two-step/codes'), { saved: 'yes' })],
  ['«log out on all other devices»', async (visitor) => visitor.submit(await story.open(visitor, '/sessions'), { session: 'all' })],
];

test.each(OWN)(
  'security 1.19 a sign-in that is half done begins anew after %s, and says why; the owner’s browser stays',
  async (_what, act) => {
    const half = await halfway(story.app, 'Anna');
    expect(wayOf(story.app, half.page)).toBe('totp');
    const own = await owner();
    await act(own);
    expect(await silently(own)).toHaveProperty('code');
    await expectAnew(half, { code: code() });
  },
);

test.each([
  ['resets two-step verification', () => resetTwoStep(operator(), story.anna.id)],
  ['gives another address', () => changed(story.world, story.anna.id, { email: 'anna@other.example' })],
  ['marks the password', () => changed(story.world, story.anna.id, { mustChangePassword: true })],
  [
    'suspends the account for a while',
    async () => {
      await changed(story.world, story.anna.id, { state: 'suspended' });
      await changed(story.world, story.anna.id, { state: 'active' });
    },
  ],
] as const)('security 1.19 so it does after the operator %s', async (_what, act) => {
  const half = await halfway(story.app, 'Anna');
  await act();
  await expectAnew(half, { code: code() });
});

/** What was left open, whether loaded again or sent, is the sheet that says why, with the name kept. */
async function expectAnew({ visitor, page }: Halfway, typed: Record<string, string>, username = 'Anna'): Promise<void> {
  for (const answer of [await visitor.open(page.url, story.app.isCallback), await visitor.submit(page, typed, story.app.isCallback)]) {
    expect(wayOf(story.app, answer)).toBe('password');
    expect(wordsOf(answer)).toContain(WHY);
    expect(answer.text).toContain(`value="${username}"`);
  }
}

test('the whole way leads in once more, and what was typed wrongly on it is said instead of why', async () => {
  const half = await halfway(story.app, 'Anna');
  const own = await owner();
  await own.submit(await story.open(own, '/sessions'), { session: 'all' });
  const sheet = await half.visitor.open(half.page.url);
  const wrong = await half.visitor.submit(sheet, { username: 'Anna', password: 'not this one' });
  expect([wordsOf(wrong).includes(WHY), wordsOf(wrong).includes('do not match')]).toEqual([false, true]);
  const again = await half.visitor.submit(wrong, { username: 'Anna', password: PASSWORD }, story.app.isCallback);
  expect(wayOf(story.app, again)).toBe('totp');
  const end = await half.visitor.submit(again, { code: code() }, story.app.isCallback);
  expect(wayOf(story.app, end)).toBe('callback');
});

test('it is said in Dutch as well', async () => {
  const half = await halfway(story.app, 'Anna', { ui_locales: 'nl' });
  await changed(story.world, story.anna.id, { email: 'anna@other.example' });
  expect(wordsOf(await half.visitor.open(half.page.url))).toContain(
    'Er is iets aan je account gewijzigd sinds je begon met inloggen. Log opnieuw in om verder te gaan.',
  );
});

test('security 1.19 a mailed code that was right proves nothing once the account has another address', async () => {
  const { app, world } = story;
  await setPolicy(world, { twoStep: 'required', twoStepMethods: ['mail'] });
  world.clock.forward(days(91));
  const at = await halfway(app, 'Bert');
  // After both steps, before a new password.
  const page = await byMail(world, app, at);
  expect(wayOf(app, page)).toBe('new-password');
  await changed(world, story.bert.id, { email: 'bert@other.example' });
  await expectAnew({ ...at, page }, { 'new-password': NEXT }, 'Bert');
});

test('security 1.19 a recovery code that was right proves nothing once its set was replaced', async () => {
  const { app, world } = story;
  const [first = ''] = await freshCodes();
  world.clock.forward(days(85));
  const at = await halfway(app, 'Anna');
  const recovery = await at.visitor.open(at.page.url.replace(/totp$/, 'recovery-code'));
  const page = await at.visitor.submit(recovery, { code: first }, app.isCallback);
  // After both steps, before the end.
  expect(wayOf(app, page)).toBe('password-soon');
  await freshCodes();
  await expectAnew({ ...at, page }, { do: 'later' });
});

test('security 1.19 so a sign-in that is finished but not taken up is none any more, whoever ended it', async () => {
  const own = await owner();
  // A session is there, so the library's own address takes the answer up (`take-up.ts`).
  const other = await owner();
  const again = await halfway(story.app, 'Anna', { prompt: 'login' }, other);
  const finished = await other.post(again.page, { code: code() });
  expect(finished.headers.get('location')).toMatch(/\/oidc\/auth\//);
  await own.submit(await story.open(own, '/sessions'), { session: 'all' });
  const end = await other.follow(finished, story.app.isCallback);
  expect(story.app.isCallback(end.url)).toBe(false);
  expect(await silently(other)).toMatchObject({ error: 'login_required' });
});

test('security 1.19 nor is one that was finished in the very moment of the change', async () => {
  const own = await owner();
  const again = await halfway(story.app, 'Anna', { prompt: 'login' }, own);
  const finished = await own.post(again.page, { code: code() });
  // As when the answer was written after all that was there had been ended.
  await story.world.app.installation.store.ports.accounts.raiseStamp(story.anna.id);
  expect(story.app.isCallback((await own.follow(finished, story.app.isCallback)).url)).toBe(false);
});

test('what is changed in a sign-in ends the others that are half done, and not that one', async () => {
  const { app, world } = story;
  const other = await halfway(app, 'Bert', { acr_values: 'urn:voordeur:acr:2' });
  const at = await halfway(app, 'Bert', { acr_values: 'urn:voordeur:acr:2' });
  const enrolment = await byMail(world, app, at);
  const toSave = await at.visitor.submit(enrolment, { code: codeAt(secretOn(enrolment), world.clock.now()) }, app.isCallback);
  expect(codesOn(toSave)).toHaveLength(10);
  expect(wayOf(app, await at.visitor.submit(toSave, { saved: 'yes' }, app.isCallback))).toBe('callback');
  const anew = await other.visitor.open(other.page.url, app.isCallback);
  expect([wayOf(app, anew), wordsOf(anew).includes(WHY)]).toEqual(['password', true]);
  expect(valuesOf(anew, 'username')).toEqual(['Bert']);
});

test('a password that was renewed in a sign-in keeps it, also where another browser changed something before', async () => {
  const { app, world } = story;
  world.clock.forward(days(91));
  const renewing = async () => {
    const at = await halfway(app, 'Bert');
    expect(wayOf(app, at.page)).toBe('new-password');
    return at;
  };
  const [first, second] = [await renewing(), await renewing()];
  const end = await first.visitor.submit(first.page, { 'new-password': NEXT }, app.isCallback);
  expect(wayOf(app, end)).toBe('callback');
  const late = await second.visitor.submit(second.page, { 'new-password': 'acht paarden in de stal' }, app.isCallback);
  expect([wayOf(app, late), wordsOf(late).includes(WHY)]).toEqual(['password', true]);
});
