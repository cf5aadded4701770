// What an application signs with a key of its own: assertions, request objects, proofs of possession.
import { randomUUID } from 'node:crypto';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';

/** A key of an application, and what it registers of it. */
export interface AppKey {
  readonly alg: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  readonly publicJwk: JWK;
  readonly jwks: { readonly keys: readonly JWK[] };
}

/** Makes one. */
export async function appKey(alg = 'ES256'): Promise<AppKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  const publicJwk = await exportJWK(publicKey);
  return { alg, privateKey, publicKey, publicJwk, jwks: { keys: [{ ...publicJwk, kid: `${alg}-1`, alg, use: 'sig' }] } };
}

const now = () => Math.floor(Date.now() / 1000);

/** A JWT of the application. `claims` go over what is usual: itself as issuer, dated now, a minute long. */
export function signed(key: AppKey, clientId: string, claims: JWTPayload, header: Record<string, unknown> = {}): Promise<string> {
  const usual = { iss: clientId, iat: now(), nbf: now(), exp: now() + 60, jti: randomUUID() };
  return new SignJWT({ ...usual, ...claims }).setProtectedHeader({ alg: key.alg, kid: `${key.alg}-1`, ...header }).sign(key.privateKey);
}

/** The fields by which `private_key_jwt` proves the application (RFC 7523 §2.2). */
export async function assertion(key: AppKey, clientId: string, issuer: string, claims: JWTPayload = {}): Promise<Record<string, string>> {
  return {
    client_id: clientId,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: await signed(key, clientId, { sub: clientId, aud: issuer, ...claims }),
  };
}

/** A DPoP proof for one request (RFC 9449 §4.2). */
export function proof(key: AppKey, method: string, url: string, claims: JWTPayload = {}): Promise<string> {
  return new SignJWT({ htm: method, htu: url, iat: now(), jti: randomUUID(), ...claims })
    .setProtectedHeader({ alg: key.alg, typ: 'dpop+jwt', jwk: key.publicJwk })
    .sign(key.privateKey);
}

/** An unsigned JWT (`alg: none`), as nobody should accept one. */
export function unsigned(claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none' })}.${part(claims)}.`;
}
