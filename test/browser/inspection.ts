// What is looked at on every page, in every state: the same look for all, so that a new page is held to it by being in
// the router. Each finding is a line that says where and what.
import type { Browser, Page } from 'playwright-core';
import { axeViolations } from '../kit/browser.ts';
import type { Road, Scene } from './places.ts';
import { cutOff, reflowFaults } from './reflow.ts';
import { type Traffic, takeSeat } from './seat.ts';

/** A colour scheme and a width: a desktop, and a phone or a desktop at 400 % (ux.md G13). */
type Look = readonly ['light' | 'dark', 1280 | 320];
/** Those in which a page is looked at besides light and wide, in which it is loaded: all. */
const LOOKS: readonly Look[] = [
  ['light', 320],
  ['dark', 1280],
  ['dark', 320],
];
/** Between both languages each colour scheme with each width, and each of them in each language. */
export const LOOKS_IN: Readonly<Record<'nl' | 'en', readonly Look[]>> = { nl: LOOKS.slice(2), en: LOOKS.slice(0, 2) };
/** ux.md 2.5: bytes on the wire at a first visit, and requests besides the icon. */
const BUDGET = { bytes: 30 * 1024, requests: 5 };

/** Goes down a road in a language and looks at where it ends, in that language's looks. Returns what is wrong. */
export async function inspect(browser: Browser, language: 'nl' | 'en', scene: Scene, road: Road): Promise<string[]> {
  const seat = await takeSeat(browser, language);
  const { page, complaints, traffic } = seat;
  await road(page, scene);
  const found = [...(await structureFaults(page, language)), ...(await roomFaults(page)), ...(await axeViolations(page))];
  // Read now, after some time has passed and before the window changes, which moves things rightly.
  found.push(...(await layoutShift(page)), ...trafficFaults(traffic, scene.world.url));
  found.push(...(await inOtherLights(page, LOOKS_IN[language])));
  found.push(...(await reflowFaults(page)), ...complaints);
  seat.leave();
  return found.map((fault) => `${language}: ${fault}`);
}

/** The page that is open, in the colour schemes and widths that it was not loaded in. Returns what is wrong. */
export async function inOtherLights(page: Page, looks = LOOKS): Promise<string[]> {
  const found: string[] = [];
  for (const [colorScheme, width] of looks) found.push(...(await lookAgain(page, colorScheme, width)));
  return found;
}

/** The same page, not loaded again. */
async function lookAgain(page: Page, colorScheme: 'light' | 'dark', width: number): Promise<string[]> {
  await page.emulateMedia({ colorScheme });
  await page.setViewportSize({ width, height: 800 });
  const found = await axeViolations(page);
  return [...found.map((violation) => `${colorScheme} ${width}: ${violation}`), ...(await cutOff(page, `${colorScheme} ${width}`))];
}

function trafficFaults({ bytes, asked }: Traffic, origin: string): string[] {
  const foreign = asked.filter((url) => new URL(url).origin !== origin && !url.startsWith('data:'));
  const found = foreign.map((url) => `asks another host: ${url}`);
  const requests = asked.filter((url) => !url.includes('icon')).length;
  if (bytes === 0) found.push('nothing was measured');
  if (bytes > BUDGET.bytes) found.push(`weighs ${bytes} bytes`);
  // A challenge brings its picture and its calculation.
  const challenged = asked.some((url) => url.includes('/captcha/'));
  // Passkeys bring a script of their own, which other pages need not carry.
  const passkeys = asked.some((url) => url.includes('/passkey.'));
  if (requests > BUDGET.requests + (challenged ? 2 : 0) + (passkeys ? 1 : 0)) found.push(`makes ${requests} requests`);
  return found;
}

/** What moved after it was first drawn (ux.md 2.5: nothing), as a line. */
export async function layoutShift(page: Page): Promise<string[]> {
  const shift = await page.evaluate(() => {
    let sum = 0;
    new PerformanceObserver((list) => {
      for (const { value } of list.getEntries() as unknown as { value: number }[]) sum += value;
    }).observe({ type: 'layout-shift', buffered: true });
    // Earlier entries are handed over in a task of their own, which comes before the frame after the next.
    return new Promise<number>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => resolve(sum)))));
  });
  return shift > 0 ? [`layout shift of ${shift}`] : [];
}

/** ux.md G1, G3, G4, G11. */
async function structureFaults(page: Page, language: string): Promise<string[]> {
  const seen = await page.evaluate(() => {
    const count = (selector: string) => document.querySelectorAll(selector).length;
    const first = (selector: string) => document.querySelector(selector)?.getAttribute('href');
    const described = [...document.querySelectorAll('[aria-describedby]')].flatMap(
      (element) => element.getAttribute('aria-describedby')?.split(' ') ?? [],
    );
    return {
      lang: document.documentElement.lang,
      parts: [count('h1'), count('main#main'), count('body > header'), count('body > footer')],
      firstLink: first('a'),
      firstFooterLink: first('footer a')?.split('/').at(-1),
      checkedByBrowser: count('form:not([novalidate])'),
      placeholders: count('[placeholder], [maxlength]'),
      errorInTitle: count('#err') === Number(/^(?:Fout|Error): /.test(document.title)),
      danglingDescriptions: described.filter((id) => !document.getElementById(id)),
    };
  });
  const right = {
    lang: language,
    parts: [1, 1, 1, 1],
    firstLink: '#main',
    firstFooterLink: 'help',
    checkedByBrowser: 0,
    placeholders: 0,
    errorInTitle: true,
    danglingDescriptions: [],
  };
  const names = Object.keys(right) as (keyof typeof right)[];
  return names
    .filter((name) => JSON.stringify(seen[name]) !== JSON.stringify(right[name]))
    .map((name) => `${name} is ${JSON.stringify(seen[name])}`);
}

/** Like things with unlike room: a form with room of its own above it, which the card gives already, and a list of terms that is indented. */
async function roomFaults(page: Page): Promise<string[]> {
  const { forms, lists } = await page.evaluate(() => {
    const top = (element: Element) => element.getBoundingClientRect().top;
    const shown = (form: Element) => [...form.children].find((child) => child.checkVisibility());
    return {
      forms: [...document.querySelectorAll('.card > form')].filter((form) => top(shown(form) ?? form) - top(form) > 1).length,
      lists: [...document.querySelectorAll('dl')].filter((list) => getComputedStyle(list).paddingLeft !== '0px').length,
    };
  });
  return [...(forms > 0 ? [`${forms} forms begin with room`] : []), ...(lists > 0 ? [`${lists} lists of terms are indented`] : [])];
}
