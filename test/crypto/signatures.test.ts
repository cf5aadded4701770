import { verify } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { CompactSign, compactVerify, exportJWK, generateKeyPair } from 'jose';
import { signerOf } from '../../src/crypto/signatures.ts';

const text = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

async function keyOf(alg: string) {
  const { privateKey } = await generateKeyPair(alg, { extractable: true, modulusLength: 3072 });
  return { ...(await exportJWK(privateKey)), alg };
}

test.each(['ES256', 'RS256'])(
  'RFC 7518 what is signed with %s is verified by jose with the public key, and what was changed is not',
  async (alg) => {
    const { sign, publicKey } = signerOf(await keyOf(alg));
    const signed = `${text({ alg })}.${text({ sub: 'anna' })}`;
    const jws = `${signed}.${Buffer.from(await sign(Buffer.from(signed))).toString('base64url')}`;
    expect((await compactVerify(jws, publicKey)).protectedHeader).toEqual({ alg });
    await expect(compactVerify(jws.replace(text({ sub: 'anna' }), text({ sub: 'eve' })), publicKey)).rejects.toThrow('signature');
    expect(publicKey.type).toBe('public');
  },
);

test('RFC 7518 §3.4 both numbers of a signature have 32 bytes, also where one is shorter', async () => {
  const { sign, publicKey } = signerOf(await keyOf('ES256'));
  const data = Buffer.from('anna');
  let short = 0;
  for (let at = 0; short < 6; at += 1) {
    const signature = Buffer.from(await sign(data));
    expect(signature).toHaveLength(64);
    if (signature[0] === 0 || signature[32] === 0) short += 1;
    if (short > 0 || at < 100) expect(verify('sha256', data, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature)).toBe(true);
  }
});

test('RFC 7518 what jose signs with the same key is verified with the signer’s public key', async () => {
  const jwk = await keyOf('ES256');
  const jws = await new CompactSign(Buffer.from('x')).setProtectedHeader({ alg: 'ES256' }).sign(jwk);
  expect(Buffer.from((await compactVerify(jws, signerOf(jwk).publicKey)).payload).toString()).toBe('x');
});

test('security 1.27 a key of another algorithm, or of none, signs nothing', async () => {
  for (const alg of ['PS256', 'none', undefined]) {
    expect(() => signerOf({ ...({ kty: 'EC' } as object), alg })).toThrow();
  }
  const rsa = await keyOf('RS256');
  expect(() => signerOf({ ...rsa, alg: 'PS256' })).toThrow('no key of ours signs with PS256');
});
