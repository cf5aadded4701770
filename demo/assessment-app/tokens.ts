import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';

/** Whose tokens are believed, and at what time (epoch milliseconds). */
export interface Trust {
  readonly issuer: string;
  readonly keys: JWTVerifyGetKey;
  readonly now: () => number;
}

/** What an access token allows: the API's answer, or the error of RFC 6750 §3.1. */
export type Allowed =
  | { readonly subject: string; readonly clientId: string; readonly scopes: readonly string[] }
  | { readonly error: 'invalid_token' | 'insufficient_scope' };

/** Whose app sessions a logout token ends. */
export interface LoggedOut {
  readonly sub?: string | undefined;
  readonly sid?: string | undefined;
}

const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout';
/** Older logout tokens are refused, in seconds. */
const LOGOUT_TOKEN_AGE = 120;
/** How jose says that the key set could not be read. */
const OUTAGES: ReadonlySet<string> = new Set([errors.JWKSTimeout.code, errors.JOSEError.code]);

/** The provider's public keys, fetched when needed. */
export function keysOf(jwksUri: string): JWTVerifyGetKey {
  return createRemoteJWKSet(new URL(jwksUri));
}

/** Checks an access token for an API (RFC 9068 §4): type, signature, issuer, audience, life, and the scope that is needed. */
export async function checkAccessToken(trust: Trust, token: string, audience: string, scope: string): Promise<Allowed> {
  const required = { audience, typ: 'at+jwt', requiredClaims: ['exp', 'iat', 'sub', 'client_id', 'jti'] };
  const payload = await verified(trust, token, required);
  if (!payload) return { error: 'invalid_token' };
  const scopes = String(payload['scope'] ?? '').split(' ');
  if (!scopes.includes(scope)) return { error: 'insufficient_scope' };
  return { subject: String(payload.sub), clientId: String(payload['client_id']), scopes };
}

/** Checks a logout token (OpenID Connect Back-Channel Logout 1.0 §2.6). Undefined when it is not to be believed. */
export async function checkLogoutToken(trust: Trust, token: string, clientId: string): Promise<LoggedOut | undefined> {
  const required = { audience: clientId, typ: 'logout+jwt', maxTokenAge: LOGOUT_TOKEN_AGE, requiredClaims: ['iat', 'jti', 'events'] };
  const payload = await verified(trust, token, required);
  if (!payload || payload['nonce'] !== undefined || !isLogoutEvent(payload['events'])) return undefined;
  const sid = typeof payload['sid'] === 'string' ? payload['sid'] : undefined;
  return payload.sub === undefined && sid === undefined ? undefined : { sub: payload.sub, sid };
}

async function verified(trust: Trust, token: string, required: Parameters<typeof jwtVerify>[2]): Promise<JWTPayload | undefined> {
  const options = { issuer: trust.issuer, algorithms: ['ES256'], currentDate: new Date(trust.now()), ...required };
  try {
    return (await jwtVerify(token, trust.keys, options)).payload;
  } catch (error) {
    // Keys that cannot be fetched do not make a token wrong.
    if (error instanceof errors.JOSEError && !OUTAGES.has(error.code)) return undefined;
    throw error;
  }
}

function isLogoutEvent(events: unknown): boolean {
  return typeof events === 'object' && events !== null && LOGOUT_EVENT in events;
}
