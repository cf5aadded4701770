import type { KeyObject } from 'node:crypto';
import { ExternalSigningKey, type JWK, type JWKS } from 'oidc-provider';

/** Signs with one key; `publicKey` is what verifies it. */
export interface Signs {
  readonly publicKey: KeyObject;
  readonly sign: (data: Uint8Array) => Uint8Array | Promise<Uint8Array>;
}

/** A key as the library takes one that it does not sign with itself. */
class OwnKey extends ExternalSigningKey {
  readonly #signs: Signs;

  constructor({ kid, alg }: JWK, signs: Signs) {
    super();
    this.#signs = signs;
    Object.assign(this, { kid, alg });
  }

  override keyObject(): KeyObject {
    return this.#signs.publicKey;
  }

  override sign(data: Uint8Array): Uint8Array | Promise<Uint8Array> {
    return this.#signs.sign(data);
  }
}

/** Our keys for the library, in the same order: it says what is signed, we sign (docs/decisions/0007). */
export function signingKeys({ keys }: JWKS, signerOf: (jwk: JWK) => Signs): JWKS {
  return { keys: keys.map((jwk) => new OwnKey(jwk as JWK, signerOf(jwk as JWK))) };
}
