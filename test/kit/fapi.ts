// An application of the FAPI 2.0 Security Profile, as bare requests: pushes what it asks, proves itself by assertion or
// certificate, binds its tokens to a key.
import { endpoint, post, type Reply, redemption } from './endpoints.ts';
import type { Begun, RelyingParty } from './relying-party.ts';
import { type AppKey, appKey, assertion, proof } from './signed.ts';
import { Visitor } from './visitor.ts';
import { PASSWORD, type World } from './world.ts';

type Fields = Readonly<Record<string, string>>;

/** A registered application with its keys. */
export interface FapiApp {
  readonly app: RelyingParty;
  readonly id: string;
  readonly issuer: string;
  readonly key: AppKey;
  readonly dpopKey: AppKey;
}

/** Registers one that proves itself by assertion and binds its tokens by DPoP, unless the metadata says otherwise. */
export async function fapiApp(world: World, id: string, metadata: Record<string, unknown> = {}): Promise<FapiApp> {
  const [key, dpopKey] = await Promise.all([appKey(), appKey()]);
  const app = await world.relyingParty(id, {
    security_profile: 'fapi2',
    token_endpoint_auth_method: 'private_key_jwt',
    dpop_bound_access_tokens: true,
    redirect_uris: [`https://${id}.example/callback`],
    jwks: key.jwks,
    ...metadata,
  });
  return { app, id, issuer: world.url, key, dpopKey };
}

/** The parameters of a request with PKCE, state and nonce. */
export async function asked(fapi: FapiApp, more: Fields = {}): Promise<{ begun: Begun; fields: Record<string, string> }> {
  const begun = await fapi.app.begin({ portal: 'acme', ...more });
  return { begun, fields: Object.fromEntries(new URL(begun.url).searchParams) };
}

/** Pushes a request (RFC 9126). `proving` goes over the fields of the assertion. */
export async function push(fapi: FapiApp, fields: Fields, proving: Fields = {}, headers: Fields = {}): Promise<Reply> {
  const proved = { ...(await assertion(fapi.key, fapi.id, fapi.issuer)), ...proving };
  return post(endpoint(fapi.app, 'pushed_authorization_request_endpoint'), { ...fields, ...proved }, headers);
}

/** The address that brings a pushed request to the authorization endpoint. */
export function pushedUrl(fapi: FapiApp, reply: Reply): string {
  const parameters = { client_id: fapi.id, request_uri: String(reply.body['request_uri']) };
  return `${endpoint(fapi.app, 'authorization_endpoint')}?${new URLSearchParams(parameters)}`;
}

/** Signs Anna in by a pushed request, up to the callback. */
export async function signInPushed(fapi: FapiApp, more: Fields = {}, visitor = new Visitor()) {
  const { begun, fields } = await asked(fapi, more);
  const page = await visitor.open(pushedUrl(fapi, await push(fapi, fields)), fapi.app.isCallback);
  const arrived = page.status === 0 ? page : await visitor.submit(page, { username: 'Anna', password: PASSWORD }, fapi.app.isCallback);
  return { visitor, begun, callback: arrived.url };
}

/** Header of a proof for the token endpoint. */
export async function tokenProof(fapi: FapiApp, claims: Record<string, unknown> = {}): Promise<Fields> {
  return { dpop: await proof(fapi.dpopKey, 'POST', endpoint(fapi.app, 'token_endpoint'), claims) };
}

/** A request to the token endpoint with assertion and proof; `proving` and `headers` go over them. */
export async function fapiToken(fapi: FapiApp, fields: Fields, proving: Fields = {}, headers?: Fields): Promise<Reply> {
  const proved = { ...(await assertion(fapi.key, fapi.id, fapi.issuer)), ...proving };
  return post(endpoint(fapi.app, 'token_endpoint'), { ...fields, ...proved }, headers ?? (await tokenProof(fapi)));
}

/** Redeems the code of a callback. */
export function fapiRedeem(fapi: FapiApp, signedIn: { callback: string; begun: Begun }): Promise<Reply> {
  return fapiToken(fapi, redemption(fapi.app, signedIn));
}
