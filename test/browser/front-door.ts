// The demo's assessment app at a portal in each language, in a world whose clock can be wound: what a person with a
// browser meets at any address.
import type { Page } from 'playwright-core';
import { type RunningApp, startAssessmentApp } from '../../demo/assessment-app/app.ts';
import { registerAssessment, SCOPES } from '../../demo/registrations.ts';
import { freePort, openWorld, type World } from '../kit/world.ts';
import { fillIn } from './places.ts';

/** Portals by language, each with Anna and Piet. */
export const DOORS = [
  {
    language: 'nl',
    portal: 'voorbeeld',
    old: 'Dit was een oude pagina. Je kunt hier inloggen.',
    again: 'Vul je wachtwoord nog een keer in.',
    already: 'Je bent al ingelogd als Anna',
  },
  {
    language: 'en',
    portal: 'sample',
    old: 'This was an old page. You can sign in here.',
    again: 'Fill in your password once more.',
    already: 'You are already signed in as Anna',
  },
] as const;

/** A portal and the words of its pages. */
export type Door = (typeof DOORS)[number];

/** An open street of front doors. */
export interface Street {
  readonly world: World;
  readonly app: RunningApp;
  /** Opens an address of the product. */
  go(page: Page, path: string): Promise<void>;
  /** Opens the portal, up to its sheet. */
  toSheet(page: Page, door: Door): Promise<string>;
  /** Signs in from the sheet that is open, up to the application's own page. */
  signIn(page: Page, username?: string): Promise<void>;
  /** Waits for the application's own page, and tells who is signed in there. */
  atTheApp(page: Page): Promise<string>;
  close(): Promise<void>;
}

function openApp(world: World, port: number, report: (error: unknown) => void) {
  const { store, acting } = world.app.installation;
  return startAssessmentApp({
    name: 'Assessment',
    issuer: world.url,
    port,
    portals: DOORS.map(({ portal }) => ({ portal, name: portal })),
    scope: SCOPES.assessment,
    api: true,
    register: (url) => registerAssessment({ store, acting }, url),
    now: () => world.clock.now(),
    report,
  });
}

/** Opens it; `environment` goes over the defaults of a test. */
export async function openStreet(environment: Record<string, string> = {}): Promise<Street> {
  const port = await freePort();
  const world = await openWorld({ VOORDEUR_PRIVATE_NETWORK_HOSTS: `localhost:${port}`, ...environment });
  for (const { portal, language } of DOORS) {
    await world.organisation(portal, { preferredLanguage: language });
    for (const username of ['Anna', 'Piet']) await world.person(portal, username, { givenName: username, familyName: 'Jansen' });
  }
  const surprises: unknown[] = [];
  const app = await openApp(world, port, (error) => surprises.push(error));
  const atTheApp = async (page: Page) => {
    await page.waitForURL((url) => url.origin === app.url && url.pathname === '/');
    return (await page.textContent('#name')) ?? '';
  };
  return {
    world,
    app,
    atTheApp,
    go: async (page, path) => void (await page.goto(world.url + path)),
    toSheet: async (page, { portal }) => {
      await page.goto(`${world.url}/${portal}`);
      await page.waitForURL(`${world.url}/${portal}/sign-in/*/password`);
      return page.url();
    },
    signIn: async (page, username = 'Anna') => {
      await fillIn(page, username);
      await atTheApp(page);
    },
    close: async () => {
      await app.close();
      await world.close();
      if (surprises.length > 0) throw new Error(`the application met surprises: ${surprises.join('; ')}`);
    },
  };
}
