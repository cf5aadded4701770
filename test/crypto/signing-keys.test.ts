import { createHash, createPrivateKey } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { createLocalJWKSet, importJWK, type JWK, jwtVerify, SignJWT } from 'jose';
import { generateKeyring } from '../../src/crypto/keyring.ts';
import { sealer } from '../../src/crypto/sealed.ts';
import { openSigningKey, signingKeyMaker } from '../../src/crypto/signing-keys.ts';

const fields = sealer(generateKeyring());
const made = await signingKeyMaker(fields)();
const keys = made.map((key) => openSigningKey(fields, key));

function keyOf(alg: string): JWK & { kid: string } {
  const key = keys.find((each) => each.alg === alg);
  if (!key) throw new Error(`no ${alg} key was made`);
  return key;
}

it('a set of signing keys is one of P-256 and one of RSA with 3072 bits (security.md 1.38)', () => {
  expect(made.map(({ alg }) => alg)).toEqual(['ES256', 'RS256']);
  expect(createPrivateKey({ key: keyOf('ES256'), format: 'jwk' }).asymmetricKeyDetails).toMatchObject({ namedCurve: 'prime256v1' });
  expect(createPrivateKey({ key: keyOf('RS256'), format: 'jwk' }).asymmetricKeyDetails).toMatchObject({ modulusLength: 3072 });
});

it('a key is named by the thumbprint of its public members (RFC 7638)', () => {
  const { crv, kty, x, y, kid } = keyOf('ES256');
  expect(kid).toBe(createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url'));
  const { e, kty: rsa, n, kid: rsaKid } = keyOf('RS256');
  expect(rsaKid).toBe(
    createHash('sha256')
      .update(JSON.stringify({ e, kty: rsa, n }))
      .digest('base64url'),
  );
});

it.each(['ES256', 'RS256'])('what a %s key signs is verified with its public members alone', async (alg) => {
  const key = keyOf(alg);
  const { d, p, q, dp, dq, qi, ...shown } = key;
  const token = await new SignJWT({ sub: 'anna' }).setProtectedHeader({ alg, kid: key.kid }).sign(await importJWK(key, alg));
  expect((await jwtVerify(token, createLocalJWKSet({ keys: [shown] }), { algorithms: [alg] })).payload.sub).toBe('anna');
});
