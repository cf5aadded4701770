// Forms that have mail sent, as people fill them in: with script the calculation is enough, without somebody reads the picture.
import type { BrowserContext, Page } from 'playwright-core';
import { challenges } from '../../src/crypto/challenges.ts';
import type { World } from '../kit/world.ts';
import { send } from './places.ts';

/** Sends the form; throws when the picture on the page is not of this browser. */
export async function ask(world: World, page: Page, context: BrowserContext, script: boolean): Promise<void> {
  if (!script) await page.fill('#captcha', await readPicture(world, page, context));
  await send(page, '#forgot');
}

/** What stands in the page's picture, as somebody with good eyes reads it. */
export async function readPicture(world: World, page: Page, context: BrowserContext): Promise<string> {
  const id = (await page.getAttribute('[name=challenge]', 'value')) ?? '';
  const cookie = (await context.cookies()).find(({ name }) => name === 'voordeur_browser')?.value ?? '';
  const opened = challenges(world.app.installation.keyring, { iterations: 1000, tries: 150 }).open(id, 'forgot', cookie);
  if (!opened) throw new Error('the challenge on the page is not of this browser');
  return opened.code;
}
