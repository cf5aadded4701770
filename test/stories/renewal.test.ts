import { beforeEach, expect, test } from '@jest/globals';
import { setAccount } from '../../src/domain/administration/accounts.ts';
import { days, minutes } from '../../src/kernel/duration.ts';
import { codeOn } from '../kit/challenge.ts';
import { returned } from '../kit/endpoints.ts';
import { chooseNew, isIn as isInAt, NEXT, type RenewalStory, setPolicy, typePassword as typeAt, useRenewal } from '../kit/renewal.ts';
import { formOf, Visitor, wordsOf } from '../kit/visitor.ts';
import { PASSWORD } from '../kit/world.ts';

const { story, typePassword, choose, isIn, renewalPage } = useRenewal();
let { world, app, anna } = {} as RenewalStory;

beforeEach(() => {
  ({ world, app, anna } = story());
});

test('R13.3 a password of 91 days must be renewed after it was typed, the app follows, and the old one is refused from then on', async () => {
  const { visitor, page } = await renewalPage();
  expect(new URL(page.url).pathname).toMatch(/^\/acme\/sign-in\/[\w-]+\/new-password$/);
  const words = wordsOf(page);
  expect(words).toContain('Your password is more than 90 days old. Choose a new one to continue.');
  expect(words).toContain('acme BV asks for a new password every 90 days.');
  expect(words).toContain('Does your browser save your password? Then choose "update" when it asks.');
  const posted = await visitor.post(page, { 'new-password': NEXT });
  expect(posted.status).toBe(303);
  expect(isIn(await visitor.follow(posted, app.isCallback))).toBe(true);
  expect(wordsOf((await typePassword(new Visitor())).page)).toContain('do not match');
  expect(isIn((await typePassword(new Visitor(), NEXT)).page)).toBe(true);
});

test('R13.3 the page holds the user name before the new password, for the browser to update the right entry, and asks nothing twice', async () => {
  const { page } = await renewalPage();
  const inputs = [...page.text.matchAll(/<input [^>]*>/g)].map(([tag]) => tag).filter((tag) => !tag.includes('hidden'));
  const [username, password] = inputs;
  expect(username).toMatch(/id="username".* type="text" value="Anna" autocomplete="username".* readonly/);
  expect(password).toMatch(/id="new-password".* type="password" autocomplete="new-password"/);
  expect(page.text).not.toContain('current-password');
});

test('WCAG 3.3.7, security 1.21 after ten minutes the present password is asked again, and counted as at sign-in', async () => {
  const { visitor, page } = await renewalPage();
  world.clock.forward(minutes(11));
  const asked = await visitor.open(page.url, app.isCallback);
  expect(asked.text).toMatch(/id="current-password" name="current-password" type="password" autocomplete="current-password"/);
  const wrong = await choose(visitor, asked, NEXT, { 'current-password': 'not this one' });
  expect(wordsOf(wrong)).toContain('Your current password is not right.');
  expect(isIn(await choose(visitor, wrong, NEXT, { 'current-password': PASSWORD }))).toBe(true);
});

test('security 1.8 wrong present passwords in a renewal are counted as at sign-in: the third brings the picture, and with it the person goes on', async () => {
  const { visitor, page } = await renewalPage();
  world.clock.forward(minutes(11));
  let asked = await visitor.open(page.url, app.isCallback);
  for (let at = 0; at < 3; at += 1) {
    expect(formOf(asked).fields['challenge']).toBeUndefined();
    asked = await choose(visitor, asked, NEXT, { 'current-password': 'not this one' });
    expect(wordsOf(asked)).toContain('Your current password is not right.');
  }
  const without = await choose(visitor, asked, NEXT, { 'current-password': PASSWORD });
  expect(wordsOf(without)).toContain('Fill in the code from the picture, or choose another way.');
  expect(wordsOf((await typePassword(new Visitor())).page)).toContain('An extra check is needed first.');
  const captcha = await codeOn(world.app.installation.keyring, without, visitor, 'change-password');
  expect(isIn(await choose(visitor, without, NEXT, { 'current-password': PASSWORD, captcha }))).toBe(true);
});

test('R13.1 an application of somebody else: the new password first, the consent last, then the application', async () => {
  const third = await world.relyingParty('third', { first_party: false, client_uri: 'https://third.example' });
  world.clock.forward(days(91));
  const { visitor, page } = await typeAt(third);
  expect(new URL(page.url).pathname).toMatch(/\/new-password$/);
  const asked = await chooseNew(third, { visitor, page }, NEXT);
  expect([new URL(asked.url).pathname, wordsOf(asked)]).toEqual([
    expect.stringMatching(/^\/acme\/sign-in\/[\w-]+\/consent$/),
    expect.stringContaining('May App third use your data?'),
  ]);
  expect(isInAt(third, await visitor.submit(asked, { do: 'allow' }, third.isCallback))).toBe(true);
});

test.each([
  ['short', 'Your password has 5 characters. It must have 12 or more.'],
  ['nobody knows willemijn', 'Your name, username or organisation is in your password.'],
  ['qwertyuiop12', 'Many people use this password. Choose another one.'],
  [PASSWORD, 'Your new password is the same as the old one.'],
  ['', 'Fill in a new password.'],
])('a new password %j is refused with the reason, and the field comes back empty', async (password, reason) => {
  const { visitor, page } = await renewalPage();
  const answer = await choose(visitor, page, password);
  expect(wordsOf(answer)).toContain(reason);
  expect(formOf(answer).fields).toMatchObject({ username: 'Anna', 'new-password': '' });
});

test('ux 1.6 everything that is wrong with a new password is said at once', async () => {
  const { visitor, page } = await renewalPage();
  const words = wordsOf(await choose(visitor, page, 'acme12345', { 'new-password-again': 'acme1234' }));
  for (const reason of ['It must have 12 or more', 'organisation is in your password', 'The two passwords are not the same'])
    expect(words).toContain(reason);
});

test('settled 25 the four passwords before the present one may not return', async () => {
  for (const password of ['tweede keus van Anna B', 'derde keus van mij', 'vierde keus van mij', 'vijfde keus van mij']) {
    world.clock.forward(1000);
    await setAccount(world.app.installation.acting, anna.id, { password: password.replace('Anna B', 'mij') });
  }
  world.clock.forward(days(91));
  const { visitor, page } = await typePassword(new Visitor(), 'vijfde keus van mij');
  const refused = await choose(visitor, page, PASSWORD);
  expect(wordsOf(refused)).toContain('You have used this password before. Choose another one.');
  expect(isIn(await choose(visitor, refused, NEXT))).toBe(true);
});

test('R3.12 a blank at an end is never taken away: the page asks whether it belongs there', async () => {
  const { visitor, page } = await renewalPage();
  const asked = await choose(visitor, page, `${NEXT} `);
  expect(wordsOf(asked)).toContain('Your new password starts or ends with a space');
  expect(asked.text).toContain('name="keep-blanks"');
  expect(isIn(await choose(visitor, asked, `${NEXT} `, { 'keep-blanks': 'yes' }))).toBe(true);
  const stored = await world.app.installation.store.ports.passwords.byAccount(anna.id);
  expect(await world.app.installation.acting.hasher.verify(stored, [NEXT])).toBe(false);
  expect(isIn((await typePassword(new Visitor(), `${NEXT} `)).page)).toBe(true);
});

test('cancel leads back to the app, which hears that the person did not want to go on', async () => {
  const { visitor, page } = await renewalPage();
  expect(returned(await visitor.submit(page, { do: 'cancel' }, app.isCallback))).toMatchObject({ error: 'access_denied' });
});

test('R13.2 a limit that is switched on counts from that day, spread over two weeks', async () => {
  await setPolicy(world, { passwordMaxAgeDays: 0 });
  world.clock.forward(days(400));
  await setPolicy(world, { passwordMaxAgeDays: 90 });
  expect(isIn((await typePassword()).page)).toBe(true);
  world.clock.forward(days(105));
  expect((await typePassword()).page.url).toMatch(/\/new-password$/);
});
