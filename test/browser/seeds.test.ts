import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, type VisitOptions, visit } from '../kit/browser.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';
import { fillIn } from './places.ts';

const WRONG = 'something else entirely';
const TEXTS = {
  nl: {
    repaired: 'We hebben een spatie of een verborgen teken uit je gebruikersnaam gehaald.',
    swapped: 'Heb je de twee velden verwisseld?',
    spaceUser: 'Er staat een spatie in je gebruikersnaam. Klopt dat?',
    spaceEnds: 'Je wachtwoord begint of eindigt met een spatie. Klopt dat?',
    caps: 'Caps Lock staat aan.',
    elsewhere: 'In deze browser is eerder ook ingelogd bij:',
    show: 'Tonen',
  },
  en: {
    repaired: 'We removed a space or a hidden character from your username.',
    swapped: 'Are the two fields swapped?',
    spaceUser: 'There is a space in your username. Is that right?',
    spaceEnds: 'Your password starts or ends with a space. Is that right?',
    caps: 'Caps Lock is on.',
    elsewhere: 'This browser was used before to sign in at:',
    show: 'Show',
  },
} as const;

let browser: Browser;
let world: World;
let app: RelyingParty;
let reports: RelyingParty;

beforeAll(async () => {
  world = await openWorld();
  for (const portal of ['acme', 'globex']) {
    await world.organisation(portal);
    await world.person(portal, 'Anna.Jansen', { givenName: 'Anna', familyName: 'Jansen' });
  }
  // It has nowhere to go back to that exists, but the portal's own start page has.
  app = await world.relyingParty('exam');
  reports = await world.relyingParty('reports', { first_party: false });
  browser = await openBrowser();
});

beforeEach(() => world.forgetMisses());

afterAll(async () => {
  await browser?.close();
  await world?.close();
});

async function withPage(options: VisitOptions, look: (page: Page) => Promise<void>): Promise<void> {
  const { context, page } = await visit(browser, options);
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: world.url });
  try {
    await look(page);
  } finally {
    await context.close();
  }
}

const open = async (page: Page, party = app) => page.goto((await party.begin({ portal: 'acme' })).url);
/** Whether a person sees these words on the page. */
const sees = (page: Page, words: string) => page.locator('main').getByText(words).first().isVisible();

/** Puts a text on the clipboard and pastes it in the field, as Ctrl+V does. */
async function paste(page: Page, field: string, text: string): Promise<void> {
  await page.evaluate((copied) => navigator.clipboard.writeText(copied), text);
  await page.focus(field);
  await page.keyboard.press('Control+V');
}

async function press(page: Page): Promise<void> {
  await Promise.all([page.waitForNavigation(), page.click('#signin button:not([name]):not([type=button])')]);
}

describe.each(['nl', 'en'] as const)('in %s', (language) => {
  const texts = TEXTS[language];

  test('S3, R3.1, R3.9 a name pasted with U+200B, NBSP and spaces around: the page says so at once, it works, and the next page says so', () =>
    withPage({ language }, async (page) => {
      await open(page, reports);
      await paste(page, '#username', '\u00a0 \u200bAnna.Jansen\u200b \u00a0');
      await expect(page.textContent('#username-note')).resolves.toContain(texts.spaceUser);
      await page.fill('#password', PASSWORD);
      await press(page);
      expect(new URL(page.url()).pathname).toMatch(/\/consent$/);
      expect(await sees(page, texts.repaired)).toBe(true);
      expect(await sees(page, 'Anna Jansen')).toBe(true);
    }));

  test.each([true, false])(
    'R3.9 after a failure the name stands there without what was hidden, and the page says so; script %s',
    (script) =>
      withPage({ language, script }, async (page) => {
        await open(page);
        await fillIn(page, ' Anna.\u200bJansen\u00a0', WRONG);
        expect(await page.inputValue('#username')).toBe('Anna.Jansen');
        expect(await page.inputValue('#password')).toBe('');
        expect(await sees(page, texts.repaired)).toBe(true);
      }),
  );

  test('R3.12, R3.13 a password pasted with blanks around is pointed out, sent as it is, and works', () =>
    withPage({ language }, async (page) => {
      await page.goto(`${world.url}/acme`);
      await page.fill('#username', 'Anna.Jansen');
      await paste(page, '#password', ` ${PASSWORD} `);
      await expect(page.textContent('#password-note')).resolves.toContain(texts.spaceEnds);
      expect(await page.inputValue('#password')).toBe(` ${PASSWORD} `);
      await press(page);
      expect(new URL(page.url()).pathname).toBe('/acme');
      expect(await page.textContent('h1')).toContain('Anna Jansen');
    }));

  test('R3.10 swapped fields: after the failure the page asks, on shape alone; nothing of it is sent or kept', () =>
    withPage({ language }, async (page) => {
      await open(page);
      const sent: string[] = [];
      page.on('request', (request) => void sent.push(`${request.method()} ${request.postData() ?? ''}`));
      await fillIn(page, WRONG, 'anna@example.nl');
      expect(await sees(page, texts.swapped)).toBe(true);
      const posts = sent.filter((each) => each.startsWith('POST'));
      expect(posts.map((each) => [...new URLSearchParams(each.slice(5)).keys()].sort())).toEqual([['csrf', 'password', 'username']]);
      expect(await page.evaluate(() => JSON.stringify([{ ...sessionStorage }, { ...localStorage }]))).toBe('[{},{}]');
      await fillIn(page, 'anna@example.nl', WRONG);
      expect(await sees(page, texts.swapped)).toBe(false);
    }));

  test('R3.10 without script nobody is asked whether the fields are swapped', () =>
    withPage({ language, script: false }, async (page) => {
      await open(page);
      await fillIn(page, WRONG, 'anna@example.nl');
      expect(await sees(page, texts.swapped)).toBe(false);
    }));

  test.each([true, false])('R16.3 at the wrong portal, the other portals of this browser are one press away; script %s', (script) =>
    withPage({ language, script }, async (page) => {
      await page.goto(`${world.url}/globex`);
      await fillIn(page, 'Anna.Jansen');
      await open(page);
      expect(await sees(page, texts.elsewhere)).toBe(false);
      await fillIn(page, 'Anna.Jansen', WRONG);
      expect(await sees(page, texts.elsewhere)).toBe(true);
      await Promise.all([page.waitForNavigation(), page.click('main ul[aria-labelledby=elsewhere] a')]);
      expect(new URL(page.url()).pathname).toBe('/globex');
      expect(await page.textContent('h1')).toContain('Anna Jansen');
    }),
  );

  test.each(['#username', '#password'])('R19.2 Caps Lock is noticed at %s', (field) =>
    withPage({ language }, async (page) => {
      await open(page);
      const note = `${field}-note`;
      for (const on of [true, false]) {
        await page.focus(field);
        await page.evaluate(
          (caps) => document.activeElement?.dispatchEvent(new KeyboardEvent('keyup', { key: 'A', bubbles: true, modifierCapsLock: caps })),
          on,
        );
        expect((await page.textContent(note))?.includes(texts.caps)).toBe(on);
      }
    }),
  );

  test('R19.1 what the eye showed is hidden before it is sent, and stays hidden after a failure and after Back', () =>
    withPage({ language }, async (page) => {
      await open(page);
      await page.fill('#username', 'Anna.Jansen');
      await page.fill('#password', WRONG);
      await page.click('button.eye');
      expect(await page.getAttribute('#password', 'type')).toBe('text');
      // Looked at in the moment of sending, after the page's own listeners.
      await page.evaluate(() =>
        document.querySelector('form')?.addEventListener('submit', () => {
          sessionStorage.setItem('seen', document.querySelector('#password')?.getAttribute('type') ?? '');
        }),
      );
      await press(page);
      expect(await page.evaluate(() => sessionStorage.getItem('seen'))).toBe('password');
      expect(await page.getAttribute('#password', 'type')).toBe('password');
      await page.goBack();
      expect(await page.getAttribute('#password', 'type')).toBe('password');
      expect(await page.textContent('button.eye span')).toBe(texts.show);
    }));
});
