import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { parse } from 'node-html-parser';
import { takeMail } from '../kit/mailbag.ts';
import { addOwnPasskey, openPasskeyStory, type PasskeyStory } from '../kit/passkeys.ts';
import { setPolicy } from '../kit/renewal.ts';
import { wordsOf } from '../kit/visitor.ts';

let story: PasskeyStory;

beforeEach(async () => {
  story = await openPasskeyStory();
});
afterEach(() => story.world.close());

/** Anna with a passkey that she has just added, before her page. */
async function withPasskey() {
  const { visitor } = await addOwnPasskey(story);
  await takeMail(story.world);
  const page = await visitor.open(`${story.world.url}/acme/account/two-step`);
  const hrefOf = (words: string) =>
    parse(page.text)
      .querySelectorAll('main a')
      .find((link) => link.textContent === words)
      ?.getAttribute('href');
  const press = (words: string) => visitor.open(new URL(hrefOf(words) ?? 'no such link', page.url).href);
  return { visitor, page, press, hrefOf };
}
const passkeys = () => story.world.app.installation.store.ports.passkeys.ofAccount(story.anna.id);

test('R14.7: a passkey is a row beside the apps, gets another name, and is removed after a question, told by mail', async () => {
  const { visitor, page, press } = await withPasskey();
  expect(wordsOf(page)).toMatch(/Laptop Passkey\. Since .+ Last used/);
  const named = await visitor.submit(await press('Change name'), { name: 'Old laptop' });
  expect(wordsOf(named)).toContain('Old laptop Passkey.');
  const question = await press('Remove');
  expect(wordsOf(question)).toContain('Do you want to remove the passkey? Name: Old laptop.');
  expect(await passkeys()).toHaveLength(1);
  const removed = await visitor.submit(question, {});
  expect(wordsOf(removed)).toContain('Your passkey has been removed.');
  expect(await passkeys()).toEqual([]);
  expect((await takeMail(story.world)).map(({ mail }) => mail)).toMatchObject([{ kind: 'two-step', change: 'off' }]);
});

test('the last passkey stays where the organisation requires one, and may go where codes by mail do as well', async () => {
  const { visitor, press } = await withPasskey();
  const question = await press('Remove');
  await setPolicy(story.world, { twoStep: 'required', twoStepMethods: ['passkey'] });
  expect(wordsOf(await visitor.submit(question, {}))).toContain('That is why you cannot remove the last one.');
  expect(await passkeys()).toHaveLength(1);
  await setPolicy(story.world, { twoStep: 'required', twoStepMethods: ['passkey', 'mail'] });
  await visitor.submit(question, {});
  expect(await passkeys()).toEqual([]);
});

test('security.md 1.30: another person’s passkey looks like one that is not there, and keeps its name', async () => {
  const { visitor } = await addOwnPasskey(story);
  const { world } = story;
  const { ports } = world.app.installation.store;
  const bert = await world.person('acme', 'Bert');
  const kept = { name: 'Tablet', publicKey: 'any', transports: [], counter: 0, multiDevice: false, backedUp: false, usedAt: undefined };
  await ports.passkeys.insert({ ...kept, id: 'theirs', accountId: bert.id, createdAt: world.clock.now() }, true);
  const own = (await passkeys())[0]?.id ?? '';
  const at = (path: string, id: string) =>
    visitor.open(`${world.url}/acme/account/two-step${path}?${new URLSearchParams({ kind: 'passkey', id })}`);
  for (const path of ['/rename', '/remove']) {
    expect(new URL((await at(path, 'theirs')).url).pathname).toBe('/acme/account/two-step');
    const form = await at(path, own);
    expect(form.text).toContain('Laptop');
    const sent = await visitor.submit(form, { kind: 'passkey', id: 'theirs', name: 'Mine' });
    expect(wordsOf(sent)).not.toMatch(/has been (removed|saved)/);
  }
  expect(await ports.passkeys.ofAccount(bert.id)).toMatchObject([{ id: 'theirs', name: 'Tablet' }]);
  expect(await passkeys()).toMatchObject([{ id: own, name: 'Laptop' }]);
});
