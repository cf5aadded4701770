// The extra check as a person with a browser meets it: three wrong tries, and what the picture shows.
import type { BrowserContext, Page } from 'playwright-core';
import { challenges } from '../../src/crypto/challenges.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import type { World } from '../kit/world.ts';
import { fillIn } from './places.ts';

/** The button that signs in. */
export const SUBMIT = '#signin button:not([name]):not([type=button])';

/** Three wrong tries on the sign-in page. */
export async function threeMisses(app: RelyingParty, page: Page, username: string): Promise<void> {
  await page.goto((await app.begin({ portal: 'acme' })).url);
  for (let at = 0; at < 3; at += 1) await fillIn(page, username, 'not this one');
}

/** What a person reads in the picture, told by the server's own keys. */
export async function readCode(world: World, page: Page, context: BrowserContext): Promise<string> {
  const id = await page.getAttribute('[name=challenge]', 'value');
  const cookie = (await context.cookies()).find(({ name }) => name === 'voordeur_browser');
  const purpose = page.url().endsWith('/account/password') || page.url().endsWith('/new-password') ? 'change-password' : 'sign-in';
  const opened = challenges(world.app.installation.keyring, { iterations: 1000, tries: 150 }).open(id ?? '', purpose, cookie?.value ?? '');
  if (!opened) throw new Error('the challenge on the page is not of this browser');
  return opened.code;
}

/** Presses the button and waits for the application's callback, where nobody listens. */
export async function arrives(app: RelyingParty, page: Page, press: () => Promise<void>): Promise<boolean> {
  const request = page.waitForRequest((each) => app.isCallback(each.url()), { timeout: 30_000 });
  await press();
  return app.isCallback((await request).url());
}
