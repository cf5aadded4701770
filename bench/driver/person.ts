// What a person does in a browser and what the application then does for them.
import { createHash, randomBytes } from 'node:crypto';
import { type Application, CALLBACK, PASSWORD, PORTAL } from '../plan.ts';
import { Browser } from './browser.ts';
import { type Reply, send } from './http.ts';
import { expectStatus, pathOf, type Target } from './target.ts';

/** Tokens of a person at an application. */
export interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
}

/** A person who is signed in. */
export interface SignedIn {
  readonly browser: Browser;
  readonly tokens: Tokens;
}

/** The person's name and password were not taken up now: too many at once (503). Worth trying again. */
export class Busy extends Error {}

const random = () => randomBytes(32).toString('base64url');

/** Visitors so far. Each comes from a network of its own, so that none stands in the way of another (documentation range, RFC 3849). */
let visitors = 0;

/** An address in a network that nobody came from before. */
export function newAddress(): string {
  visitors += 1;
  return `2001:db8:${(visitors % 65_536).toString(16)}:${Math.floor(visitors / 65_536).toString(16)}::1`;
}

/** Signs a person in through the pages, in a new browser, up to the application's tokens. Throws `Busy` when turned away. */
export async function signIn(target: Target, username: string, application = target.applications.app): Promise<SignedIn> {
  const { browser, page, verifier } = await openSignIn(target, application);
  const answer = await browser.submit(page, { username, password: PASSWORD });
  if (answer.status === 503) throw new Busy();
  const callback = await browser.proceed(answer);
  if (typeof callback !== 'string') throw new Error(`${username} was not let in: ${callback.text().slice(0, 2000)}`);
  return { browser, tokens: await exchange(target, application, callback, verifier) };
}

/** Opens the sign-in page of a new browser. */
export async function openSignIn(target: Target, application = target.applications.app) {
  const browser = new Browser(target, newAddress());
  const { address, verifier } = authorization(target, application);
  const page = await browser.open(address);
  if (typeof page === 'string') throw new Error(`no sign-in page: ${page}`);
  return { browser, page, verifier };
}

/** Signs in again without a page, on the session that is there (`prompt=none`), up to new tokens. */
export async function signInSilently(target: Target, { browser }: SignedIn, application = target.applications.app): Promise<Tokens> {
  const { address, verifier } = authorization(target, application, { prompt: 'none' });
  const callback = await browser.open(address);
  if (typeof callback !== 'string') throw new Error('a page where none was allowed');
  return exchange(target, application, callback, verifier);
}

/** Asks the token endpoint. */
export async function askToken(target: Target, application: Application, form: Readonly<Record<string, string>>): Promise<Tokens> {
  const reply = await post(target, target.endpoints.token_endpoint, application, form);
  return JSON.parse(expectStatus(reply, 200, `token ${form['grant_type']}`).text()) as Tokens;
}

/** Sends a form to an endpoint, as the application. */
export function post(
  target: Target,
  endpoint: string,
  { id, secret }: Application,
  fields: Readonly<Record<string, string>>,
): Promise<Reply> {
  const path = pathOf(endpoint, target.issuer);
  if (secret === '') return send(target.port, { method: 'POST', path, form: { ...fields, client_id: id } });
  const authorization = `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`;
  return send(target.port, { method: 'POST', path, headers: { authorization }, form: fields });
}

function authorization({ endpoints }: Target, { id }: Application, more: Readonly<Record<string, string>> = {}) {
  const verifier = random();
  const parameters = new URLSearchParams({
    client_id: id,
    redirect_uri: CALLBACK,
    response_type: 'code',
    scope: 'openid profile email',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    state: random(),
    nonce: random(),
    portal: PORTAL,
    ...more,
  });
  return { address: `${endpoints.authorization_endpoint}?${parameters}`, verifier };
}

function exchange(target: Target, application: Application, callback: string, verifier: string): Promise<Tokens> {
  const code = new URL(callback).searchParams.get('code');
  if (code === null) throw new Error(`no code came back: ${callback}`);
  return askToken(target, application, { grant_type: 'authorization_code', code, redirect_uri: CALLBACK, code_verifier: verifier });
}
