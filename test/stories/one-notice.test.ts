// One mail for one happening: what is told of a sign-in in which something was changed, or was used up.
import { expect, test } from '@jest/globals';
import { hours } from '../../src/kernel/duration.ts';
import { codeAt } from '../kit/authenticator.ts';
import { takeMail } from '../kit/mailbag.ts';
import { isIn, setPolicy, typePassword, useRenewal } from '../kit/renewal.ts';
import { atEnrolment, codesOn, enrolled } from '../kit/second-step/app.ts';
import { typeCode, wayOf } from '../kit/second-step/halfway.ts';
import { Visitor } from '../kit/visitor.ts';
import { PASSWORD } from '../kit/world.ts';

const { story } = useRenewal();
const firefox = () => new Visitor({ 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0' });
const told = async () =>
  (await takeMail(story().world)).map(({ mail }) => (mail.kind === 'two-step' ? `two-step ${mail.change}` : mail.kind));

/** Anna before her first recovery codes, in a browser that nobody knows. */
async function beforeCodes(visitor = firefox()) {
  const { world, app } = story();
  const { page, secret } = await atEnrolment(world, app, visitor);
  return { visitor, secret, page: await typeCode(app, { visitor, page }, codeAt(secret, world.clock.now())) };
}

test('R14.7 an app that is set up in a sign-in is told in one mail, with its recovery codes and the browser that is new', async () => {
  const { world, app } = story();
  await setPolicy(world, { newBrowserMail: true });
  const { visitor, page } = await beforeCodes();
  expect(isIn(app, await visitor.submit(page, { saved: 'yes' }, app.isCallback))).toBe(true);
  expect(await told()).toEqual(['two-step on']);
});

test('R14.7 that browser is known from then on; another one is told of', async () => {
  const { world, app } = story();
  await setPolicy(world, { newBrowserMail: true });
  const { visitor, page, secret } = await beforeCodes();
  await visitor.submit(page, { saved: 'yes' }, app.isCallback);
  await told();
  for (const [browser, mails] of [
    [visitor, []],
    [new Visitor(), ['new-browser']],
  ] as const) {
    world.clock.forward(30_000);
    const sheet = await browser.open((await app.begin({ portal: 'acme', prompt: 'login' })).url);
    const second = await browser.submit(sheet, { username: 'Anna', password: PASSWORD }, app.isCallback);
    expect(wayOf(second)).toBe('totp');
    const end = await browser.submit(second, { code: codeAt(secret, world.clock.now()) }, app.isCallback);
    expect([isIn(app, end), await told()]).toEqual([true, mails]);
  }
});

test('security 1.14 a recovery code that is used in a new browser is told in one mail', async () => {
  const { world, app } = story();
  const { codes } = await enrolled(world, app);
  await setPolicy(world, { newBrowserMail: true });
  await told();
  const visitor = firefox();
  const { page } = await typePassword(app, visitor);
  const recovery = await visitor.open(page.url.replace(/totp$/, 'recovery-code'));
  expect(isIn(app, await visitor.submit(recovery, { code: codes[0] ?? '' }, app.isCallback))).toBe(true);
  expect(await told()).toEqual(['recovery-code-used']);
});

test('security 1.19 the first recovery codes are told by themselves where they come later than the app', async () => {
  const { world, app } = story();
  const { secret } = await beforeCodes();
  expect(await told()).toEqual(['two-step on']);
  world.clock.forward(hours(1));
  const visitor = new Visitor();
  const { page } = await typePassword(app, visitor);
  const toSave = await visitor.submit(page, { code: codeAt(secret, world.clock.now()) }, app.isCallback);
  expect([wayOf(toSave), codesOn(toSave).length]).toEqual(['recovery-codes', 10]);
  expect(isIn(app, await visitor.submit(toSave, { saved: 'yes' }, app.isCallback))).toBe(true);
  expect(await told()).toEqual(['two-step codes-made']);
});
