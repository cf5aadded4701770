// Anna of acme with an authenticator app, while a sign-in of hers is under way in another browser.
import { afterEach, beforeEach, expect } from '@jest/globals';
import { type AccountStory, openAccountStory } from './account.ts';
import { codeAt } from './authenticator.ts';
import { returned } from './endpoints.ts';
import { setPolicy } from './renewal.ts';
import { enrolApp } from './second-step/app.ts';
import { type Halfway, halfway, wayOf } from './second-step/halfway.ts';
import { type Visitor, wordsOf } from './visitor.ts';

/** What the sheet says to who has to begin anew. */
export const WHY = 'Something about your account has changed since you began to sign in. Sign in again to go on.';

/** Opens the story before each test and closes it after. What it returns does its part in the story under way. */
export function useUnderWay() {
  let story: AccountStory;
  let secret: string;
  beforeEach(async () => {
    story = await openAccountStory();
    await setPolicy(story.world, { twoStep: 'optional', twoStepMethods: ['app', 'mail', 'passkey'] });
    secret = await enrolApp(story.world, story.app, 'Anna');
    story.world.clock.forward(60_000);
  });
  afterEach(() => story.close());
  const code = () => codeAt(secret, story.world.clock.now());
  return {
    story: () => story,
    /** What Anna's app shows now. */
    code,
    /** Anna in a browser of her own, signed in with her app just now. */
    owner: async (): Promise<Visitor> => {
      const at = await halfway(story.app, 'Anna');
      const page = await at.visitor.submit(at.page, { code: code() }, story.app.isCallback);
      if (wayOf(page) === 'password-soon') await at.visitor.submit(page, { do: 'later' }, story.app.isCallback);
      story.world.clock.forward(30_000);
      return at.visitor;
    },
    /** What the application hears of who is signed in there. */
    silently: async (visitor: Visitor) =>
      returned(await visitor.open((await story.app.begin({ portal: 'acme', prompt: 'none' })).url, story.app.isCallback)),
    /** What was left open, whether loaded again or sent, is the sheet that says why, with the name kept. */
    expectAnew: async ({ visitor, page }: Pick<Halfway, 'visitor' | 'page'>, typed: Record<string, string>, username = 'Anna') => {
      const { app } = story;
      for (const answer of [await visitor.open(page.url, app.isCallback), await visitor.submit(page, typed, app.isCallback)]) {
        expect(wayOf(answer)).toBe('password');
        expect(wordsOf(answer)).toContain(WHY);
        expect(answer.text).toContain(`value="${username}"`);
      }
    },
  };
}
