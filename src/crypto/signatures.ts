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
      return { publicKey, sign: (data) => joined(sign('sha256', data, key)) };
    case 'RS256':
      return { publicKey, sign: (data) => elsewhere(key, data) };
    default:
      throw new Error(`no key of ours signs with ${jwk.alg}`);
  }
}

/** Bytes of each of the two numbers of a signature on P-256 (RFC 7518 §3.4). */
const NUMBER = 32;

/**
 * The two numbers of a signature side by side, as a JWS has them, from their DER (RFC 3279 §2.2.3): a sequence of two integers
 * without leading zeroes but the one that keeps a number positive. Asking Node for that form costs as much again as the signature.
 */
function joined(der: Buffer): Buffer {
  const both = Buffer.alloc(2 * NUMBER);
  // Behind the sequence's tag and its length, which is below 128 for P-256; then tag, length and bytes of each integer.
  let at = 2;
  for (const end of [NUMBER, 2 * NUMBER]) {
    const length = der[at + 1] ?? 0;
    const bytes = der.subarray(at + 2, at + 2 + length);
    const number = bytes.length > NUMBER ? bytes.subarray(bytes.length - NUMBER) : bytes;
    number.copy(both, end - number.length);
    at += 2 + length;
  }
  return both;
}

function elsewhere(key: KeyObject, data: Uint8Array): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    sign('sha256', data, key, (error, signature) => (error ? reject(error) : resolve(signature)));
  });
}
