import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { openBrowser, type VisitOptions, visit } from '../kit/browser.ts';
import { openListener } from '../kit/listener.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';
import { fillIn } from './places.ts';

let browser: Browser;
let world: World;
let app: RelyingParty;

beforeAll(async () => {
  world = await openWorld();
  await world.organisation('acme', { preferredLanguage: 'nl', policy: { twoStep: 'optional' } });
  await world.person('acme', 'Anna');
  // Nobody has mistyped his name: those of Anna are counted from story to story.
  await world.person('acme', 'Dirk');
  app = await world.relyingParty('exam');
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
  await world.close();
});

async function sheet(options: VisitOptions, look: (page: Page) => Promise<void>): Promise<void> {
  const { context, page } = await visit(browser, options);
  await page.goto((await app.begin({ portal: 'acme' })).url);
  await look(page);
  await context.close();
}

const eye = 'button.eye';

// The button's name holds its visible word, so that it can be spoken to (WCAG 2.5.3).
test('R19.1 the eye shows and hides the password by mouse, Enter and Space, and says so', () =>
  sheet({ language: 'nl' }, async (page) => {
    await page.fill('#password', 'geheim');
    const state = async () => [await page.getAttribute('#password', 'type'), await page.getAttribute(eye, 'aria-label')];
    expect(await state()).toEqual(['password', 'Wachtwoord tonen']);
    await page.click(eye);
    expect(await state()).toEqual(['text', 'Wachtwoord verbergen']);
    expect(await page.textContent('body')).toContain('Je wachtwoord is zichtbaar');
    await page.press(eye, 'Enter');
    expect(await state()).toEqual(['password', 'Wachtwoord tonen']);
    await page.press(eye, 'Space');
    expect(await state()).toEqual(['text', 'Wachtwoord verbergen']);
  }));

test('R19.1 a shown password is hidden again when it is sent', () =>
  sheet({}, async (page) => {
    await page.click(eye);
    await page.evaluate(() => document.querySelector('form')?.addEventListener('submit', (event) => event.preventDefault()));
    await page.fill('#username', 'Anna');
    await page.fill('#password', 'x');
    await page.click('#signin button:not([name]):not([type=button])');
    expect(await page.getAttribute('#password', 'type')).toBe('password');
  }));

test('R19.1 without script there is no eye', () =>
  sheet({ script: false }, async (page) => {
    expect(await page.isVisible(eye)).toBe(false);
  }));

test('R19.2 Caps Lock is noticed, and the notice goes when the field is left', () =>
  sheet({}, async (page) => {
    await page.focus('#password');
    const press = (on: boolean) =>
      page.evaluate(
        (caps) => document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: 'a', bubbles: true, modifierCapsLock: caps })),
        on,
      );
    await press(true);
    expect(await page.textContent('#password-note')).toContain('Caps Lock is on.');
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    expect(await page.textContent('#password-note')).not.toContain('Caps Lock');
    // Autofill fires events that are no keyboard events.
    await page.evaluate(() => document.querySelector('#password')?.dispatchEvent(new Event('keydown', { bubbles: true })));
  }));

test('R3.12 a space at the end of the password is pointed out, not removed', () =>
  sheet({}, async (page) => {
    await page.fill('#password', 'geheim ');
    await page.focus('#username');
    expect(await page.textContent('#password-note')).toContain('Your password starts or ends with a space.');
    expect(await page.inputValue('#password')).toBe('geheim ');
  }));

test('ux 1.1 the fields are what password managers look for', () =>
  sheet({}, async (page) => {
    const attributes = (id: string) =>
      page.evaluate(
        (field) => Object.fromEntries([...(document.getElementById(field)?.attributes ?? [])].map((each) => [each.name, each.value])),
        id,
      );
    const common = { autocapitalize: 'none', autocorrect: 'off', spellcheck: 'false' };
    expect(await attributes('username')).toMatchObject({
      ...common,
      name: 'username',
      type: 'text',
      autocomplete: 'username webauthn',
      enterkeyhint: 'next',
    });
    expect(await attributes('password')).toMatchObject({
      ...common,
      name: 'password',
      type: 'password',
      autocomplete: 'current-password',
      enterkeyhint: 'go',
    });
    expect(await page.locator('[placeholder], [maxlength]').count()).toBe(0);
  }));

test('ux G5 after an error the summary has the focus, its link leads to the field, and the title says it', () =>
  sheet({ language: 'nl' }, async (page) => {
    await fillIn(page, 'Anna', 'something else entirely');
    expect(await page.title()).toMatch(/^Fout: /);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('err');
    await page.click('#err a');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('username');
    expect(await page.getAttribute('#username', 'aria-invalid')).toBe('true');
    expect(await page.getAttribute('#password', 'aria-invalid')).toBe('true');
  }));

test.each([true, false])('ux G10 the language changes in the middle of a sign-in and nothing is lost, script %s', (script) =>
  sheet({ language: 'nl', script }, async (page) => {
    await fillIn(page, 'Anna', 'something else entirely');
    await Promise.all([page.waitForNavigation(), page.click('a[hreflang=en]')]);
    expect(await page.getAttribute('html', 'lang')).toBe('en');
    expect(await page.textContent('main')).toContain('do not match');
    expect(await page.inputValue('#username')).toBe('Anna');
    expect(page.url()).not.toContain('lang=');
  }),
);

test('ux G10 a name that was only typed survives the change of language, and never stands in the address', () =>
  sheet({ language: 'nl' }, async (page) => {
    await page.fill('#username', 'Anna');
    await Promise.all([page.waitForNavigation(), page.click('a[hreflang=en]')]);
    expect(await page.inputValue('#username')).toBe('Anna');
    expect(page.url()).not.toContain('Anna');
  }));

test('ux 5.7 Tab goes through the sheet in the order it is read', () =>
  sheet({}, async (page) => {
    const focused = () =>
      page.evaluate(() => {
        const here = document.activeElement;
        return here?.id || here?.getAttribute('hreflang') || here?.className || here?.textContent || '';
      });
    await page.focus('a');
    const order = [await focused()];
    for (let step = 0; step < 9; step += 1) {
      await page.keyboard.press('Tab');
      order.push(await focused());
    }
    const [skip, ...rest] = order;
    expect(skip).toBe('skip');
    expect(rest.slice(0, 4)).toEqual(['nl', 'en', 'username', 'password']);
    expect(rest[4]).toContain('eye');
    expect(rest[5]).toContain('button');
    expect(rest.slice(6)).toEqual(['passkey', 'Forgot your password?', 'Forgot your username?']);
  }));

test('R15.1 the notice for outdated browsers is hidden here, and shows where :is() is not understood', () =>
  sheet({}, async (page) => {
    const notice = page.locator('.old');
    expect(await notice.isVisible()).toBe(false);
    await page.evaluate(() => {
      for (const sheet of document.styleSheets)
        for (let at = sheet.cssRules.length - 1; at >= 0; at--) if (sheet.cssRules[at]?.cssText.includes(':is(')) sheet.deleteRule(at);
    });
    expect(await notice.isVisible()).toBe(true);
  }));

test('ux 5.22 a double press signs in once, and Back from the app shows nothing of what was typed', async () => {
  const listener = await openListener();
  const exam = await world.relyingParty('reached', { redirect_uris: [`http://${listener.host}/callback`] });
  const { context, page } = await visit(browser);
  await page.goto((await exam.begin({ portal: 'acme' })).url);
  await page.fill('#username', 'Dirk');
  await page.fill('#password', PASSWORD);
  await page.dblclick('#signin button:not([name]):not([type=button])', { noWaitAfter: true });
  await page.waitForURL(`http://${listener.host}/callback?*code=*`);
  const signIns = (await world.app.installation.store.ports.audit.list({}, 1000)).filter((row) => row.event === 'sign-in.succeeded');
  expect(signIns.length).toBe(1);
  await page.goBack();
  const typed = page.locator('#username, #password');
  const values = await typed.evaluateAll((fields) => fields.map((field) => (field as HTMLInputElement).value));
  expect(values.filter(Boolean)).toEqual([]);
  expect(await page.content()).not.toContain(PASSWORD);
  await context.close();
  await listener.close();
});
