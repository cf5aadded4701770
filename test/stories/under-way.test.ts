// A sign-in that is half done in another browser while its account is changed (security.md 1.19, 2.5): what was proved in it
// was proved against what is no more.
import { expect, test } from '@jest/globals';
import { parse } from 'node-html-parser';
import { resetTwoStep } from '../../src/domain/administration/two-step.ts';
import { days } from '../../src/kernel/duration.ts';
import { codeAt, secretOn } from '../kit/authenticator.ts';
import { linkIn, takeMail } from '../kit/mailbag.ts';
import { changed } from '../kit/recovery.ts';
import { NEXT, setPolicy } from '../kit/renewal.ts';
import { codesOn } from '../kit/second-step/app.ts';
import { halfway, wayOf } from '../kit/second-step/halfway.ts';
import { byMail } from '../kit/second-step/mailed.ts';
import { useUnderWay, WHY } from '../kit/under-way.ts';
import { type Visitor, wordsOf } from '../kit/visitor.ts';
import { PASSWORD } from '../kit/world.ts';

const { story, code, owner, silently, expectAnew } = useUnderWay();

async function removeApp(visitor: Visitor): Promise<void> {
  const page = await story().open(visitor, '/two-step');
  const link = parse(page.text).querySelector('main a[href*="/remove"]')?.getAttribute('href') ?? 'no such link';
  const done = await visitor.submit(await visitor.open(new URL(link, page.url).href), {});
  expect(wordsOf(done)).toContain('Two-step verification is off.');
}

async function addApp(visitor: Visitor): Promise<void> {
  const page = await story().open(visitor, '/two-step/app');
  await visitor.submit(page, { code: codeAt(secretOn(page), story().world.clock.now()), name: 'tablet' });
}

async function changeAddress(visitor: Visitor): Promise<void> {
  await takeMail(story().world);
  await visitor.submit(await story().open(visitor, '/email'), { email: 'anna@new.example', do: '' });
  for (const letter of await takeMail(story().world)) await visitor.submit(await visitor.open(linkIn(letter).address), { do: 'confirm' });
}

/** Anna replaces her recovery codes; the new ones. */
async function freshCodes(): Promise<readonly string[]> {
  const own = await owner();
  const page = await story().open(own, '/two-step/codes');
  await own.submit(page, { saved: 'yes' });
  return codesOn(page);
}

const operator = () => story().world.app.installation.acting;

/** What ends it, each by its owner in a browser of her own; that one stays signed in. */
const OWN: readonly (readonly [string, (visitor: Visitor) => Promise<unknown>])[] = [
  [
    'a new password',
    async (visitor) => visitor.submit(await story().open(visitor, '/password'), { 'current-password': PASSWORD, 'new-password': NEXT }),
  ],
  ['another address', changeAddress],
  ['an app that was added', addApp],
  ['an app that was taken away', removeApp],
  ['new recovery codes', async (visitor) => visitor.submit(await story().open(visitor, '/two-step/codes'), { saved: 'yes' })],
  ['«log out on all other devices»', async (visitor) => visitor.submit(await story().open(visitor, '/sessions'), { session: 'all' })],
];

test.each(OWN)(
  'security 1.19 a sign-in that is half done begins anew after %s, and says why; the owner’s browser stays',
  async (_what, act) => {
    const half = await halfway(story().app, 'Anna');
    expect(wayOf(half.page)).toBe('totp');
    const own = await owner();
    await act(own);
    expect(await silently(own)).toHaveProperty('code');
    await expectAnew(half, { code: code() });
  },
);

test.each([
  ['resets two-step verification', () => resetTwoStep(operator(), story().anna.id)],
  ['gives another address', () => changed(story().world, story().anna.id, { email: 'anna@other.example' })],
  ['marks the password', () => changed(story().world, story().anna.id, { mustChangePassword: true })],
  [
    'suspends the account for a while',
    async () => {
      await changed(story().world, story().anna.id, { state: 'suspended' });
      await changed(story().world, story().anna.id, { state: 'active' });
    },
  ],
] as const)('security 1.19 so it does after the operator %s', async (_what, act) => {
  const half = await halfway(story().app, 'Anna');
  await act();
  await expectAnew(half, { code: code() });
});

test('the whole way leads in once more, and what was typed wrongly on it is said instead of why', async () => {
  const half = await halfway(story().app, 'Anna');
  const own = await owner();
  await own.submit(await story().open(own, '/sessions'), { session: 'all' });
  const sheet = await half.visitor.open(half.page.url);
  const wrong = await half.visitor.submit(sheet, { username: 'Anna', password: 'not this one' });
  expect([wordsOf(wrong).includes(WHY), wordsOf(wrong).includes('do not match')]).toEqual([false, true]);
  const again = await half.visitor.submit(wrong, { username: 'Anna', password: PASSWORD }, story().app.isCallback);
  expect(wayOf(again)).toBe('totp');
  const end = await half.visitor.submit(again, { code: code() }, story().app.isCallback);
  expect(wayOf(end)).toBe('callback');
});

test('it is said in Dutch as well', async () => {
  const half = await halfway(story().app, 'Anna', { ui_locales: 'nl' });
  await changed(story().world, story().anna.id, { email: 'anna@other.example' });
  expect(wordsOf(await half.visitor.open(half.page.url))).toContain(
    'Er is iets aan je account gewijzigd sinds je begon met inloggen. Log opnieuw in om verder te gaan.',
  );
});

test('security 1.19 a mailed code that was right proves nothing once the account has another address', async () => {
  const { app, world } = story();
  await setPolicy(world, { twoStep: 'required', twoStepMethods: ['mail'] });
  world.clock.forward(days(91));
  const at = await halfway(app, 'Bert');
  // After both steps, before a new password.
  const page = await byMail(world, app, at);
  expect(wayOf(page)).toBe('new-password');
  await changed(world, story().bert.id, { email: 'bert@other.example' });
  await expectAnew({ ...at, page }, { 'new-password': NEXT }, 'Bert');
});

test('security 1.19 a recovery code that was right proves nothing once its set was replaced', async () => {
  const { app, world } = story();
  const [first = ''] = await freshCodes();
  world.clock.forward(days(85));
  const at = await halfway(app, 'Anna');
  const recovery = await at.visitor.open(at.page.url.replace(/totp$/, 'recovery-code'));
  const page = await at.visitor.submit(recovery, { code: first }, app.isCallback);
  // After both steps, before the end.
  expect(wayOf(page)).toBe('password-soon');
  await freshCodes();
  await expectAnew({ ...at, page }, { do: 'later' });
});
