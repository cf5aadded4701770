import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { agePasswords } from '../kit/aged.ts';
import { openBrowser, type VisitOptions, visit } from '../kit/browser.ts';
import { type Listener, openListener } from '../kit/listener.ts';
import type { RelyingParty } from '../kit/relying-party.ts';
import { openWorld, PASSWORD, type World } from '../kit/world.ts';
import { fillIn, send } from './places.ts';
import { RENEWAL_TEXTS } from './renewal-texts.ts';

const NEXT = 'vijf ezels op de dijk';
const WAYS = [
  { language: 'nl', script: true },
  { language: 'nl', script: false },
  { language: 'en', script: true },
  { language: 'en', script: false },
] as const;
type Way = (typeof WAYS)[number];

let browser: Browser;
let world: World;
let app: RelyingParty;
/** Where the app is: it answers nothing, but the browser has arrived. */
let place: Listener;

const nameOf = (what: string, { language, script }: Way) => `${what}-${language}-${script ? 'with' : 'without'}`;

beforeAll(async () => {
  world = await openWorld();
  const people = WAYS.flatMap((way) => [
    [nameOf('old', way), 91] as const,
    [nameOf('soon', way), 83] as const,
    [nameOf('fresh', way), 0] as const,
  ]);
  await agePasswords(world, 'initech', Object.fromEntries(people));
  place = await openListener();
  app = await world.relyingParty('exam', { redirect_uris: [`http://${place.host}/callback`] });
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
  await world.close();
  await place.close();
});

async function signIn(options: VisitOptions, username: string, look: (page: Page) => Promise<void>, password = PASSWORD): Promise<void> {
  const { context, page } = await visit(browser, options);
  await page.goto((await app.begin({ portal: 'initech' })).url);
  await fillIn(page, username, password);
  await look(page);
  await context.close();
}

const arrived = (page: Page) => expect(page.url()).toContain(`http://${place.host}/callback?code=`);

/** Types a new password as the page asks it here: twice without script. */
async function typeNew(page: Page, script: boolean, password = NEXT): Promise<void> {
  await page.fill('#new-password', password);
  if (!script) await page.fill('#new-password-again', password);
}

describe.each(WAYS)('in $language, script $script', (way) => {
  const { language, script } = way;
  const says = RENEWAL_TEXTS[language];

  test('R13.3 a password of 91 days → a new one → the app; the old one is refused, and the new one gets in', async () => {
    const username = nameOf('old', way);
    await signIn(way, username, async (page) => {
      const words = (await page.textContent('main')) ?? '';
      for (const expected of [says.old, says.update]) expect(words).toContain(expected);
      // What makes a browser offer the update: name and new password in one form, answered by a redirect.
      const fields = page.locator('#renewal input:visible');
      const kinds = await fields.evaluateAll((all) =>
        all.map((field) => [field.id, field.getAttribute('autocomplete'), (field as HTMLInputElement).readOnly]),
      );
      const again = script ? [] : [['new-password-again', 'new-password', false]];
      expect(kinds).toEqual([['username', 'username', true], ['new-password', 'new-password', false], ...again]);
      expect(await page.inputValue('#username')).toBe(username);
      await typeNew(page, script);
      await send(page, '#renewal');
      arrived(page);
    });
    await signIn(way, username, async (page) => expect(await page.textContent('main')).toContain(says.noMatch));
    await signIn(way, username, async (page) => arrived(page), NEXT);
  });

  test('ux 1.6 what is wrong with a new password is said in the summary and at the field, and the focus is on it', async () => {
    await signIn(way, 'expired', async (page) => {
      for (const [typed, reasons] of [
        ['initech', [says.short, says.name]],
        ['Welkom-2026!!', [says.common]],
        [PASSWORD, [says.same]],
      ] as const) {
        await typeNew(page, script, typed);
        await send(page, '#renewal');
        for (const reason of reasons) expect(await page.locator('main', { hasText: reason }).locator(`text=${reason}`).count()).toBe(2);
        expect(await page.inputValue('#new-password')).toBe('');
        expect(await page.title()).toMatch(/^(Fout|Error): /);
      }
      if (script) expect(await page.evaluate(() => document.activeElement?.id)).toBe('err');
    });
  });

  test('R13.1 a warning on the way in: later goes to the app, and now goes by the new password', async () => {
    const username = nameOf('soon', way);
    await signIn(way, username, async (page) => {
      expect(await page.textContent('h1')).toBe(says.soon);
      await Promise.all([page.waitForNavigation(), page.click('button[value=renew]')]);
      await Promise.all([page.waitForNavigation(), page.click('button[value=later]')]);
      arrived(page);
    });
    await signIn(way, username, async (page) => arrived(page));
  });

  test('settled 73, R13.5 a change of free will; afterwards the former password is recognised in this browser', async () => {
    const username = nameOf('fresh', way);
    await signIn(way, username, async (page) => {
      await page.goto(`${world.url}/.well-known/change-password`);
      await page.goto(`${world.url}/initech/account/password`);
      expect(await page.inputValue('#username')).toBe(username);
      expect(await page.getAttribute('#current-password', 'autocomplete')).toBe('current-password');
      await page.fill('#current-password', PASSWORD);
      await typeNew(page, script);
      await send(page, '#change');
      expect(await page.textContent('main')).toContain(says.done);
      const again = async (password: string) => {
        await page.goto((await app.begin({ portal: 'initech', prompt: 'login' })).url);
        await fillIn(page, username, password);
      };
      await again(NEXT);
      arrived(page);
      await again(PASSWORD);
      expect(await page.textContent('main')).toContain(says.former);
    });
  });
});

test('ux 1.6 the rules tick themselves off while typing, are announced once in a pause, and the strength is shown', async () => {
  await signIn({ language: 'nl' }, 'expired', async (page) => {
    // Who cannot see the page hears them with the field, before typing.
    expect((await page.getAttribute('#new-password', 'aria-describedby'))?.split(' ')).toContain('rules');
    const state = () => page.locator('.rules li').evaluateAll((items) => items.map((item) => item.hasAttribute('data-ok')));
    expect(await page.isVisible('#strength')).toBe(false);
    expect(await state()).toEqual([false, false]);
    await page.fill('#new-password', 'INITECH');
    expect(await state()).toEqual([false, false]);
    await page.fill('#new-password', 'vijf ezels op de dijk');
    expect(await state()).toEqual([true, true]);
    expect(await page.textContent('.rules li')).toMatch(/^Klaar: 12 tekens of meer$/);
    await page.waitForFunction(() => document.querySelector('#rules-live')?.textContent === '2 van 2 regels klaar');
    expect(await page.textContent('#strength-word')).toBe('Sterkte: sterk');
    expect(await page.getAttribute('#new-password', 'type')).toBe('password');
  });
});

test.each([
  ['aaaaaaaaaaaa', 1],
  ['123456789012', 1],
  ['Welkom2026!!', 1],
  ['wachtwoordwachtwoord', 1],
  ['kaas en brood', 2],
  ['vijf ezels op de dijk', 3],
  ['Vier paarden, 7 ezels en een sloot vol kikkers', 4],
  ['xK9#vQ2$mLp7', 3],
])('ux 1.6 the strength of %s is %i of 4', async (password, strength) => {
  await signIn({}, 'expired', async (page) => {
    await page.fill('#new-password', password);
    expect(await page.locator('meter').evaluate((meter) => (meter as HTMLMeterElement).value)).toBe(strength);
  });
});

test('a hint that appears while the button is pressed does not move it away: one press is enough', async () => {
  await signIn({ width: 360 }, 'expired', async (page) => {
    await page.fill('#new-password', ' initech ');
    await send(page, '#renewal');
    expect(await page.textContent('main')).toContain('It must have 12 or more');
  });
});

test('R3.12 a blank at an end is pointed out while typing, and asked before it is kept', async () => {
  await signIn({ language: 'en' }, 'expired', async (page) => {
    await page.fill('#new-password', 'tien zwanen op de gracht ');
    await page.locator('#new-password').blur();
    expect(await page.textContent('#new-password-note')).toContain('Your password starts or ends with a space. Is that right?');
    await send(page, '#renewal');
    expect(await page.textContent('main')).toContain('Then tick the box.');
    expect(await page.isVisible('#keep-blanks')).toBe(true);
  });
});
