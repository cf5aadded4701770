import { AuthorizationResponseError, ResponseBodyError } from 'openid-client';
import { cookie, goTo, isOwnForm, jsonReply, pageReply, type Reply, readForm } from './http.ts';
import { type SignedIn, signedInPage, welcomePage } from './pages.ts';
import { STYLE } from './style.ts';
import { checkAccessToken, checkLogoutToken } from './tokens.ts';
import { type App, trouble, unguessable, type Visit } from './visit.ts';

type Handle = (app: App, visit: Visit) => Promise<Reply>;
type OwnSession = NonNullable<Visit['session']>;

/** Scope of the app's own API. */
export const API_SCOPE = 'results:read';

/** Every address of the app, and what it does for each method. */
export const ROUTES: Readonly<Record<string, Readonly<Record<string, Handle>>>> = {
  '/': { GET: home },
  '/style.css': { GET: async () => ({ status: 200, headers: { 'content-type': 'text/css; charset=utf-8' }, body: STYLE }) },
  // Both methods, as OpenID Connect Core §4 wants of an `initiate_login_uri`.
  '/login': { GET: login, POST: login },
  '/callback': { GET: callback },
  '/refresh': { POST: withSession(refresh) },
  '/api-call': { POST: withSession(callApi) },
  '/logout': { POST: withSession(logout) },
  '/backchannel-logout': { POST: backchannelLogout },
  '/api/results': { GET: results },
};

async function home(app: App, visit: Visit): Promise<Reply> {
  const { session, language } = visit;
  return pageReply(session ? signedInPage(app.face, language, session.signedIn) : welcomePage(app.face, language));
}

/** Starts a sign-in, by our own link or by the provider (`iss`). Nothing else it is told is followed. */
async function login(app: App, visit: Visit): Promise<Reply> {
  const given = visit.request.method === 'POST' ? ((await readForm(visit.request)) ?? new URLSearchParams()) : visit.url.searchParams;
  if ((given.get('iss') ?? app.issuer) !== app.issuer) return trouble(app, visit, 'foreign', 400);
  const wishes = { portal: given.get('portal') ?? undefined, loginHint: given.get('login_hint') ?? undefined };
  const { url, begun } = await app.party.begin(wishes);
  const browser = visit.browser ?? unguessable();
  app.underway.put(begun.state, { ...begun, browser });
  return goTo(url, [cookie(app.cookies.browser, browser)]);
}

/** The answer of the provider: believed once, and only in the browser that asked. */
async function callback(app: App, visit: Visit): Promise<Reply> {
  const begun = app.underway.get(visit.url.searchParams.get('state') ?? '');
  if (!begun || begun.browser !== visit.browser) return trouble(app, visit, 'unknownState', 400);
  app.underway.take(begun.state);
  try {
    const signedIn: SignedIn = { ...(await app.party.finish(visit.url, begun)), refreshed: 0 };
    if (visit.session) app.sessions.take(visit.session.key);
    const key = unguessable();
    app.sessions.put(key, signedIn);
    return goTo('/', [cookie(app.cookies.session, key)]);
  } catch (error) {
    const reason = protocolError(error);
    if (reason === undefined) throw error;
    // A portal that the provider does not know would be refused again.
    return trouble(app, visit, 'refused', 400, { reason, portal: reason === 'invalid_request' ? undefined : begun.portal });
  }
}

async function refresh(app: App, _visit: Visit, { key, signedIn }: OwnSession): Promise<Reply> {
  const tokens = await app.party.refresh(signedIn.tokens);
  app.sessions.put(key, { ...signedIn, tokens, refreshed: signedIn.refreshed + 1 });
  return goTo('/');
}

/** Calls our own API as if it were elsewhere: with an access token made for it. */
async function callApi(app: App, visit: Visit, { key, signedIn }: OwnSession): Promise<Reply> {
  if (!app.face.hasApi) return trouble(app, visit, 'missing', 404);
  const { apiToken, tokens } = await app.party.tokenForApi(signedIn.tokens);
  const answer = await fetch(`${app.url}/api/results`, { headers: { authorization: `Bearer ${apiToken}` } });
  const apiAnswer = `${answer.status} ${JSON.stringify(await answer.json(), undefined, 2)}`;
  app.sessions.put(key, { ...signedIn, tokens, apiAnswer });
  return goTo('/');
}

async function logout(app: App, _visit: Visit, { key, signedIn }: OwnSession): Promise<Reply> {
  app.sessions.take(key);
  return goTo(await app.party.signOutUrl(signedIn.tokens), [cookie(app.cookies.session, undefined)]);
}

/** The provider says that a session, or all of a person's, are over (Back-Channel Logout 1.0 §2.5–2.8). */
async function backchannelLogout(app: App, visit: Visit): Promise<Reply> {
  const token = (await readForm(visit.request))?.get('logout_token');
  const over = token ? await checkLogoutToken(await app.trust(), token, app.clientId) : undefined;
  if (!over) return jsonReply({ error: 'invalid_request' }, 400);
  const { sid, sub } = over;
  app.sessions.clear(({ person }) => (sid === undefined ? person.sub === sub : person.sid === sid));
  return { status: 200 };
}

/** The API: results for whoever the access token is about (RFC 6750, RFC 9068). */
async function results(app: App, visit: Visit): Promise<Reply> {
  const token = /^Bearer +(\S+)$/i.exec(visit.request.headers.authorization ?? '')?.[1];
  if (!app.face.hasApi || token === undefined) return jsonReply({ error: 'missing_token' }, 401, { 'www-authenticate': 'Bearer' });
  const allowed = await checkAccessToken(await app.trust(), token, `${app.url}/api`, API_SCOPE);
  if ('error' in allowed) {
    const status = allowed.error === 'invalid_token' ? 401 : 403;
    return jsonReply(allowed, status, { 'www-authenticate': `Bearer error="${allowed.error}"` });
  }
  const { subject: sub, clientId: client_id, scopes } = allowed;
  return jsonReply({ sub, client_id, scope: scopes.join(' '), results: [{ test: 'Cijferreeksen', score: 17, of: 20 }] });
}

/** For forms of our own pages only; without a session there is nothing to do, and when the provider says it is over, it is. */
function withSession(handle: (app: App, visit: Visit, session: OwnSession) => Promise<Reply>): Handle {
  return async (app, visit) => {
    if (!isOwnForm(visit.request, app.url)) return trouble(app, visit, 'foreign', 403);
    const { session } = visit;
    if (!session) return goTo('/');
    try {
      return await handle(app, visit, session);
    } catch (error) {
      if (!(error instanceof ResponseBodyError) || error.error !== 'invalid_grant') throw error;
      app.sessions.take(session.key);
      return trouble(app, visit, 'over', 401, { reason: error.error, portal: session.signedIn.person.portal });
    }
  };
}

/** The protocol's own word for why it did not work; undefined for anything unexpected. */
function protocolError(error: unknown): string | undefined {
  return error instanceof AuthorizationResponseError || error instanceof ResponseBodyError ? error.error : undefined;
}
