import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { parse } from 'node-html-parser';
import { minutes } from '../../src/kernel/duration.ts';
import { codeAt, secretOn } from '../kit/authenticator.ts';
import { takeMail } from '../kit/mailbag.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { setPolicy } from '../kit/renewal.ts';
import { enrolApp } from '../kit/second-step/app.ts';
import { halfway, typeCode } from '../kit/second-step/halfway.ts';
import { signInCodeIn } from '../kit/second-step/mailed.ts';
import { signIn } from '../kit/sign-in.ts';
import { type Answer, type Visitor, wordsOf } from '../kit/visitor.ts';
import { openWorld, type World } from '../kit/world.ts';

let world: World;
let app: RelyingParty;
const OPTIONAL = { twoStep: 'optional', twoStepMethods: ['app', 'mail', 'passkey'] };

beforeAll(async () => {
  world = await openWorld();
  await world.organisation('acme', { preferredLanguage: 'en' });
  app = await world.relyingParty('exam');
});

afterAll(() => world.close());

beforeEach(async () => {
  world.clock.forward(minutes(120));
  await setPolicy(world, OPTIONAL);
  await takeMail(world);
});

let people = 0;
const person = async () => {
  people += 1;
  const username = `bea-${people}`;
  const { id } = await world.person('acme', username, { email: `${username}@example.nl` });
  return { id, username };
};
const open = (visitor: Visitor, rest = '') => visitor.open(`${world.url}/acme/account/two-step${rest}`);
const pathOf = (page: Answer) => new URL(page.url).pathname;
const facts = async (id: string) => (await world.app.installation.store.ports.signInRecords.factsOf(id))?.twoStep;
const kinds = async () => (await takeMail(world)).map(({ mail }) => (mail.kind === 'two-step' ? `two-step ${mail.change}` : mail.kind));
const hrefOf = (page: Answer, words: string) =>
  parse(page.text)
    .querySelectorAll('main a')
    .find((link) => link.textContent === words)
    ?.getAttribute('href');
const press = async (visitor: Visitor, page: Answer, words: string) =>
  visitor.open(new URL(hrefOf(page, words) ?? 'no such link', page.url).href);
/** Somebody who has an app already, signed in with it just now. */
async function withApp() {
  const { id, username } = await person();
  const secret = await enrolApp(world, app, username);
  world.clock.forward(minutes(2));
  const half = await halfway(app, username);
  expect(app.isCallback((await typeCode(app, half, codeAt(secret, world.clock.now()))).url)).toBe(true);
  await takeMail(world);
  return { id, username, secret, visitor: half.visitor };
}

test('R14.7: an app is added on the account’s page, and its recovery codes are saved', async () => {
  const { id, username } = await person();
  const elsewhere = (await signIn(app, username, { portal: 'acme' })).visitor;
  const { visitor } = await signIn(app, username, { portal: 'acme' });
  const setUp = await press(visitor, await open(visitor), 'Add an authenticator app');
  const wrong = await visitor.submit(setUp, { code: '12', name: 'Phone' });
  expect(wordsOf(wrong)).toContain('There is a problem');
  expect(secretOn(wrong)).toBe(secretOn(setUp));
  const toSave = await visitor.submit(wrong, { code: codeAt(secretOn(setUp), world.clock.now()), name: 'Phone' });
  // The same session goes on, as strong as the new app makes it.
  expect(pathOf(toSave)).toBe('/acme/account/two-step/codes');
  expect(wordsOf(toSave)).toContain('Your authenticator app has been added.');
  expect(await kinds()).toEqual(['two-step on']);
  expect((await open(elsewhere)).url).toMatch(/\/sign-in\//);

  const shown = parse(toSave.text)
    .querySelectorAll('#codes code')
    .map((code) => code.textContent);
  expect(shown).toHaveLength(10);
  const file = await visitor.open(new URL(hrefOf(toSave, 'Download as text file') ?? '', toSave.url).href);
  expect(file.headers.get('content-disposition')).toContain('attachment');
  for (const code of shown) expect(file.text).toContain(code);
  expect(wordsOf(await visitor.submit(toSave, {}))).toContain('Save the codes first and tick the box.');
  expect((await facts(id))?.recoveryCodes).toBe(0);
  const saved = await visitor.submit(toSave, { saved: 'yes' });
  expect(wordsOf(saved)).toContain('You have 10 recovery codes left.');
  expect(wordsOf(saved)).toMatch(/Phone Authenticator app\. Since/);
});

test('R14.7: an app is renamed, and removed after a question, its recovery codes with it; both are in the history', async () => {
  const { id, visitor } = await withApp();
  const naming = await press(visitor, await open(visitor), 'Change name');
  expect(wordsOf(await visitor.submit(naming, { name: 'x'.repeat(41) }))).toContain('Use at most 40 characters.');
  const named = await visitor.submit(naming, { name: 'Old phone' });
  expect(wordsOf(named)).toContain('The name has been saved.');
  expect(wordsOf(named)).toContain('Old phone');

  const question = await press(visitor, named, 'Remove');
  expect(wordsOf(question)).toContain('Do you want to remove the authenticator app? Name: Old phone.');
  expect((await facts(id))?.apps).toHaveLength(1);
  const removed = await visitor.submit(question, {});
  expect(wordsOf(removed)).toContain('Your authenticator app has been removed.');
  expect(wordsOf(removed)).toContain('Two-step verification is off.');
  expect(await facts(id)).toMatchObject({ apps: [], recoveryCodes: 0 });
  expect(await kinds()).toEqual(['two-step off']);
  const history = wordsOf(await visitor.open(`${world.url}/acme/account/history`));
  for (const entry of ['app added', 'app renamed', 'app removed']) expect(history).toContain(`Authenticator ${entry}`);
});

test('R14.5: new recovery codes replace the former ones once they are saved, which ends other sessions and is told by mail', async () => {
  const { id, visitor } = await withApp();
  const { recoveryCodes } = world.app.installation.store.ports;
  const page = await press(visitor, await open(visitor), 'Make new recovery codes');
  expect(wordsOf(page)).toContain('The old ones stop working once you have saved these.');
  const first = parse(page.text).querySelector('#codes code')?.textContent ?? '';
  expect(await recoveryCodes.find(id, first.replaceAll('-', '').slice(0, 4))).toBeUndefined();
  expect(await kinds()).toEqual([]);
  const saved = await visitor.submit(page, { saved: 'yes' });
  expect(wordsOf(saved)).toContain('Your new recovery codes work from now on.');
  expect(await kinds()).toEqual(['two-step codes-made']);
  // Said twice: the codes that stand are not made anew by it.
  expect(wordsOf(await visitor.submit(page, { saved: 'yes' }))).toContain('These are new codes.');
});

test('where the organisation requires it the last one stays, and the page says why; a form sent all the same takes nothing away', async () => {
  const { id, visitor } = await withApp();
  const question = await press(visitor, await open(visitor), 'Remove');
  await setPolicy(world, { twoStep: 'required', twoStepMethods: ['app'] });
  const page = await open(visitor);
  expect(hrefOf(page, 'Remove')).toBeUndefined();
  expect(wordsOf(page)).toContain('That is why you cannot remove the last one.');
  const refused = await visitor.submit(question, {});
  expect(wordsOf(refused)).toContain('That is why you cannot remove the last one.');
  expect((await facts(id))?.apps).toHaveLength(1);

  // With a second one, the first can go.
  const setUp = await press(visitor, page, 'Add an authenticator app');
  const both = await visitor.submit(setUp, { code: codeAt(secretOn(setUp), world.clock.now()), name: 'Second' });
  expect(pathOf(both)).toBe('/acme/account/two-step');
  expect(hrefOf(both, 'Add an authenticator app')).toBeUndefined();
  await takeMail(world);
  const left = await visitor.submit(await press(visitor, both, 'Remove'), {});
  expect(wordsOf(left)).toContain('Your authenticator app has been removed.');
  expect((await facts(id))?.apps).toHaveLength(1);
  expect(await kinds()).toEqual(['two-step app-removed']);
});

test('security.md 1.30: another person’s app looks like one that is not there', async () => {
  const other = await withApp();
  const { id, visitor } = await withApp();
  const theirs = (await facts(other.id))?.apps[0] ?? '';
  for (const path of ['/remove', '/rename']) {
    const form = await open(visitor, `${path}?kind=app&id=${(await facts(id))?.apps[0]}`);
    expect(pathOf(await open(visitor, `${path}?kind=app&id=with%00zero`))).toBe('/acme/account/two-step');
    for (const strange of [theirs, 'nothing']) {
      expect(pathOf(await open(visitor, `${path}?${new URLSearchParams({ kind: 'app', id: strange })}`))).toBe('/acme/account/two-step');
      const sent = await visitor.submit(form, { kind: 'app', id: strange, name: 'Mine' });
      expect(pathOf(sent)).toBe('/acme/account/two-step');
      expect(wordsOf(sent)).not.toMatch(/has been (removed|saved)/);
    }
  }
  const apps = await world.app.installation.store.ports.appFactors.byAccount(other.id);
  expect(apps).toMatchObject([{ name: '' }]);
});

test('security.md 1.21: who is not fresh signs in as strongly as the account can first', async () => {
  const { visitor } = await withApp();
  const page = await open(visitor);
  world.clock.forward(minutes(11));
  for (const words of ['Remove', 'Change name', 'Add an authenticator app', 'Make new recovery codes'])
    expect((await press(visitor, page, words)).url).toMatch(/\/sign-in\//);
});

test('R14.6: a browser that is trusted is listed until when, and is asked again once the person says so; another’s is not touched', async () => {
  await setPolicy(world, { ...OPTIONAL, twoStep: 'required', twoStepMethods: ['mail'], trustedBrowserDays: 30 });
  const trusting = async () => {
    const { id, username } = await person();
    const half = await halfway(app, username);
    const done = await half.visitor.submit(half.page, { code: await signInCodeIn(world), trust: 'yes' }, app.isCallback);
    expect(app.isCallback(done.url)).toBe(true);
    return { id, username, visitor: half.visitor };
  };
  const { trustedBrowsers } = world.app.installation.store.ports;
  const other = await trusting();
  const { id, visitor } = await trusting();
  const [theirs] = await trustedBrowsers.of(other.id, world.clock.now());
  const [mine] = await trustedBrowsers.of(id, world.clock.now());
  const page = await open(visitor);
  expect(wordsOf(page)).toMatch(/Browsers where we do not ask for a code .* Until/);
  expect(wordsOf(page)).toContain('You stay signed in there until you log out. You do that at Where you are signed in.');
  expect(hrefOf(page, 'Where you are signed in')).toBe('/acme/account/sessions');
  await visitor.submit(page, { browser: theirs?.id ?? '' });
  expect(await trustedBrowsers.of(other.id, world.clock.now())).toHaveLength(1);
  const revoked = await visitor.submit(page, { browser: mine?.id ?? '' });
  expect(wordsOf(revoked)).toContain('From now on we ask for a code in that browser too.');
  expect(await trustedBrowsers.of(id, world.clock.now())).toEqual([]);
  expect(wordsOf(revoked)).not.toContain('Browsers where we do not ask');
});
