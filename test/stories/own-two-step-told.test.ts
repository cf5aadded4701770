import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import { type AccountStory, BROWSERS, openAccountStory } from '../kit/account.ts';
import { eventually } from '../kit/eventually.ts';
import { setPolicy } from '../kit/renewal.ts';
import { wordsOf } from '../kit/visitor.ts';

let story: AccountStory;

beforeEach(async () => {
  story = await openAccountStory();
  await setPolicy(story.world, { twoStep: 'optional', twoStepMethods: ['app', 'mail'] });
});

afterEach(() => story.close());

test('security 2.5 whoever switches codes by mail on ends their other sessions, and the applications of those are told', async () => {
  const lost = await story.signedIn('Anna', BROWSERS.firefox);
  const { visitor } = await story.signedIn('Anna');
  const on = await visitor.submit(await story.open(visitor, '/two-step'), { mail: 'on' });
  expect(wordsOf(on)).toContain('Two-step verification is on.');
  const [heard] = await eventually(() => story.listener.heard.length > 0 && story.listener.heard);
  expect(decodeJwt(heard?.fields['logout_token'] ?? '')['sid']).toBe(decodeJwt(String(lost.tokens['id_token']))['sid']);
});
