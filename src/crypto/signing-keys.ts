import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import type { Sealer } from './sealed.ts';

/** A signing key as it is kept: the private part sealed to its row. */
export interface SealedKey {
  readonly kid: string;
  readonly alg: 'RS256' | 'ES256';
  readonly sealed: string;
}

const ALGORITHMS = ['ES256', 'RS256'] as const;
const RSA_BITS = 3072;

/** Makes one key of each algorithm (security.md 1.38): RSA of 3072 bits and P-256, named by thumbprint (RFC 7638). */
export function signingKeyMaker(sealer: Sealer): () => Promise<readonly SealedKey[]> {
  return () =>
    Promise.all(
      ALGORITHMS.map(async (alg) => {
        const { privateKey } = await generateKeyPair(alg, { extractable: true, ...(alg === 'RS256' && { modulusLength: RSA_BITS }) });
        const jwk = await exportJWK(privateKey);
        const kid = await calculateJwkThumbprint(jwk);
        return { kid, alg, sealed: sealer.seal(JSON.stringify({ ...jwk, kid, alg, use: 'sig' }), place(kid)) };
      }),
    );
}

/** The private JWK of a kept key. Throws when it was moved or its root is gone. */
export function openSigningKey(sealer: Sealer, key: Pick<SealedKey, 'kid' | 'sealed'>): JWK & { kid: string } {
  return JSON.parse(sealer.open(key.sealed, place(key.kid)));
}

function place(kid: string) {
  return { table: 'signing_key', column: 'sealed', row: kid };
}
