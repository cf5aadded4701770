// Organisations whose people sign in at work: the demo's assessment app, portals in both languages with single sign-on beside
// passwords and instead of them, and the identity provider in another process, on what is another site to a browser.
import type { Page } from 'playwright-core';
import { type RunningApp, startAssessmentApp } from '../../demo/assessment-app/app.ts';
import { registerAssessment, SCOPES } from '../../demo/registrations.ts';
import { setAccount } from '../../src/domain/administration/accounts.ts';
import {
  callbackOf,
  colleague,
  connectTo,
  type IdentityProvider,
  linkTo,
  openIdentityProvider,
  WORK_PASSWORD,
} from '../kit/identity-provider.ts';
import { freePort, openWorld, type World } from '../kit/world.ts';

/** Portals by language: `offered` has passwords too, `only` sends everybody to work. */
export const WORKPLACES = [
  {
    language: 'nl',
    offered: 'voorbeeld',
    only: 'haven',
    button: 'Inloggen via',
    failed: (name: string) => `Inloggen via ${name} is niet gelukt`,
    cancelled: 'Je bent gestopt met inloggen.',
    noAccount: 'maar je hebt hier geen account',
    blocked: 'Je account hier is niet actief',
    down: 'geeft geen antwoord',
    atWork: 'Je logt in met het account van je werk.',
    still: 'Misschien ben je nog ingelogd bij Noordhaven ID.',
  },
  {
    language: 'en',
    offered: 'sample',
    only: 'harbour',
    button: 'Sign in through',
    failed: (name: string) => `Signing in through ${name} did not work`,
    cancelled: 'You stopped signing in.',
    noAccount: 'but there is no account for you here',
    blocked: 'Your account here is not active',
    down: 'does not answer',
    atWork: 'You sign in with your account at work.',
    still: 'You may still be signed in at Noordhaven ID.',
  },
] as const;

/** Portals and the words of their pages. */
export type Workplace = (typeof WORKPLACES)[number];

/** Known at every portal; at none; suspended at every one. */
export const [MARIJKE, SVEN, TIM] = [colleague('Marijke', { amr: ['pwd'] }), colleague('Sven'), colleague('Tim')] as const;

/** All of it, open. */
export interface Town {
  readonly world: World;
  readonly app: RunningApp;
  readonly provider: IdentityProvider;
  /** From the application's own page to its sign-in at a portal, wherever that begins. */
  begin(page: Page, portal: string): Promise<void>;
  /** Signs in at the identity provider, or at another one, whose page is open. */
  signInAtWork(page: Page, username?: string, there?: IdentityProvider): Promise<void>;
  /** Waits for the application's own page, and tells who is signed in there. */
  atTheApp(page: Page): Promise<string>;
  close(): Promise<void>;
}

/** Opens it. */
export async function openTown(): Promise<Town> {
  const port = await freePort();
  const world = await openWorld({ VOORDEUR_PRIVATE_NETWORK_HOSTS: `localhost:${port}` });
  const provider = await openIdentityProvider(callbackOf(world), [MARIJKE, SVEN, TIM]);
  for (const { language, offered, only } of WORKPLACES) {
    await settle(world, provider, offered, { preferredLanguage: language }, 'offered');
    await settle(world, provider, only, { preferredLanguage: language }, 'required');
  }
  const surprises: unknown[] = [];
  const app = await openApp(world, port, (error) => surprises.push(error));
  return {
    world,
    app,
    provider,
    begin: async (page, portal) => {
      await page.goto(`${app.url}/`);
      await Promise.all([page.waitForNavigation(), page.click(`#portal-${portal}`)]);
    },
    signInAtWork: async (page, username = MARIJKE.username, there = provider) => {
      await page.waitForURL(`${there.issuer}/**`);
      await page.fill('#username', username);
      await page.fill('#password', WORK_PASSWORD);
      await Promise.all([page.waitForNavigation(), page.click('#sign-in')]);
    },
    atTheApp: async (page) => {
      await page.waitForURL((url) => url.origin === app.url && url.pathname === '/');
      return (await page.textContent('#username')) ?? '';
    },
    close: async () => {
      await provider.close();
      await app.close();
      await world.close();
      if (surprises.length > 0) throw new Error(`the application met surprises: ${surprises.join('; ')}`);
    },
  };
}

/** A portal with its people, some of them linked to their accounts at work. */
async function settle(world: World, provider: IdentityProvider, portal: string, more: object, singleSignOn: 'offered' | 'required') {
  await world.organisation(portal, more);
  await connectTo(world, portal, provider, { policy: { singleSignOn } });
  for (const person of [MARIJKE, TIM]) {
    const { username, givenName, familyName, email } = person;
    const { id } = await world.person(portal, username, { givenName, familyName, email });
    await linkTo(world, id, person);
    if (person === TIM) await setAccount(world.app.installation.acting, id, { state: 'suspended' });
  }
}

function openApp(world: World, port: number, report: (error: unknown) => void): Promise<RunningApp> {
  const { store, acting } = world.app.installation;
  return startAssessmentApp({
    name: 'Assessment',
    issuer: world.url,
    port,
    portals: WORKPLACES.flatMap(({ offered, only }) => [offered, only]).map((portal) => ({ portal, name: portal })),
    scope: SCOPES.assessment,
    api: true,
    register: (url) => registerAssessment({ store, acting }, url),
    now: () => world.clock.now(),
    report,
  });
}
