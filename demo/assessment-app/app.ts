// The demo's assessment app: an OpenID Connect relying party such as customers write, on `openid-client` and nothing of
// the product's. Owns its own sessions, in memory, and its own small API. Never sees a password, never asks for one.
import type { IncomingMessage, RequestListener } from 'node:http';
import { cookieOf, jsonReply, type Reply, send } from './http.ts';
import type { Portal } from './pages.ts';
import { type Place, takePlace } from './place.ts';
import { RelyingParty } from './relying-party.ts';
import { ROUTES } from './routes.ts';
import { Shelf } from './shelf.ts';
import { chooseLanguage } from './texts.ts';
import { keysOf, type Trust } from './tokens.ts';
import { type App, trouble, type Visit } from './visit.ts';

/** An app that is to be started. */
export interface AppOptions {
  /** What its pages call it. */
  readonly name: string;
  /** The provider's issuer. */
  readonly issuer: string;
  /** 0 for any free port. */
  readonly port: number;
  /** Organisations whose portals it offers. */
  readonly portals: readonly Portal[];
  /** Scopes it asks for. */
  readonly scope: string;
  /** Whether it has an API of its own, at `<url>/api`. */
  readonly api: boolean;
  /** Registers it at the provider, now that its address is known; returns the credentials it was given. */
  readonly register: (url: string) => Promise<{ readonly clientId: string; readonly clientSecret: string }>;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Told of what went wrong unexpectedly; the person sees a friendly page. */
  readonly report: (error: unknown) => void;
}

/** An app that runs. */
export interface RunningApp {
  readonly url: string;
  close(): Promise<void>;
}

/** How many sign-ins and sessions an app keeps. */
const KEPT = 10_000;

/** Starts the app: takes its port, registers, answers. Throws `EADDRINUSE` when the port is taken, or what `register` threw. */
export async function startAssessmentApp(options: AppOptions): Promise<RunningApp> {
  const place = await takePlace(options.port);
  try {
    place.serve(listener(await appAt(place, options), options.report));
  } catch (error) {
    await place.close();
    throw error;
  }
  return { url: place.url, close: () => place.close() };
}

async function appAt({ url }: Place, options: AppOptions): Promise<App> {
  const { issuer, scope, now, name, portals, api } = options;
  const { clientId, clientSecret } = await options.register(url);
  const addresses = { redirectUri: `${url}/callback`, postLogoutRedirectUri: `${url}/` };
  const party = new RelyingParty({ issuer, clientId, clientSecret, scope, ...addresses, resource: api ? `${url}/api` : undefined }, now);
  let keys: Trust['keys'] | undefined;
  return {
    url,
    issuer,
    clientId,
    face: { name, portals, hasApi: api },
    // Named after the app: cookies ignore ports, so all apps of this machine share them (`settled.md` 13).
    cookies: { browser: `${clientId}-browser`, session: `${clientId}-session` },
    party,
    trust: async () => {
      keys ??= keysOf((await party.configuration()).serverMetadata().jwks_uri ?? `${issuer}/jwks`);
      return { issuer, keys, now };
    },
    underway: new Shelf(KEPT),
    sessions: new Shelf(KEPT),
  };
}

function listener(app: App, report: AppOptions['report']): RequestListener {
  return async (request, response) => {
    const visit = visitOf(app, request);
    const reply = await answer(app, visit).catch((error: unknown) => {
      report(error);
      return trouble(app, visit, 'broken', 502);
    });
    send(response, reply, app.issuer);
  };
}

function visitOf(app: App, request: IncomingMessage): Visit {
  const key = cookieOf(request, app.cookies.session);
  const signedIn = key === undefined ? undefined : app.sessions.get(key);
  return {
    request,
    url: URL.parse(`${app.url}${request.url ?? '/'}`) ?? new URL(app.url),
    language: chooseLanguage(signedIn?.person.locale, request.headers['accept-language']),
    browser: cookieOf(request, app.cookies.browser),
    session: key !== undefined && signedIn ? { key, signedIn } : undefined,
  };
}

async function answer(app: App, visit: Visit): Promise<Reply> {
  const methods = ROUTES[visit.url.pathname];
  if (!methods) return trouble(app, visit, 'missing', 404);
  const handle = methods[visit.request.method === 'HEAD' ? 'GET' : (visit.request.method ?? '')];
  return handle ? handle(app, visit) : jsonReply({ error: 'method_not_allowed' }, 405, { allow: Object.keys(methods).join(', ') });
}
