// What the stories of "My account" have in common: Anna and Bert of acme, an application that hears of ends, and forms that
// stand several on one page.
import { parse } from 'node-html-parser';
import { redeem } from './endpoints.ts';
import { type Listener, openListener } from './listener.ts';
import type { RelyingParty } from './relying-party.ts';
import { signIn } from './sign-in.ts';
import { type Answer, Visitor } from './visitor.ts';
import { openWorld, type World } from './world.ts';

/** Browsers as they call themselves. */
export const BROWSERS = {
  chrome: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/147.0.0.0 Safari/537.36',
  firefox: 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
} as const;

/** An open story. */
export interface AccountStory {
  readonly world: World;
  /** First party, and told of ends over the back channel. */
  readonly app: RelyingParty;
  readonly listener: Listener;
  readonly anna: { readonly id: string };
  readonly bert: { readonly id: string };
  /** Signs in at the application, in a browser of its own; with the tokens that it got. */
  signedIn(
    username: string,
    userAgent?: string,
  ): Promise<{ readonly visitor: Visitor; readonly tokens: Readonly<Record<string, unknown>> }>;
  /** Opens a page of the account at acme. */
  open(visitor: Visitor, place?: string): Promise<Answer>;
  close(): Promise<void>;
}

/** Opens one. */
export async function openAccountStory(environment: Record<string, string> = {}): Promise<AccountStory> {
  const listener = await openListener();
  const world = await openWorld({ VOORDEUR_PRIVATE_NETWORK_HOSTS: listener.host, ...environment });
  await world.organisation('acme', { preferredLanguage: 'en' });
  const anna = await world.person('acme', 'Anna', { givenName: 'Anna', familyName: 'Jansen', email: 'anna@people.example' });
  const bert = await world.person('acme', 'Bert', { email: 'bert@people.example' });
  const app = await world.relyingParty('exam', { backchannel_logout_uri: `http://${listener.host}/logout` });
  return {
    world,
    app,
    listener,
    anna,
    bert,
    signedIn: async (username, userAgent = BROWSERS.chrome) => {
      const arrived = await signIn(app, username, { portal: 'acme' }, new Visitor({ 'user-agent': userAgent }));
      return { visitor: arrived.visitor, tokens: (await redeem(app, arrived)).body };
    },
    open: (visitor, place = '') => visitor.open(`${world.url}/acme/account${place}`),
    close: async () => {
      await world.close();
      await listener.close();
    },
  };
}

/** The values of all buttons and hidden fields of this name on a page, in order. */
export function valuesOf(page: Answer, name: string): readonly string[] {
  const found = parse(page.text).querySelectorAll(`main [name="${name}"]`);
  return found.map((element) => element.getAttribute('value') ?? '');
}

/** The path of an answer's address. */
export function pathOf({ url }: Pick<Answer, 'url'>): string {
  return new URL(url).pathname;
}
