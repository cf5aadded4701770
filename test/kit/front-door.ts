// A portal with one application that starts its own sign-ins, and visitors who come by any address: what happens at the
// application's start is what an application does there (OIDC Core §4).
import type { RelyingParty } from './relying-party.ts';
import { type Answer, Visitor } from './visitor.ts';
import { openWorld, PASSWORD, type World } from './world.ts';

/** Words of the pages, by language. */
export const WORDS = [
  { language: 'en', old: 'This was an old page. You can sign in here.', again: 'Fill in your password once more.', sheet: 'Sign in to' },
  {
    language: 'nl',
    old: 'Dit was een oude pagina. Je kunt hier inloggen.',
    again: 'Vul je wachtwoord nog een keer in.',
    sheet: 'Inloggen bij',
  },
] as const;

/** An error number, as pages show it (ux.md G18). */
export const REFERENCE = /R-[0-9A-Z]{4}-[0-9A-Z]{4}/;
/** Anna's name and password. */
export const ANNA = { username: 'Anna', password: PASSWORD };

const START = 'http://localhost:9/exam/login';

/** An open front door: `acme` with the application `exam`, `globex` without one; Anna and Piet have an account at both. */
export interface FrontDoor {
  readonly world: World;
  readonly app: RelyingParty;
  /** Opens an address as a person does, and whatever the application begins from there. */
  open(visitor: Visitor, address: string): Promise<Answer>;
  /** Presses the button of a page's form. */
  submit(visitor: Visitor, page: Answer, typed: Record<string, string>): Promise<Answer>;
  /** Goes on from an answer: redirects, and the application's start. */
  follow(visitor: Visitor, answer: Answer): Promise<Answer>;
  /** The sheet of a sign-in that the application begins at acme. */
  sheet(visitor?: Visitor, more?: Record<string, string>): Promise<Answer>;
  /** Whether an answer is the application's callback with a code. */
  isIn(answer: Answer): boolean;
  /** Whether the page is a sheet, and Anna gets in from it. */
  letsIn(visitor: Visitor, page: Answer): Promise<boolean>;
}

/** Opens one. */
export async function openFrontDoor(): Promise<FrontDoor> {
  const world = await openWorld();
  for (const portal of ['acme', 'globex']) {
    await world.organisation(portal, { preferredLanguage: 'en' });
    for (const username of ['Anna', 'Piet']) await world.person(portal, username, { givenName: username });
  }
  const app = await world.relyingParty('exam', { portals: ['acme'], initiate_login_uri: START });
  const leaves = (url: string) => url.startsWith(START) || app.isCallback(url);
  const isIn = (answer: Answer) => app.isCallback(answer.url) && new URL(answer.url).searchParams.has('code');
  const begin = async (visitor: Visitor, answer: Answer, times = 1): Promise<Answer> => {
    if (!answer.url.startsWith(START)) return answer;
    if (times > 10) throw new Error('goes round between the provider and the application');
    return begin(visitor, await visitor.open((await app.begin(givenTo(answer, world))).url, leaves), times + 1);
  };
  const submit = async (visitor: Visitor, page: Answer, typed: Record<string, string>) =>
    begin(visitor, await visitor.submit(page, typed, leaves));
  return {
    world,
    app,
    submit,
    isIn,
    open: async (visitor, address) => begin(visitor, await visitor.open(new URL(address, world.url).href, leaves)),
    follow: async (visitor, answer) => begin(visitor, await visitor.follow(answer, leaves)),
    sheet: async (visitor = new Visitor(), more = {}) => visitor.open((await app.begin({ portal: 'acme', ...more })).url),
    letsIn: async (visitor, page) => isSheet(page) && isIn(await submit(visitor, page, ANNA)),
  };
}

/** What the application is told at its start, and passes on. Throws when the one who sends there is not its provider. */
function givenTo(start: Answer, { url }: World): Record<string, string> {
  const { iss, ...given } = Object.fromEntries(new URL(start.url).searchParams);
  if (iss !== url) throw new Error(`an application would not follow ${start.url}`);
  return given;
}

/** Whether the page asks for a user name and password. */
export function isSheet(answer: Answer): boolean {
  return answer.status === 200 && /\/sign-in\/[^/]+\/password$/.test(new URL(answer.url).pathname);
}

/** The portal of an address. */
export function portalOf(answer: Answer): string | undefined {
  return new URL(answer.url).pathname.split('/')[1];
}

/** A visitor who reads this language. */
export function speaking(language: string): Visitor {
  return new Visitor({ 'accept-language': language });
}
