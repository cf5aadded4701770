import * as oidc from 'openid-client';
import type { Connection } from '../domain/federation/connection.ts';
import type { Clock } from '../kernel/clock.ts';
import { inSeconds, minutes } from '../kernel/duration.ts';
import { boundedFetch, isSafeAddress, type Reach, UPSTREAM_BOUNDS } from './bounded-fetch.ts';
import { AnswerError } from './failures.ts';
import { LEEWAY } from './people.ts';

/** What a connection is spoken with by: what its provider says of itself, and what we are there. Throws what `failureOf` reads. */
export type Servers = (connection: Connection) => Promise<oidc.Configuration>;

/** How long a discovery document is believed, in milliseconds; keys the library reads anew by itself. */
const BELIEVED_FOR = minutes(10);
/** More connections than are in use at once. */
const MOST = 200;

/** Reads discovery documents, each once in ten minutes; one that failed is read anew the next time. */
export function rememberedServers(reach: Reach, clock: Clock): Servers {
  const known = new Map<string, { readonly read: Promise<oidc.Configuration>; readonly until: number }>();
  return (connection) => {
    const key = [connection.id, connection.updatedAt, connection.issuer, connection.clientId].join(' ');
    const found = known.get(key);
    if (found && clock.now() < found.until) return found.read;
    const read = readServer(reach, connection);
    known.delete(key);
    known.set(key, { read, until: clock.now() + BELIEVED_FOR });
    if (known.size > MOST) known.delete(known.keys().next().value ?? '');
    read.catch(() => known.get(key)?.read === read && known.delete(key));
    return read;
  };
}

/** Reads the discovery document of a connection now. */
export async function readServer(reach: Reach, { issuer, clientId, clientSecret }: Connection): Promise<oidc.Configuration> {
  if (!isSafeAddress(issuer, reach)) throw new AnswerError('the issuer must be an https address');
  const insecure = reach.loopback && issuer.startsWith('http:');
  const settings: oidc.DiscoveryRequestOptions = {
    [oidc.customFetch]: boundedFetch(reach),
    timeout: inSeconds(UPSTREAM_BOUNDS.wait),
    // Signatures are looked at whoever brought the token: TLS alone says nothing of who wrote it (security.md 1.28).
    execute: [oidc.enableNonRepudiationChecks, ...(insecure ? [oidc.allowInsecureRequests] : [])],
  };
  const leeway = { [oidc.clockTolerance]: inSeconds(LEEWAY) };
  const found = await oidc.discovery(new URL(issuer), clientId, leeway, authenticatedBy(clientSecret.reveal()), settings);
  checkServer(found.serverMetadata(), issuer, reach);
  return found;
}

/** By header, or in the body where the provider takes nothing else (RFC 6749 §2.3.1). */
function authenticatedBy(secret: string): oidc.ClientAuth {
  const [basic, post] = [oidc.ClientSecretBasic(secret), oidc.ClientSecretPost(secret)];
  return (server, client, body, headers) => {
    const methods = server.token_endpoint_auth_methods_supported;
    const inBody = methods?.includes('client_secret_basic') === false && methods.includes('client_secret_post');
    return (inBody ? post : basic)(server, client, body, headers);
  };
}

/** It is whom we asked, letter for letter (OIDC Discovery 1.0 §4.3), and sends nobody to a place that is not safe. */
function checkServer(server: oidc.ServerMetadata, issuer: string, reach: Reach): void {
  if (server.issuer !== issuer) throw new AnswerError('the discovery document is of another issuer');
  const { authorization_endpoint, token_endpoint, jwks_uri, userinfo_endpoint } = server;
  const needed = { authorization_endpoint, token_endpoint, jwks_uri };
  const used = { ...needed, ...(userinfo_endpoint !== undefined && { userinfo_endpoint }) };
  for (const [name, address] of Object.entries(used)) {
    if (typeof address !== 'string') throw new AnswerError(`the discovery document has no ${name}`);
    if (!isSafeAddress(address, reach)) throw new AnswerError(`the ${name} is no https address`);
  }
}
