import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { days } from '../../src/kernel/duration.ts';
import { newDevice } from '../kit/authenticator-device.ts';
import { authorize, returned } from '../kit/endpoints.ts';
import { takeMail, takeOne } from '../kit/mailbag.ts';
import { addOwnPasskey, askedPasskey, openPasskeyStory, openSheet, type PasskeyStory, sendAnswer, usePasskey } from '../kit/passkeys.ts';
import { isIn, setPolicy, typePassword } from '../kit/renewal.ts';
import { type Answer, Visitor, wordsOf } from '../kit/visitor.ts';

let story: PasskeyStory;

beforeEach(async () => {
  story = await openPasskeyStory();
});

afterEach(() => story.world.close());

const pathOf = ({ url }: Answer) => new URL(url).pathname;
const audited = async () => story.world.app.installation.store.ports.audit.list({ account: story.anna.id }, 50);
const claims = async ({ begun }: Awaited<ReturnType<typeof openSheet>>, { url }: Answer) => (await story.app.exchange(url, begun)).claims();

test('settled 8 a passkey alone is a whole sign-in, worth the most: phr, kept by hardware, its owner verified, two factors in one', async () => {
  const { device } = await addOwnPasskey(story);
  const sheet = await openSheet(story.app);
  const answer = await usePasskey(story.app, sheet.visitor, sheet.page, device);
  expect(await claims(sheet, answer)).toMatchObject({ acr: 'phr', amr: ['hwk', 'user', 'mfa'], sub: story.anna.id });
  expect(await audited()).toContainEqual(expect.objectContaining({ event: 'sign-in.succeeded', acr: 'phr' }));
});

test('settled 8 one that can be on more than one device is said to be kept by software', async () => {
  const synced = { multiDevice: true, backedUp: true };
  const { device } = await addOwnPasskey(story, synced);
  const sheet = await openSheet(story.app);
  const answer = await usePasskey(story.app, sheet.visitor, sheet.page, device, synced);
  expect(await claims(sheet, answer)).toMatchObject({ acr: 'phr', amr: ['swk', 'user', 'mfa'] });
});

test('security 1.11 after a right password a passkey is asked, and nothing is given without it', async () => {
  const { device } = await addOwnPasskey(story);
  const sheet = await openSheet(story.app);
  const page = await sheet.visitor.submit(sheet.page, { username: 'Anna', password: 'vier paarden in de wei' }, story.app.isCallback);
  expect(pathOf(page)).toMatch(/\/passkey$/);
  expect(askedPasskey(page)?.known).toEqual([{ id: device.id, transports: ['internal'] }]);
  expect(returned((await authorize(story.app, { portal: 'acme', prompt: 'none' }, sheet.visitor)).answer)['error']).toBe('login_required');
  const answer = await usePasskey(story.app, sheet.visitor, page, device);
  expect(await claims(sheet, answer)).toMatchObject({ acr: 'phr', amr: ['pwd', 'hwk', 'user', 'mfa'] });
});

test('ux 1.8 a passkey that was used in the second step is what is offered first from then on', async () => {
  const { device } = await addOwnPasskey(story);
  const { twoSteps, signInRecords } = story.world.app.installation.store.ports;
  await twoSteps.used(story.anna.id, 'mail');
  const { visitor, page } = await typePassword(story.app);
  await usePasskey(story.app, visitor, page, device);
  expect((await signInRecords.factsOf(story.anna.id))?.twoStep.lastMethod).toBe('passkey');
});

test('R14.7 a passkey stands among the ways on the page of the account, so that its owner sees one that somebody else has added', async () => {
  const { visitor } = await addOwnPasskey(story);
  const page = wordsOf(await visitor.open(`${story.world.url}/acme/account/two-step`));
  expect(page).toMatch(/Laptop Passkey\. /);
  expect(page).not.toContain('You have not set up anything yet.');
});

test('settled 71 an application that asks for a passkey gets it from who came by password and has one', async () => {
  const { device } = await addOwnPasskey(story);
  const sheet = await openSheet(story.app, new Visitor(), { acr_values: 'phr' });
  const answer = await usePasskey(story.app, sheet.visitor, sheet.page, device);
  expect(await claims(sheet, answer)).toMatchObject({ acr: 'phr' });
});

test('R14.7 adding one is told by mail, is in the audit log, ends what was open elsewhere, and leaves this browser signed in', async () => {
  const elsewhere = await typePassword(story.app);
  expect(isIn(story.app, elsewhere.page)).toBe(true);
  const { visitor } = await addOwnPasskey(story);
  expect(await takeOne(story.world, 'two-step')).toMatchObject({ mail: { change: 'on' } });
  expect(await audited()).toContainEqual(expect.objectContaining({ event: 'factor.added', method: 'passkey', actor: 'person' }));
  const silent = async (browser: Visitor) => returned((await authorize(story.app, { portal: 'acme', prompt: 'none' }, browser)).answer);
  expect((await silent(elsewhere.visitor))['error']).toBe('login_required');
  expect(pathOf(await visitor.open(`${story.world.url}/acme/account`))).toBe('/acme/account');
});

test('security 1.21 who has not just signed in is asked to, as strongly as the account can, before a passkey is added', async () => {
  const { device, visitor } = await addOwnPasskey(story);
  story.world.clock.forward(11 * 60_000);
  const page = await visitor.open(`${story.world.url}/acme/account/passkeys/add`);
  expect(pathOf(page)).toMatch(/\/sign-in\/[^/]+\/password$/);
  const answer = device.use(askedPasskey(page)?.challenge ?? '');
  const back = await visitor.follow(await sendAnswer(visitor, page, answer));
  expect(pathOf(back)).toBe('/acme/account/passkeys/add');
  expect(askedPasskey(back)?.known.map(({ id }) => id)).toEqual([device.id]);
  story.world.clock.forward(11 * 60_000);
  expect(pathOf(await visitor.open(`${story.world.url}/acme/account/passkeys/add`))).toMatch(/\/sign-in\//);
});

test('R13.7 who comes by a passkey is not asked for a new password, however old theirs is, and stays signed in', async () => {
  const { device } = await addOwnPasskey(story);
  story.world.clock.forward(days(91));
  const sheet = await openSheet(story.app);
  expect(isIn(story.app, await usePasskey(story.app, sheet.visitor, sheet.page, device))).toBe(true);
  const silent = await authorize(story.app, { portal: 'acme', prompt: 'none' }, sheet.visitor);
  expect(returned(silent.answer)['code']).toBeDefined();
  // By password it is asked, after the second step.
  const { visitor, page } = await typePassword(story.app);
  expect(pathOf(await usePasskey(story.app, visitor, page, device))).toMatch(/\/new-password$/);
});

test('security 1.7 misses by strangers keep nobody from a passkey', async () => {
  const { device } = await addOwnPasskey(story);
  for (let at = 0; at < 12; at += 1) await typePassword(story.app, new Visitor(), 'not the password');
  const sheet = await openSheet(story.app);
  expect(isIn(story.app, await usePasskey(story.app, sheet.visitor, sheet.page, device))).toBe(true);
});

test.each([
  ['has no passkeys', { twoStepMethods: ['app', 'mail'] }],
  ['has no two-step verification', { twoStep: 'off' }],
])('where the organisation %s the sheet asks for none, and an answer is refused', async (_, policy) => {
  const { device } = await addOwnPasskey(story);
  const { visitor, page } = await openSheet(story.app);
  expect(page.text).toContain('autocomplete="username webauthn"');
  const challenge = askedPasskey(page)?.challenge ?? '';
  await setPolicy(story.world, policy);
  expect(wordsOf(await visitor.follow(await sendAnswer(visitor, page, device.use(challenge))))).toContain(
    'You cannot sign in here with this passkey.',
  );
  const without = (await openSheet(story.app)).page;
  expect([askedPasskey(without), without.text.includes('webauthn')]).toEqual([undefined, false]);
});

test('where it has none, who has one still proves it after the password; and an application that asks for two steps, or needs them, gets it from the sheet', async () => {
  const { device } = await addOwnPasskey(story);
  await setPolicy(story.world, { twoStep: 'off' });
  const { visitor, page } = await typePassword(story.app);
  expect(pathOf(page)).toMatch(/\/passkey$/);
  expect(isIn(story.app, await usePasskey(story.app, visitor, page, device))).toBe(true);
  const asked = await openSheet(story.app, new Visitor(), { acr_values: 'urn:voordeur:acr:2' });
  expect(isIn(story.app, await usePasskey(story.app, asked.visitor, asked.page, device))).toBe(true);
  for (const policy of [{ twoStepApps: ['exam'] }, { twoStepApps: [], twoStepCandidates: 'optional' }]) {
    await setPolicy(story.world, policy);
    expect(askedPasskey((await openSheet(story.app)).page)).toBeDefined();
  }
});

test('security 2.9 nothing of a passkey stands in the log', async () => {
  const { device } = await addOwnPasskey(story);
  await takeMail(story.world);
  const { visitor, page } = await openSheet(story.app);
  const challenge = askedPasskey(page)?.challenge ?? '';
  const stranger = newDevice({ origin: story.world.url, accountId: story.anna.id });
  const refused = stranger.use(challenge);
  await sendAnswer(visitor, page, refused);
  const right = await openSheet(story.app);
  await usePasskey(story.app, right.visitor, right.page, device);
  const { response } = JSON.parse(refused);
  const log = story.world.log.join('\n');
  expect(log).toContain('/sign-in/');
  for (const secret of [challenge, device.id, stranger.id, response.signature, response.clientDataJSON, response.authenticatorData]) {
    expect(log).not.toContain(secret);
  }
});
