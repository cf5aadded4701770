// The OpenID Foundation's conformance suite as far as it can be played here: its clients (no PKCE, no portal in the
// request), and a browser that fills in what stands before it. Tokens are verified by openid-client.
import * as oidc from 'openid-client';
import { formOf, Visitor } from './visitor.ts';
import { PASSWORD, type World } from './world.ts';

type Fields = Readonly<Record<string, string>>;

/** In which way the answer comes. */
export type Mode = 'query' | 'form_post';

/** A client of the suite. */
export interface SuiteClient {
  readonly config: oidc.Configuration;
  readonly redirectUri: string;
  readonly secret: string;
}

/** Registers one, for portal acme alone, as the suite's instructions say. */
export async function suiteClient(world: World, id: string, metadata: Record<string, unknown> = {}): Promise<SuiteClient> {
  const redirectUri = `https://suite.example/${id}/callback`;
  const registration = { redirect_uris: [redirectUri], portals: ['acme'], require_pkce: false, ...metadata };
  const { secret = '' } = (await world.relyingParty(id, registration)).options;
  const posts = metadata['token_endpoint_auth_method'] === 'client_secret_post';
  const authentication = posts ? oidc.ClientSecretPost(secret) : oidc.ClientSecretBasic(secret);
  const config = await oidc.discovery(new URL(world.url), id, {}, authentication, { execute: [oidc.allowInsecureRequests] });
  return { config, redirectUri, secret };
}

/** What came back, and what was asked on the way. */
export interface Flow {
  /** The answer's parameters. */
  readonly answer: Readonly<Record<string, string>>;
  /** The answer as the client's server receives it. */
  readonly callback: Request;
  /** Last words of the addresses of the pages that were filled in: `password`, `consent`. */
  readonly asked: readonly string[];
  readonly visitor: Visitor;
  readonly state: string;
  readonly nonce: string | undefined;
}

/** Options of a flow besides the request. */
export interface FlowOptions {
  readonly mode?: Mode;
  readonly visitor?: Visitor;
  /** Sends the request by POST. */
  readonly post?: boolean;
}

/** Plays an authorization request to its answer, signing Anna in and consenting where asked. An empty value leaves a parameter out. */
export async function play(client: SuiteClient, request: Fields = {}, options: FlowOptions = {}): Promise<Flow> {
  const { mode = 'query', visitor = new Visitor({ 'accept-language': 'en-US' }) } = options;
  const usual = { redirect_uri: client.redirectUri, scope: 'openid', state: oidc.randomState(), nonce: oidc.randomNonce() };
  const sent: Record<string, string> = { ...usual, ...(mode === 'form_post' && { response_mode: mode }), ...request };
  const given = Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== ''));
  const url = oidc.buildAuthorizationUrl(client.config, given);
  if (request['response_type'] === '') url.searchParams.delete('response_type');
  const isAnswer = (address: string) => address.startsWith(client.redirectUri);
  const bare = `${url.origin}${url.pathname}`;
  const begun = await (options.post ? visitor.send(bare, { method: 'POST', body: url.searchParams }) : visitor.send(url.href));
  let page = await visitor.follow(begun, isAnswer);
  const asked: string[] = [];
  while (page.status === 200 && formOf(page).action.startsWith(bare.replace('/oidc/auth', '/acme/'))) {
    const way = new URL(page.url).pathname.split('/').at(-1) ?? '';
    asked.push(way);
    page = await visitor.submit(page, way === 'password' ? { username: 'Anna', password: PASSWORD } : { do: 'allow' }, isAnswer);
  }
  const state = sent['state'] ?? '';
  const common = { asked, visitor, state, nonce: given['nonce'] };
  if (page.status === 0) {
    return { ...common, callback: new Request(page.url), answer: Object.fromEntries(new URL(page.url).searchParams) };
  }
  const { action, fields } = formOf(page);
  return { ...common, callback: new Request(action, { method: 'POST', body: new URLSearchParams(fields) }), answer: fields };
}

/** Redeems the answer; openid-client checks state, nonce, issuer and the ID token. */
export function tokensOf(client: SuiteClient, flow: Flow, checks: oidc.AuthorizationCodeGrantChecks = {}) {
  return oidc.authorizationCodeGrant(client.config, flow.callback, {
    expectedState: flow.state,
    ...(flow.nonce && { expectedNonce: flow.nonce }),
    idTokenExpected: true,
    ...checks,
  });
}
