import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { setOrganisation } from '../../src/domain/administration/organisations.ts';
import { minutes, seconds } from '../../src/kernel/duration.ts';
import { openBrowser, visit } from '../kit/browser.ts';
import { type MailServer, openMailServer } from '../kit/mail/mail-server.ts';
import { textOf } from '../kit/mail/received.ts';
import { wrongOf } from '../kit/second-step/mailed.ts';
import { DOORS, type Door, openStreet, type Street } from './front-door.ts';
import { MAIL_CODE_TEXTS } from './mail-code-texts.ts';
import { fillIn } from './places.ts';

let server: MailServer;
let street: Street;
let browser: Browser;

beforeAll(async () => {
  server = await openMailServer();
  street = await openStreet({ VOORDEUR_SMTP_URL: server.url });
  for (const { portal } of DOORS)
    await setOrganisation(street.world.app.installation.acting, portal, { policy: { twoStep: 'required', twoStepMethods: ['mail'] } });
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
  await street.close();
  await server.close();
});

interface Mailed {
  readonly code: string;
  readonly words: string;
}

/** The code in the newest mail to an address, and what the mail says. */
async function codeTo(address: string): Promise<Mailed> {
  await street.world.app.handOverMail();
  const mail = (await server.received()).filter(({ to }) => to === address).at(-1);
  const text = textOf(mail?.raw ?? '');
  const code = /^Subject: ([A-Z]{2}-\d{6}) /m.exec(text)?.[1];
  if (!code) throw new Error(`no code mailed to ${address}`);
  return { code, words: text.replace(/\s+/g, ' ') };
}

const main = async (page: Page) => ((await page.textContent('main')) ?? '').replace(/\s+/g, ' ');
const press = (page: Page, button: string) => Promise.all([page.waitForNavigation(), page.click(button)]);
const CONTINUE = '#second button:not([name])';

/** Types a code, or pastes it where there is script, and sends it. */
async function type(page: Page, code: string): Promise<void> {
  await page.fill('#code', code);
  await press(page, CONTINUE);
}

/** What is said to be wrong, in the summary and at the field or button. */
async function expectWrong(page: Page, said: string, at: 'code' | 'resend'): Promise<void> {
  expect(await page.title()).toMatch(/^(Fout|Error): /);
  expect(((await page.textContent('#err li')) ?? '').trim()).toBe(said);
  expect(((await page.textContent(`#${at}-error`)) ?? '').trim()).toBe(said);
}

const each = DOORS.flatMap((door) =>
  [true, false].map((script) => [`${door.language}, ${script ? 'with' : 'without'} script`, door, script] as const),
);

describe.each(each)('a code by real mail, in a browser, %s', (name, door: Door, script) => {
  const says = MAIL_CODE_TEXTS[door.language];
  const who = name.replace(/\W+/g, '-');

  /** Up to the page of the code. */
  async function halfway(username: string) {
    const { context, page } = await visit(browser, { language: door.language, script, width: 320 });
    await street.world.person(door.portal, username, { email: `${username}@people.example`, givenName: 'Noor' });
    await street.toSheet(page, door);
    await fillIn(page, username);
    return { context, page, email: `${username}@people.example` };
  }

  test('R14.2 required by policy → the code of the mail → the app; what is wrong is said on the way', async () => {
    const { context, page, email } = await halfway(`first-${who}`);
    const { code, words } = await codeTo(email);
    expect(await page.title()).toContain(says.title);
    expect(await page.textContent('h1')).toBe(says.heading);
    const shown = await main(page);
    for (const text of [says.sent(`f•••@people.example`, code.slice(0, 2)), says.hint(code.slice(0, 2)), says.cannot])
      expect(shown).toContain(text);
    expect(shown).not.toContain(code.slice(3));
    await page.click('details summary');
    expect([await page.isVisible('details p'), await page.textContent('details')]).toEqual([true, expect.stringContaining(says.lost)]);
    expect(words).toContain(says.mail);
    expect(await page.getAttribute('#code', 'autocomplete')).toBe('one-time-code');
    for (const [typed, said] of [
      ['', says.empty],
      ['12345', says.length],
      [`II-${code.slice(3)}`, says.letters(code.slice(0, 2))],
      [wrongOf(code), says.wrong],
    ] as const) {
      await type(page, typed);
      await expectWrong(page, said, 'code');
      expect(await page.inputValue('#code')).toBe('');
      if (script) expect(await page.evaluate(() => document.activeElement?.id)).toBe('err');
    }
    await type(page, `  ${code.toLowerCase().replace('-', ' ')} `);
    expect(await street.atTheApp(page)).toContain('Noor');
    await context.close();
  });

  test('R14.3 another one: too early, in time, the one before still right, all of it told', async () => {
    const { context, page, email } = await halfway(`second-${who}`);
    const older = await codeTo(email);
    expect(await main(page)).toMatch(script ? says.counting : says.early);
    await press(page, '#resend');
    expect((await page.textContent('#resend-error')) ?? '').toMatch(says.early);
    street.world.clock.forward(seconds(31));
    await press(page, '#resend');
    const newer = await codeTo(email);
    expect(newer.code).not.toBe(older.code);
    expect(await main(page)).toContain(says.resent(newer.code.slice(0, 2)));
    // As it is pasted: a whole sentence of the mail before.
    await type(page, `Code: ${older.code}. ${says.mail}`);
    expect(await street.atTheApp(page)).toContain('Noor');
    await context.close();
  });

  test('R14.3 tried five times, and too old an hour later: the page says so and sends another, and that gets in', async () => {
    const { context, page, email } = await halfway(`third-${who}`);
    const { code } = await codeTo(email);
    for (let miss = 1; miss <= 5; miss += 1) await type(page, wrongOf(code, miss));
    await expectWrong(page, says.many, 'resend');
    expect(await page.locator('#code').count()).toBe(0);
    street.world.clock.forward(seconds(31));
    await press(page, '#resend');
    const second = await codeTo(email);
    street.world.clock.forward(minutes(61));
    await type(page, second.code);
    await expectWrong(page, says.old, 'resend');
    await press(page, '#resend');
    await type(page, (await codeTo(email)).code);
    expect(await street.atTheApp(page)).toContain('Noor');
    await context.close();
  });
});

describe('what script adds (ux.md 1.8)', () => {
  const door = DOORS[1];

  test('a pasted sentence becomes its code, leaving the field puts it in form, and typing moves nothing', async () => {
    const { context, page } = await visit(browser, { language: 'en' });
    await street.world.person(door.portal, 'pasting', { email: 'pasting@people.example' });
    await street.toSheet(page, door);
    await fillIn(page, 'pasting');
    const paste = (text: string) =>
      page.evaluate((pasted) => {
        const clipboardData = new DataTransfer();
        clipboardData.setData('text', pasted);
        document.querySelector('#code')?.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
      }, text);
    for (const [text, shown] of [
      ['Je code is KR-123456.', 'KR-123456'],
      ['code is 123456', '123456'],
      ['ＫＲ－１２３４５６', 'KR-123456'],
      ['kr 123 456', 'KR-123456'],
    ] as const) {
      await paste(text);
      expect(await page.inputValue('#code')).toBe(shown);
    }
    await page.fill('#code', '');
    await page.focus('#code');
    await page.keyboard.type('kr 12');
    expect(await page.inputValue('#code')).toBe('kr 12');
    await page.keyboard.type('3456');
    expect(await page.inputValue('#code')).toBe('kr 123456');
    await page.focus('#resend');
    expect(await page.inputValue('#code')).toBe('KR-123456');
    await context.close();
  });

  test('the time until another can be sent is counted down, and its end announced once; the button is active all the while', async () => {
    const { context, page } = await visit(browser, { language: 'en' });
    await page.clock.install();
    await street.world.person(door.portal, 'waiting', { email: 'waiting@people.example' });
    await street.toSheet(page, door);
    await fillIn(page, 'waiting');
    const before = Number(/\d+/.exec((await page.textContent('#next')) ?? '')?.[0]);
    await page.clock.runFor(10_000);
    const after = Number(/\d+/.exec((await page.textContent('#next')) ?? '')?.[0]);
    expect(before - after).toBeGreaterThanOrEqual(9);
    expect(await page.textContent('#again')).toBe('');
    expect(await page.isEnabled('#resend')).toBe(true);
    await page.clock.runFor(30_000);
    expect([await page.textContent('#again'), await page.isVisible('#next')]).toEqual([MAIL_CODE_TEXTS.en.now, false]);
    await context.close();
  });
});
