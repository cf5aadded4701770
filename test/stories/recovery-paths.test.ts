import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { takeMail } from '../kit/mailbag.ts';
import { askFor, openRecovery, pageAt, type RecoveryStory } from '../kit/recovery.ts';
import { wordsOf } from '../kit/visitor.ts';

let story: RecoveryStory;

beforeEach(async () => {
  story = await openRecovery();
});
afterEach(() => story.world.close());

test.each([
  ['forgot-password/', 'forgot-password/sent', 'Bert'],
  ['Forgot-Password', 'forgot-password/sent', 'Bert'],
  ['activate/', 'activate/sent', 'Bert'],
  ['forgot-username/', 'forgot-username/sent', 'bert@people.example'],
  ['FORGOT-USERNAME', 'forgot-username/sent', 'bert@people.example'],
])('R4.2 the form at /acme/%s sends its mail and says what to look for', async (place, after, typed) => {
  const { page } = await askFor(story.world, place, { username: typed, email: typed });
  expect([pageAt(page), page.status]).toEqual([after, 200]);
  expect(wordsOf(page)).toContain(typed);
  expect(await takeMail(story.world)).toHaveLength(1);
});
