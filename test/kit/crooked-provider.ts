// A provider that does whatever a test wants, right or wrong: what it says of itself, its keys, its answers, how long it takes.
// It signs with the test's clock, as the product looks at it.
import { createHmac, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text as readAll } from 'node:stream/consumers';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { systemClock } from '../../src/kernel/clock.ts';

/** What one answer of it is: JSON, unless it is text. */
export interface Said {
  readonly status?: number;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** What a test has it do. All of it may be changed at any moment. */
export interface Behaviour {
  /** Over what it says of itself. */
  discovery: Record<string, unknown>;
  /** Over the claims of a right ID token; undefined takes one away. */
  claims: Record<string, unknown>;
  /** Over its answer at the token endpoint. */
  tokens: Record<string, unknown>;
  /** How the ID token is signed. */
  signed: 'right' | 'none' | 'HS256' | 'other key' | 'not at all';
  userinfo: Record<string, unknown>;
  /** In place of what it would say at one of its addresses. */
  instead: Record<string, Said | 'silence' | 'endless'>;
  /** What happens elsewhere while it is asked for tokens. */
  meanwhile: () => Promise<unknown>;
}

/** One that listens. */
export interface CrookedProvider {
  readonly issuer: string;
  readonly behaviour: Behaviour;
  /** Back to a provider that does everything right. */
  readonly mend: () => void;
  /** Its answer to an authorization request: the address of the callback that the browser is sent to. `more`: over its parameters. */
  readonly authorize: (address: string, more?: Readonly<Record<string, string | undefined>>) => string;
  /** Paths that were asked, in order. */
  readonly asked: string[];
  /** The last request at the token endpoint. */
  readonly lastGrant: () => URLSearchParams;
  readonly close: () => Promise<void>;
}

/** The client that it knows. */
export const CROOKED_CLIENT = { clientId: 'voordeur', clientSecret: 'a secret of thirty-two characters' } as const;

interface Inside {
  readonly behaviour: Behaviour;
  readonly key: CryptoKey;
  readonly other: CryptoKey;
  readonly jwk: JWK;
  readonly asked: string[];
  readonly codes: Map<string, URLSearchParams>;
  grant: URLSearchParams;
  issuer: string;
}

/** Starts one on a free port of this machine. */
export async function openCrookedProvider(): Promise<CrookedProvider> {
  const [{ privateKey: key, publicKey }, { privateKey: other }] = await Promise.all([generateKeyPair('ES256'), generateKeyPair('ES256')]);
  const jwk = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256', use: 'sig' };
  const inside: Inside = { behaviour: right(), key, other, jwk, asked: [], codes: new Map(), grant: new URLSearchParams(), issuer: '' };
  const server = createServer((request, response) => void answer(inside, request, response));
  inside.issuer = `http://127.0.0.1:${await listening(server)}`;
  return {
    issuer: inside.issuer,
    behaviour: inside.behaviour,
    asked: inside.asked,
    mend: () => void Object.assign(inside.behaviour, right()),
    authorize: (address, more = {}) => authorize(inside, address, more),
    lastGrant: () => inside.grant,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function right(): Behaviour {
  return { discovery: {}, claims: {}, tokens: {}, signed: 'right', userinfo: {}, instead: {}, meanwhile: async () => undefined };
}

function listening(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(address !== null && typeof address === 'object' ? address.port : 0);
    });
  });
}

function authorize(inside: Inside, address: string, more: Readonly<Record<string, string | undefined>>): string {
  const asked = new URL(address).searchParams;
  const code = randomUUID();
  inside.codes.set(code, asked);
  const callback = new URL(asked.get('redirect_uri') ?? '');
  const said = { code, state: asked.get('state') ?? '', iss: inside.issuer, ...more };
  for (const [name, value] of Object.entries(said)) if (value !== undefined) callback.searchParams.set(name, value);
  return callback.href;
}

async function answer(inside: Inside, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = new URL(request.url ?? '/', inside.issuer).pathname;
  inside.asked.push(path);
  const instead = inside.behaviour.instead[path];
  if (instead === 'silence') return;
  if (path === '/token') await inside.behaviour.meanwhile();
  if (instead === 'endless') return endless(response);
  const said = instead ?? (await usual(inside, path, await readAll(request)));
  const body = typeof said.body === 'string' ? said.body : JSON.stringify(said.body);
  response.writeHead(said.status ?? 200, { 'content-type': said.type ?? 'application/json', ...said.headers }).end(body);
}

function endless(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  const more = (): void => {
    while (!response.destroyed && response.write('x'.repeat(65_536)));
    if (!response.destroyed) response.once('drain', more);
  };
  more();
}

async function usual(inside: Inside, path: string, sent: string): Promise<Said> {
  const { issuer, behaviour, jwk } = inside;
  if (path === '/.well-known/openid-configuration') return { body: { ...describe(issuer), ...behaviour.discovery } };
  if (path === '/jwks') return { body: { keys: [jwk] } };
  if (path === '/userinfo') return { body: { sub: 'person-1', ...behaviour.userinfo } };
  if (path !== '/token') return { status: 404, body: { error: 'not_found' } };
  inside.grant = new URLSearchParams(sent);
  const code = inside.grant.get('code') ?? '';
  const asked = inside.codes.get(code);
  inside.codes.delete(code);
  if (!asked) return { status: 400, body: { error: 'invalid_grant' } };
  return { body: { access_token: 'access', token_type: 'Bearer', expires_in: 60, ...(await idToken(inside, asked)), ...behaviour.tokens } };
}

function describe(issuer: string) {
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/jwks`,
    userinfo_endpoint: `${issuer}/userinfo`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['ES256', 'HS256', 'none'],
    authorization_response_iss_parameter_supported: true,
  };
}

async function idToken({ issuer, behaviour, key, other }: Inside, asked: URLSearchParams): Promise<{ readonly id_token?: string }> {
  const now = Math.floor(systemClock.now() / 1000);
  const usually = { iss: issuer, aud: CROOKED_CLIENT.clientId, sub: 'person-1', iat: now, exp: now + 300, auth_time: now };
  const person = { email: 'jan@acme.example', email_verified: true, preferred_username: 'jan' };
  const claims = { ...usually, ...person, nonce: asked.get('nonce') ?? undefined, ...behaviour.claims };
  switch (behaviour.signed) {
    case 'not at all':
      return {};
    case 'none':
      return { id_token: `${encoded({ alg: 'none' })}.${encoded(claims)}.` };
    case 'HS256': {
      const content = `${encoded({ alg: 'HS256' })}.${encoded(claims)}`;
      return { id_token: `${content}.${createHmac('sha256', CROOKED_CLIENT.clientSecret).update(content).digest('base64url')}` };
    }
    default: {
      const token = new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: 'one' });
      return { id_token: await token.sign(behaviour.signed === 'right' ? key : other) };
    }
  }
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
