import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { axeViolations, openBrowser, visit } from '../kit/browser.ts';
import { type Listener, openListener } from '../kit/listener.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { latestCodeIn } from '../kit/second-step/mailed.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';
import { fillIn } from './places.ts';

const POLICY = { twoStep: 'required', twoStepMethods: ['mail'], trustedBrowserDays: 30 };
const SAYS = {
  nl: { trust: 'Vraag op dit apparaat 30 dagen niet om een code', stuck: 'Je hebt een tweede stap nodig', again: 'Opnieuw proberen' },
  en: { trust: 'Do not ask for a code on this device for 30 days', stuck: 'You need a second step', again: 'Try again' },
} as const;
const WAYS = (['nl', 'en'] as const).flatMap((language) => [true, false].map((script) => ({ language, script })));

let browser: Browser;
let world: World;
let app: RelyingParty;
let place: Listener;

beforeAll(async () => {
  world = await openWorld();
  await world.organisation('voorbeeld', { preferredLanguage: 'nl', policy: POLICY });
  for (const { language, script } of WAYS) {
    const username = `anna-${language}-${script}`;
    await world.person('voorbeeld', username, { email: `${username}@people.example`, locale: language });
    await world.person('voorbeeld', `bert-${language}-${script}`, { locale: language });
  }
  place = await openListener();
  app = await world.relyingParty('exam', { redirect_uris: [`http://${place.host}/callback`] });
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
  await world.close();
  await place.close();
});

const arrived = (page: Page) => expect(page.url()).toContain(`http://${place.host}/callback?code=`);
const isAsked = async (page: Page) => (await page.locator('#code').count()) === 1;

async function toSecondStep(page: Page, username: string, language: string): Promise<void> {
  await page.goto((await app.begin({ portal: 'voorbeeld', prompt: 'login', ui_locales: language })).url);
  await fillIn(page, username, PASSWORD);
}

describe.each(WAYS)('in $language, script $script', ({ language, script }) => {
  const says = SAYS[language];

  test('R14.6 the box is ticked with the code → the next sign-in here asks none, another browser is asked', async () => {
    const username = `anna-${language}-${script}`;
    const { context, page } = await visit(browser, { language, script });
    await toSecondStep(page, username, language);
    const box = page.getByLabel(says.trust);
    expect(await box.isChecked()).toBe(false);
    if (script) expect(await axeViolations(page)).toEqual([]);
    await box.check();
    await page.fill('#code', await latestCodeIn(world));
    await page.press('#code', 'Enter');
    arrived(page);
    await toSecondStep(page, username, language);
    arrived(page);
    await context.close();
    const other = await visit(browser, { language, script });
    await toSecondStep(other.page, username, language);
    expect(await isAsked(other.page)).toBe(true);
    await other.context.close();
  });

  test('ux 1.8 who can have no second step reads whom to ask', async () => {
    const { context, page } = await visit(browser, { language, script });
    await toSecondStep(page, `bert-${language}-${script}`, language);
    expect(await page.textContent('h1')).toBe(says.stuck);
    expect(await page.textContent('main')).toContain('Carla');
    if (script) expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('button', { name: says.again }).click();
    expect(await page.textContent('h1')).toBe(says.stuck);
    await context.close();
  });
});
