import { createPrivateKey, createPublicKey, type JsonWebKey, type KeyObject, sign } from 'node:crypto';

/** What signs with one key, and what verifies it. */
export interface Signer {
  readonly publicKey: KeyObject;
  /** The signature of a JWS (RFC 7518 §3.3, §3.4) over `data`. */
  readonly sign: (data: Uint8Array) => Uint8Array | Promise<Uint8Array>;
}

/**
 * A signer from a private JWK with its `alg`. An elliptic curve signs at once: it takes less time than to hand the work
 * to another thread and back, where it would wait behind password hashes. RSA takes fifty times as long, so it goes there.
 * Throws for any other algorithm.
 */
export function signerOf(jwk: { readonly alg?: string | undefined }): Signer {
  const key = createPrivateKey({ key: jwk as JsonWebKey, format: 'jwk' });
  const publicKey = createPublicKey(key);
  switch (jwk.alg) {
    case 'ES256':
      return { publicKey, sign: (data) => sign('sha256', data, { key, dsaEncoding: 'ieee-p1363' }) };
    case 'RS256':
      return { publicKey, sign: (data) => elsewhere(key, data) };
    default:
      throw new Error(`no key of ours signs with ${jwk.alg}`);
  }
}

function elsewhere(key: KeyObject, data: Uint8Array): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    sign('sha256', data, key, (error, signature) => (error ? reject(error) : resolve(signature)));
  });
}
