// The end of a sign-in while its account is changed elsewhere, and changes that are made in a sign-in (security.md 1.19).

import { expect, test } from '@jest/globals';
import { days } from '../../src/kernel/duration.ts';
import { valuesOf } from '../kit/account.ts';
import { codeAt, secretOn } from '../kit/authenticator.ts';
import { NEXT } from '../kit/renewal.ts';
import { codesOn } from '../kit/second-step/app.ts';
import { ask, halfway, wayOf } from '../kit/second-step/halfway.ts';
import { byMail, latestCodeIn } from '../kit/second-step/mailed.ts';
import { useUnderWay, WHY } from '../kit/under-way.ts';
import { wordsOf } from '../kit/visitor.ts';

const { story, code, owner, silently } = useUnderWay();

test('security 1.19 so a sign-in that is finished but not taken up is none any more, whoever ended it', async () => {
  const own = await owner();
  // A session is there, so the library's own address takes the answer up (`take-up.ts`).
  const other = await owner();
  const again = await halfway(story().app, 'Anna', { prompt: 'login' }, other);
  const finished = await other.post(again.page, { code: code() });
  expect(finished.headers.get('location')).toMatch(/\/oidc\/auth\//);
  await own.submit(await story().open(own, '/sessions'), { session: 'all' });
  const end = await other.follow(finished, story().app.isCallback);
  expect(story().app.isCallback(end.url)).toBe(false);
  expect(await silently(other)).toMatchObject({ error: 'login_required' });
});

test('security 1.19 nor is one that was finished in the very moment of the change', async () => {
  const own = await owner();
  const again = await halfway(story().app, 'Anna', { prompt: 'login' }, own);
  const finished = await own.post(again.page, { code: code() });
  // As when the answer was written after all that was there had been ended.
  await story().world.app.installation.store.ports.accounts.raiseStamp(story().anna.id);
  expect(story().app.isCallback((await own.follow(finished, story().app.isCallback)).url)).toBe(false);
});

test('security 1.22 a browser that is logged out from elsewhere cannot go on with what its session was proved by', async () => {
  const { app, world, open } = story();
  const lost = await halfway(app, 'Bert');
  const more = await ask(app, lost.visitor, { acr_values: 'urn:voordeur:acr:2-mail' });
  // Asked for the code alone: the password is the session's.
  const sent = await lost.visitor.submit(more.page, { do: 'resend' });
  expect(wayOf(sent)).toBe('mail-code');
  const { visitor } = await halfway(app, 'Bert');
  const page = await open(visitor, '/sessions');
  await visitor.submit(page, { session: valuesOf(page, 'session')[0] ?? '' });
  // The library keeps a sign-in to the session that it began in: this one is over, and another begins.
  const typed = { code: await latestCodeIn(world) };
  expect(app.isCallback((await lost.visitor.submit(sent, typed, app.isCallback)).url)).toBe(false);
  expect(await silently(lost.visitor)).toMatchObject({ error: 'login_required' });
});

test('what is changed in a sign-in ends the others that are half done, and not that one', async () => {
  const { app, world } = story();
  const other = await halfway(app, 'Bert', { acr_values: 'urn:voordeur:acr:2' });
  const at = await halfway(app, 'Bert', { acr_values: 'urn:voordeur:acr:2' });
  const enrolment = await byMail(world, app, at);
  const toSave = await at.visitor.submit(enrolment, { code: codeAt(secretOn(enrolment), world.clock.now()) }, app.isCallback);
  expect(codesOn(toSave)).toHaveLength(10);
  expect(wayOf(await at.visitor.submit(toSave, { saved: 'yes' }, app.isCallback))).toBe('callback');
  const anew = await other.visitor.open(other.page.url, app.isCallback);
  expect([wayOf(anew), wordsOf(anew).includes(WHY)]).toEqual(['password', true]);
  expect(valuesOf(anew, 'username')).toEqual(['Bert']);
});

test('a password that was renewed in a sign-in keeps it, also where another browser changed something before', async () => {
  const { app, world } = story();
  world.clock.forward(days(91));
  const renewing = async () => {
    const at = await halfway(app, 'Bert');
    expect(wayOf(at.page)).toBe('new-password');
    return at;
  };
  const [first, second] = [await renewing(), await renewing()];
  const end = await first.visitor.submit(first.page, { 'new-password': NEXT }, app.isCallback);
  expect(wayOf(end)).toBe('callback');
  const late = await second.visitor.submit(second.page, { 'new-password': 'acht paarden in de stal' }, app.isCallback);
  expect([wayOf(late), wordsOf(late).includes(WHY)]).toEqual(['password', true]);
});
