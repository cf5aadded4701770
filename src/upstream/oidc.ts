import * as oidc from 'openid-client';
import type { Connection } from '../domain/federation/connection.ts';
import type { ConnectionTrial, Upstream, UpstreamCallback, UpstreamStart } from '../domain/federation/ports.ts';
import type { UpstreamAnswer, UpstreamVisit } from '../domain/federation/visit.ts';
import type { Clock } from '../kernel/clock.ts';
import { inSeconds } from '../kernel/duration.ts';
import { boundedFetch, type Reach } from './bounded-fetch.ts';
import { AnswerError, failureOf, startFailureOf } from './failures.ts';
import { type Claims, checkClaims, isIncomplete, personOf } from './people.ts';
import { readServer, rememberedServers, type Servers } from './servers.ts';

/** What speaking with providers needs. */
export interface UpstreamNeeds extends Reach {
  /** Our own, from the configuration: no request says where answers go (RFC 9700 §2.1). */
  readonly issuer: string;
  readonly clock: Clock;
}

/** Where providers answer. */
const CALLBACK = '/sso/callback';

const SCOPE = 'openid profile email';
const LONGEST_HINT = 200;

/** Speaks OpenID Connect with the organisations' providers: the code flow with PKCE, nonce and state (OIDC Core 1.0 §3.1, RFC 7636, RFC 9207). */
export function oidcUpstream(needs: UpstreamNeeds): Upstream {
  const servers = rememberedServers(needs, needs.clock);
  return {
    start: async (connection, visit, loginHint) => {
      try {
        return await start(needs, await servers(connection), visit, { connection, loginHint });
      } catch (error) {
        return startFailureOf(error);
      }
    },
    answer: async (connection, visit, came) => {
      try {
        return await answer(needs, servers, { connection, visit, came });
      } catch (error) {
        return failureOf(error);
      }
    },
    try: (connection) => tried(needs, connection),
  };
}

async function start(
  { issuer, clock }: UpstreamNeeds,
  server: oidc.Configuration,
  { state, nonce, codeVerifier, freshSince }: UpstreamVisit,
  { connection, loginHint = '' }: { readonly connection: Connection; readonly loginHint: string | undefined },
): Promise<UpstreamStart> {
  const address = oidc.buildAuthorizationUrl(server, {
    redirect_uri: issuer + answersAt(server, connection),
    scope: SCOPE,
    state,
    nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(codeVerifier),
    code_challenge_method: 'S256',
    ...(loginHint !== '' && loginHint.length <= LONGEST_HINT && { login_hint: loginHint }),
    ...(freshSince !== undefined && fresh(inSeconds(Math.max(0, clock.now() - freshSince)))),
  });
  return { kind: 'go', address: address.href };
}

/**
 * Where a provider answers. One that says in each answer whose it is (RFC 9207) answers where all such do. Of another nobody could
 * tell: it has a place of its own, so that a code it gave is never sent to somebody else's provider, which would sign in with it
 * (mix-up, RFC 9700 §4.4.2).
 */
function answersAt(server: oidc.Configuration, { organisationId }: Pick<Connection, 'organisationId'>): string {
  return server.serverMetadata().authorization_response_iss_parameter_supported === true ? CALLBACK : `${CALLBACK}/${organisationId}`;
}

/** `max_age` alone is asked of who may have signed in a while ago; the very now is what `prompt=login` is for (OIDC Core 1.0 §3.1.2.1). */
function fresh(age: number): Readonly<Record<string, string>> {
  return { max_age: String(age), ...(age === 0 && { prompt: 'login' }) };
}

interface Answered {
  readonly connection: Connection;
  readonly visit: UpstreamVisit;
  readonly came: UpstreamCallback;
}

async function answer(needs: UpstreamNeeds, servers: Servers, { connection, visit, came }: Answered): Promise<UpstreamAnswer> {
  const server = await servers(connection);
  const path = answersAt(server, connection);
  if (came.path !== path) throw new AnswerError('the answer came to an address where this provider does not answer');
  const callback = new URL(needs.issuer + path);
  callback.search = came.query;
  const { state: expectedState, nonce: expectedNonce, codeVerifier: pkceCodeVerifier, freshSince } = visit;
  const checks = { expectedState, expectedNonce, pkceCodeVerifier, idTokenExpected: true };
  const tokens = await oidc.authorizationCodeGrant(server, callback, checks);
  const claims = tokens.claims();
  if (!claims) throw new AnswerError('there is no ID token');
  checkClaims(claims, { clientId: connection.clientId, freshSince, now: needs.clock.now() });
  const asks = isIncomplete(claims) && server.serverMetadata().userinfo_endpoint !== undefined;
  // The library refuses what is said of another subject (OIDC Core 1.0 §5.3.2).
  const more: Claims = asks ? await oidc.fetchUserInfo(server, tokens.access_token, claims.sub) : {};
  return { kind: 'person', person: personOf(claims, more) };
}

async function tried(needs: UpstreamNeeds, connection: Connection): Promise<ConnectionTrial> {
  try {
    const server = await readServer(needs, connection);
    const { authorization_endpoint, token_endpoint, jwks_uri, userinfo_endpoint } = server.serverMetadata();
    const keys = await boundedFetch(needs)(String(jwks_uri), { method: 'GET', headers: {}, body: undefined, redirect: 'manual' });
    const set = (await keys.json()) as { readonly keys?: unknown };
    if (keys.status !== 200 || !Array.isArray(set.keys) || set.keys.length === 0)
      throw new AnswerError('there are no keys at the jwks_uri');
    const endpoints = [authorization_endpoint, token_endpoint, jwks_uri, userinfo_endpoint].filter((each) => each !== undefined);
    return { kind: 'right', endpoints, redirectUri: needs.issuer + answersAt(server, connection) };
  } catch (error) {
    return { kind: 'wrong', detail: failureOf(error).detail };
  }
}
