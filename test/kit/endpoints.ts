// The protocol's endpoints as bare HTTP, for what a well-behaved library would never send.
import type { RelyingParty } from './relying-party.ts';
import type { SignedIn } from './sign-in.ts';
import { type Answer, Visitor } from './visitor.ts';

/** A JSON answer of an endpoint; the body is empty where there was none. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

type Fields = Readonly<Record<string, string>>;

/** Sends a form to an endpoint. */
export function post(url: string, fields: Fields, headers: Fields = {}): Promise<Reply> {
  return call(url, { method: 'POST', body: new URLSearchParams(fields), headers });
}

/** Any request, its answer read as JSON. */
export async function call(url: string, init: RequestInit = {}): Promise<Reply> {
  const response = await fetch(url, { ...init, redirect: 'manual' });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : {} };
}

/** The client proves itself as registered: `client_secret_basic` with a secret, otherwise by its id alone. */
export function asClient(app: RelyingParty, url: string, fields: Fields): Promise<Reply> {
  const { clientId, secret } = app.options;
  return secret === undefined
    ? post(url, { client_id: clientId, ...fields })
    : post(url, fields, { authorization: basic(clientId, secret) });
}

/** The same so many times, one after the other. */
export async function repeated<T>(count: number, ask: (at: number) => Promise<T>): Promise<T[]> {
  const all: T[] = [];
  while (all.length < count) all.push(await ask(all.length));
  return all;
}

/** The header of `client_secret_basic` (RFC 6749 §2.3.1). */
export function basic(id: string, secret: string): string {
  return `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`;
}

/** A request to the token endpoint. */
export function token(app: RelyingParty, fields: Fields): Promise<Reply> {
  return asClient(app, endpoint(app, 'token_endpoint'), fields);
}

/** What the application sends to redeem the code of a callback. */
export function redemption(app: RelyingParty, { callback, begun }: Pick<SignedIn, 'callback' | 'begun'>): Fields {
  const code = new URL(callback).searchParams.get('code') ?? '';
  return { grant_type: 'authorization_code', code, redirect_uri: app.options.redirectUri, code_verifier: begun.verifier };
}

/** Redeems the code of a callback. */
export function redeem(app: RelyingParty, signedIn: Pick<SignedIn, 'callback' | 'begun'>): Promise<Reply> {
  return token(app, redemption(app, signedIn));
}

/** Uses a refresh token. */
export function refresh(app: RelyingParty, refreshToken: unknown, more: Fields = {}): Promise<Reply> {
  return token(app, { grant_type: 'refresh_token', refresh_token: String(refreshToken), ...more });
}

/** Asks userinfo with an access token. */
export function userinfo(app: RelyingParty, accessToken: unknown): Promise<Reply> {
  return call(endpoint(app, 'userinfo_endpoint'), { headers: { authorization: `Bearer ${String(accessToken)}` } });
}

/** Asks what a token is worth. */
export function introspect(app: RelyingParty, tokenText: unknown): Promise<Reply> {
  return asClient(app, endpoint(app, 'introspection_endpoint'), { token: String(tokenText) });
}

/** The address of an endpoint, from discovery. */
export function endpoint(app: RelyingParty, name: string): string {
  return String(app.config.serverMetadata()[name]);
}

/** The address of a sign-out request. */
export function signOutUrl(app: RelyingParty, parameters: Fields): string {
  return `${endpoint(app, 'end_session_endpoint')}?${new URLSearchParams(parameters)}`;
}

/** Sends an authorization request and follows it to a page of ours (its status) or to the application (status 0). */
export async function authorize(app: RelyingParty, request: Record<string, string>, visitor = new Visitor()) {
  const begun = await app.begin(request);
  const answer = await visitor.open(begun.url, app.isCallback);
  return { visitor, begun, answer, callback: answer.url };
}

/** What came back to the application: the parameters of its callback, in query or fragment. Throws when a page of ours answered instead. */
export function returned(answer: Answer): Record<string, string> {
  const { searchParams, hash } = new URL(answer.url);
  if (answer.status === 0) return Object.fromEntries([...searchParams, ...new URLSearchParams(hash.slice(1))]);
  throw new Error(`expected the callback, got ${answer.status} at ${answer.url}`);
}

/** Answers with the same status and error, counted: `{ '200': 1, '400 invalid_grant': 19 }`. */
export function tally(replies: readonly Reply[]): Record<string, number> {
  const outcomes = replies.map(({ status, body }) => [status, body['error']].filter(Boolean).join(' '));
  return Object.fromEntries([...new Set(outcomes)].map((outcome) => [outcome, outcomes.filter((other) => other === outcome).length]));
}
