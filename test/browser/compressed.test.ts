import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { openBrowser, visit } from '../kit/browser.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { Visitor } from '../kit/visitor.ts';
import { openWorld, type World } from '../kit/world.ts';

let browser: Browser;
let world: World;
let app: RelyingParty;

beforeAll(async () => {
  world = await openWorld();
  await world.organisation('acme', { preferredLanguage: 'nl', policy: { twoStep: 'optional' } });
  app = await world.relyingParty('exam');
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
  await world.close();
});

/** All that is new at each opening, besides the flow. */
const withoutTokens = (text: string) => text.replaceAll(/(name="csrf" value="|data-passkey=")[\w-]+/g, '$1');

test('Chromium unpacks the sheet that is compressed in pieces to the last letter, the first one and those that follow', async () => {
  for (const _visit of [1, 2, 3]) {
    const { context, page } = await visit(browser, { language: 'nl' });
    const response = await page.goto((await app.begin({ portal: 'acme' })).url);
    const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
    const headers = { cookie, 'accept-language': 'nl-NL', 'accept-encoding': 'identity' };
    const plain = await new Visitor().send(page.url(), { headers });
    expect(await response?.headerValue('content-encoding')).toBe('gzip');
    expect(withoutTokens((await response?.text()) ?? '')).toBe(withoutTokens(plain.text));
    expect(await page.locator('#end').count()).toBe(1);
    await context.close();
  }
});
