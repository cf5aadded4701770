// Signing in with a password that has aged: what its stories have in common.
import { afterEach, beforeEach } from '@jest/globals';
import { setOrganisation } from '../../src/domain/administration/organisations.ts';
import { days } from '../../src/kernel/duration.ts';
import { RECORD_MEMORY } from '../../src/provider/remembered-records.ts';
import { fine } from './fine.ts';
import type { RelyingParty } from './relying-party.ts';
import { type Answer, Visitor } from './visitor.ts';
import { openWorld, PASSWORD, type World } from './world.ts';

/** A password that nobody had before. */
export const NEXT = 'vijf ezels op de dijk';

/** Where somebody arrived, and who it is. */
export interface Arrived {
  readonly visitor: Visitor;
  readonly page: Answer;
}

/** Anna of acme types her password at the application's request; the page that answers, or the application's address. */
export async function typePassword(app: RelyingParty, visitor = new Visitor(), password = PASSWORD): Promise<Arrived> {
  const sheet = await visitor.open((await app.begin({ portal: 'acme' })).url, app.isCallback);
  return { visitor, page: await visitor.submit(sheet, { username: 'Anna', password }, app.isCallback) };
}

/** Sends the form for a new password. */
export function chooseNew(
  app: RelyingParty,
  { visitor, page }: Arrived,
  password: string,
  more: Record<string, string> = {},
): Promise<Answer> {
  return visitor.submit(page, { 'new-password': password, ...more }, app.isCallback);
}

/** Presses one of the page's buttons; the next page, or the application's address. */
export function press(app: RelyingParty, { visitor, page }: Arrived, button: string): Promise<Answer> {
  return visitor.submit(page, { do: button }, app.isCallback);
}

/** Whether somebody came back to the application with a code. */
export function isIn(app: RelyingParty, answer: Answer): boolean {
  return app.isCallback(answer.url) && new URL(answer.url).searchParams.has('code');
}

/** Changes settings of acme, or of another portal, and waits until everybody has seen it. */
export async function setPolicy(world: World, policy: Readonly<Record<string, unknown>>, portal = 'acme'): Promise<void> {
  fine(await setOrganisation(world.app.installation.acting, portal, { policy }));
  world.clock.forward(RECORD_MEMORY + 1);
}

/** What each story of Anna at acme begins with, opened anew before it. */
export interface RenewalStory {
  readonly world: World;
  readonly app: RelyingParty;
  readonly anna: { readonly id: string };
}

/** Opens one before each test and closes it after. What it returns does the same as above, in the story under way. */
export function useRenewal() {
  let story: RenewalStory;
  beforeEach(async () => {
    const world = await openWorld();
    await world.organisation('acme', { preferredLanguage: 'en' });
    const anna = await world.person('acme', 'Anna', { givenName: 'Willemijn' });
    story = { world, anna, app: await world.relyingParty('exam') };
  });
  afterEach(() => story.world.close());
  return {
    story: () => story,
    typePassword: (visitor = new Visitor(), password = PASSWORD) => typePassword(story.app, visitor, password),
    choose: (visitor: Visitor, page: Answer, password: string, more: Record<string, string> = {}) =>
      chooseNew(story.app, { visitor, page }, password, more),
    isIn: (answer: Answer) => isIn(story.app, answer),
    /** Anna before the page that asks for a new password, 91 days later. */
    renewalPage: () => {
      story.world.clock.forward(days(91));
      return typePassword(story.app);
    },
  };
}
