import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import { type AccountStory, BROWSERS, openAccountStory } from '../kit/account.ts';
import { codeAt, secretOn } from '../kit/authenticator.ts';
import { newDevice } from '../kit/authenticator-device.ts';
import { redeem } from '../kit/endpoints.ts';
import { eventually } from '../kit/eventually.ts';
import { makePasskey } from '../kit/passkeys.ts';
import { setPolicy, typePassword } from '../kit/renewal.ts';
import { APP_REQUIRED, codesOn, HALF_A_MINUTE } from '../kit/second-step/app.ts';
import { halfway, typeCode, wayOf } from '../kit/second-step/halfway.ts';
import { wordsOf } from '../kit/visitor.ts';

let story: AccountStory;

beforeEach(async () => {
  story = await openAccountStory();
});

afterEach(() => story.close());

const sidOf = ({ tokens }: { readonly tokens: Readonly<Record<string, unknown>> }) => decodeJwt(String(tokens['id_token']))['sid'];
/** The sessions that the application was told of, once there are so many. */
const soonHeard = async (most: number) => {
  await eventually(() => story.listener.heard.length >= most);
  return story.listener.heard.map(({ fields }) => decodeJwt(fields['logout_token'] ?? '')['sid']);
};

test('security 2.5 whoever switches codes by mail on ends their other sessions, and the applications of those are told', async () => {
  await setPolicy(story.world, { twoStep: 'optional', twoStepMethods: ['app', 'mail'] });
  const lost = await story.signedIn('Anna', BROWSERS.firefox);
  const { visitor } = await story.signedIn('Anna');
  const on = await visitor.submit(await story.open(visitor, '/two-step'), { mail: 'on' });
  expect(wordsOf(on)).toContain('Two-step verification is on.');
  expect(await soonHeard(1)).toEqual([sidOf(lost)]);
});

test('so does who sets up an app in the middle of a sign-in, and who has new recovery codes made there', async () => {
  const { world, app } = story;
  const lost = await story.signedIn('Anna', BROWSERS.firefox);
  await setPolicy(world, APP_REQUIRED);
  const first = await typePassword(app);
  const secret = secretOn(first.page);
  const shown = await typeCode(app, first, codeAt(secret, world.clock.now()));
  expect(await soonHeard(1)).toEqual([sidOf(lost)]);
  await first.visitor.submit(shown, { saved: 'yes' }, app.isCallback);
  world.clock.forward(HALF_A_MINUTE);
  const half = await halfway(app, 'Anna');
  const { url: callback } = await typeCode(app, half, codeAt(secret, world.clock.now()));
  const other = { tokens: (await redeem(app, { callback, begun: half.begun })).body };
  const { recoveryCodes } = world.app.installation.store.ports;
  for (const code of codesOn(shown).slice(1)) await recoveryCodes.use(story.anna.id, code.slice(0, 2), world.clock.now());
  const { visitor, page } = await typePassword(app);
  const atCodes = await visitor.open(page.url.replace(/totp$/, 'recovery-code'));
  const toSave = await typeCode(app, { visitor, page: atCodes }, codesOn(shown)[0] ?? '');
  expect([wayOf(toSave), story.listener.heard.length]).toEqual(['recovery-codes', 1]);
  await visitor.submit(toSave, { saved: 'yes' }, app.isCallback);
  expect(await soonHeard(2)).toContain(sidOf(other));
});

test('and who makes a passkey there', async () => {
  const lost = await story.signedIn('Anna', BROWSERS.firefox);
  await setPolicy(story.world, { twoStep: 'required', twoStepMethods: ['passkey'] });
  const { visitor, page } = await typePassword(story.app);
  const device = newDevice({ origin: story.world.url, accountId: story.anna.id });
  expect(wayOf(await makePasskey(story.app, visitor, page, device))).toBe('recovery-codes');
  expect(await soonHeard(1)).toEqual([sidOf(lost)]);
});
