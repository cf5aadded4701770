import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { openBrowser, visit } from '../kit/browser.ts';
import { linkIn, takeMail, takeOne } from '../kit/mailbag.ts';
import { invited } from '../kit/recovery.ts';
import { PASSWORD } from '../kit/world.ts';
import { DOORS, type Door, openStreet, type Street } from './front-door.ts';
import { ask, readPicture } from './mailed-forms.ts';
import { fillIn, send } from './places.ts';

const CHOSEN = 'vijf ezels op de dijk';
const WORDS = {
  nl: {
    active: 'Je account is actief',
    look: 'Kijk in je e-mail',
    renewed: 'Je hebt een nieuw wachtwoord',
    dead: 'Deze activatielink werkt niet meer',
  },
  en: {
    active: 'Your account is active',
    look: 'Look in your e-mail',
    renewed: 'You have a new password',
    dead: 'This activation link no longer works',
  },
} as const;

let browser: Browser;
let street: Street;
let people = 0;

beforeAll(async () => {
  street = await openStreet();
  browser = await openBrowser();
});

beforeEach(async () => {
  await street.world.forgetMisses();
  await takeMail(street.world);
});

afterAll(async () => {
  await browser.close();
  await street.close();
});

/** Somebody new, named by nothing that stands on a page besides. */
function newPerson({ portal }: Door, password?: string) {
  people += 1;
  return street.world.person(portal, `Willemijn-${people}`, { email: `w-${people}@people.example`, givenName: 'Willemijn', password });
}

/** Fills in a new password; without script it is typed twice. */
async function choose(page: Page, script: boolean): Promise<void> {
  await page.fill('#new-password', CHOSEN);
  if (!script) await page.fill('#new-password-again', CHOSEN);
  await send(page, '#choose');
}

/** From the page that says it is done to the application's own. */
async function onward(page: Page): Promise<string> {
  await Promise.all([page.waitForURL(/\/sign-in\/[^/]+\/password$/), page.click('main a.button')]);
  const name = await page.inputValue('#username');
  await fillIn(page, name, CHOSEN);
  return street.atTheApp(page);
}

const each = DOORS.flatMap((door) =>
  [true, false].map((script) => [`${door.language}, ${script ? 'with' : 'without'} script`, door, script] as const),
);

describe.each(each)('in a browser, %s', (_name, door, script) => {
  const words = WORDS[door.language];
  const inBrowser = (act: (page: Page, context: BrowserContext) => Promise<void>) => async () => {
    const { context, page } = await visit(browser, { language: door.language, script });
    await act(page, context);
    await context.close();
  };

  test(
    'R7.1 an invitation leads by its link to a password, to the sign-in with the name filled in, and to the app',
    inBrowser(async (page) => {
      const { id } = await newPerson(door);
      const { address } = await invited(street.world, id);
      await page.goto(address);
      expect(page.url()).toMatch(new RegExp(`/${door.portal}/activate/[\\w-]{22}$`));
      await choose(page, script);
      expect(await page.textContent('h1')).toBe(words.active);
      expect(await page.textContent('main')).toContain(`${street.world.url}/${door.portal}`);
      expect(await onward(page)).toContain('Willemijn');
    }),
  );

  test(
    'R4.1 a forgotten password is asked for at the sign-in, made anew by the link, and lets one in',
    inBrowser(async (page, context) => {
      const { username } = await newPerson(door, PASSWORD);
      await street.toSheet(page, door);
      await Promise.all([page.waitForURL(/forgot-password$/), page.click('a[href$="/forgot-password"]')]);
      await page.fill('#username', username);
      await ask(street.world, page, context, script);
      expect(await page.textContent('h1')).toBe(words.look);
      expect(await page.textContent('main')).toContain(username);
      await page.goto(linkIn(await takeOne(street.world, 'password-reset')).address);
      await choose(page, script);
      expect(await page.textContent('h1')).toBe(words.renewed);
      expect(await onward(page)).toContain('Willemijn');
    }),
  );

  test(
    'R6.1, R16.1 a forgotten user name and a forgotten portal are mailed to the address that was typed',
    inBrowser(async (page, context) => {
      await newPerson(door, PASSWORD);
      for (const [address, kind] of [
        [`/${door.portal}/forgot-username`, 'user-names'],
        ['/sign-in/which-portal', 'portals'],
      ] as const) {
        await street.go(page, address);
        await page.fill('#email', `w-${people}@people.example`);
        await ask(street.world, page, context, script);
        expect(await page.textContent('h1')).toBe(words.look);
        expect((await takeOne(street.world, kind)).to).toBe(`w-${people}@people.example`);
      }
    }),
  );

  test(
    'R7.6 a dead link says so and has a fresh one sent by one press; R7.10 its code opens it as well',
    inBrowser(async (page, context) => {
      const { id, username } = await newPerson(door);
      const { address } = await invited(street.world, id);
      street.world.clock.forward(15 * 86_400_000);
      await page.goto(address);
      expect(await page.textContent('h1')).toBe(words.dead);
      expect(await page.textContent('main')).toContain('Carla');
      await send(page, '#mend');
      expect(await page.textContent('h1')).toBe(words.look);
      const { code } = linkIn(await takeOne(street.world, 'activation'));
      await street.go(page, `/${door.portal}/code`);
      await page.fill('#username', username);
      await page.fill('#code', code);
      if (!script) await page.fill('#captcha', await readPicture(street.world, page, context));
      await send(page, '#typed-code');
      await choose(page, script);
      expect(await page.textContent('h1')).toBe(words.active);
      street.world.clock.release();
    }),
  );
});
