import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { openBrowser, visit } from '../kit/browser.ts';
import { type Listener, openListener } from '../kit/listener.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { openWorld, type World } from '../kit/world.ts';
import { fillIn } from './places.ts';

let browser: Browser;
let world: World;
let listener: Listener;
let app: RelyingParty;
let bram: string;

beforeAll(async () => {
  listener = await openListener();
  world = await openWorld();
  await world.organisation('acme');
  await world.person('acme', 'Anna');
  bram = (await world.person('acme', 'Bram')).id;
  app = await world.relyingParty('exam', { redirect_uris: [`http://${listener.host}/callback`] });
  browser = await openBrowser();
});

afterAll(async () => {
  await browser?.close();
  await world?.close();
  await listener?.close();
});

const arrived = (state: string) => listener.heard.filter(({ fields }) => fields['state'] === state);

test.each([true, false])(
  '§9.9, settled 14c an answer by form_post reaches the application on another origin; script %s',
  async (script) => {
    const { context, page } = await visit(browser, { language: 'nl', script });
    const begun = await app.begin({ portal: 'acme', response_mode: 'form_post' });
    await page.goto(begun.url);
    await fillIn(page, 'Anna');
    if (!script) {
      expect(await page.textContent('h1')).toBe('Je gaat verder');
      await Promise.all([page.waitForNavigation(), page.click('main form button')]);
    }
    await page.waitForURL(`http://${listener.host}/callback`);
    const [heard, ...more] = arrived(begun.state);
    expect(more).toEqual([]);
    expect(heard?.fields).toMatchObject({ code: expect.any(String), iss: world.url });
    const callback = `${app.options.redirectUri}?${new URLSearchParams(heard?.fields)}`;
    expect((await app.exchange(callback, begun)).claims()?.iss).toBe(world.url);
    await context.close();
  },
);

test.each([true, false])(
  '§9.9 another person in the same browser reaches the application too, past the sign-out of the first; script %s',
  async (script) => {
    const { context, page } = await visit(browser, { script });
    await page.goto((await app.begin({ portal: 'acme' })).url);
    await fillIn(page, 'Anna');
    const begun = await app.begin({ portal: 'acme', prompt: 'login' });
    await page.goto(begun.url);
    await fillIn(page, 'Bram');
    // Nobody's sign-in ends without a press (R12.2 i).
    await page.click('main form button', { noWaitAfter: true });
    await page.waitForURL(`http://${listener.host}/callback?**`);
    expect((await app.exchange(page.url(), begun)).claims()?.sub).toBe(bram);
    await context.close();
  },
);
