import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { codeAt } from '../kit/authenticator.ts';
import { linkIn, takeMail, takeOne } from '../kit/mailbag.ts';
import { askFor, CHOSEN, chooseAt, openRecovery, pageAt, type RecoveryStory } from '../kit/recovery.ts';
import { setPolicy } from '../kit/renewal.ts';
import { APP_REQUIRED, enrolApp, HALF_A_MINUTE } from '../kit/second-step/app.ts';
import { ask, halfway, typeCode, wayOf } from '../kit/second-step/halfway.ts';
import { Visitor } from '../kit/visitor.ts';

let story: RecoveryStory;

beforeEach(async () => {
  story = await openRecovery();
  await setPolicy(story.world, { ...APP_REQUIRED, trustedBrowserDays: 30 });
});
afterEach(() => story.world.close());

/** What Bert's app shows now; no code is shown twice. */
function nextCode(secret: string): string {
  story.world.clock.forward(HALF_A_MINUTE);
  return codeAt(secret, story.world.clock.now());
}

test('R4.6, settled 38 who chose a new password by mail is still asked for the second step, in the browser that was trusted as well', async () => {
  const { world, app } = story;
  const secret = await enrolApp(world, app, 'Bert');
  const visitor = new Visitor();
  const { page: second } = await halfway(app, 'Bert', { prompt: 'login' }, visitor);
  await visitor.submit(second, { code: nextCode(secret), trust: 'yes' }, app.isCallback);
  expect(app.isCallback((await halfway(app, 'Bert', { prompt: 'login' }, visitor)).page.url)).toBe(true);
  await takeMail(world);

  const underway = await ask(app, visitor, { prompt: 'login' });
  await askFor(world, 'forgot-password', { username: 'Bert' }, visitor);
  const { page } = await chooseAt(linkIn(await takeOne(world, 'password-reset')).address, CHOSEN, visitor);
  expect(pageAt(page)).toBe('reset/*/done');
  // Neither the sign-in from where it was forgotten nor the session of before is in by it.
  for (const { url } of [await visitor.open(underway.page.url, app.isCallback), (await ask(app, visitor)).page])
    expect(app.isCallback(url)).toBe(false);
  const sheet = await visitor.open((await app.begin({ portal: 'acme' })).url, app.isCallback);
  const asked = await visitor.submit(sheet, { username: 'Bert', password: CHOSEN }, app.isCallback);
  expect(wayOf(asked)).toBe('totp');
  expect(app.isCallback((await typeCode(app, { visitor, page: asked }, nextCode(secret))).url)).toBe(true);
});
