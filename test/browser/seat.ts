// Where those who inspect sit: a window of a browser for each language, used by one after another. A new window reads
// axe-core and our own script anew, and that is a third of an inspection's time.
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { visit } from '../kit/browser.ts';

/** A window in a language, as good as new. */
export interface Seat {
  readonly page: Page;
  /** What the console complains of, from now on. */
  readonly complaints: string[];
  readonly traffic: Traffic;
  /** Lets the next one have it. A window that is not left, for something went wrong in it, is not used again. */
  leave(): void;
}

/** What the page that is shown last asked for. */
export interface Traffic {
  bytes: number;
  asked: string[];
}

const nothingYet = (): Traffic => ({ bytes: 0, asked: [] });

type Window = Omit<Seat, 'leave'> & { readonly context: BrowserContext };

const left = new WeakMap<Browser, Map<'nl' | 'en', Window>>();

/** A window of that browser, light and wide, without cookies, and with nothing in its way. It is closed with the browser. */
export async function takeSeat(browser: Browser, language: 'nl' | 'en'): Promise<Seat> {
  const free = left.get(browser) ?? new Map<'nl' | 'en', Window>();
  left.set(browser, free);
  const window = free.get(language) ?? (await openWindow(browser, language));
  free.delete(language);
  await window.page.emulateMedia({ colorScheme: 'light' });
  await window.page.setViewportSize({ width: 1280, height: 800 });
  // The page before stays until the next one comes: a blank one between them would end the process that has read so much.
  await window.page.unrouteAll();
  await window.context.clearCookies();
  window.complaints.length = 0;
  // What is still there was asked for by the one before: a road that leads nowhere is told, as it is in a new window.
  Object.assign(window.traffic, nothingYet());
  return { ...window, leave: () => void free.set(language, window) };
}

async function openWindow(browser: Browser, language: 'nl' | 'en'): Promise<Window> {
  const { context, page } = await visit(browser, { language });
  return { context, page, complaints: watchConsole(page), traffic: await watchTraffic(context, page) };
}

/** Complaints of the browser's console; an error page's own status is not one. */
function watchConsole(page: Page): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of (4\d\d|503)/.test(message.text())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return complaints;
}

/** Counts what the page that is shown last asked for, as if nothing had been kept from an earlier one. */
async function watchTraffic(context: BrowserContext, page: Page): Promise<Traffic> {
  const traffic = nothingYet();
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  session.on('Network.requestWillBeSent', ({ request, type }) => {
    if (type === 'Document') Object.assign(traffic, nothingYet());
    traffic.asked.push(request.url);
  });
  session.on('Network.loadingFinished', ({ encodedDataLength }) => {
    traffic.bytes += encodedDataLength;
  });
  return traffic;
}
