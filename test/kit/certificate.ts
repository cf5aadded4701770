// Certificates for tests, made here: the least of X.509 (RFC 5280 §4.1) in DER, signed with P-256.
import { generateKeyPairSync, type KeyObject, sign, X509Certificate } from 'node:crypto';

/** A certificate and the key it is of. */
export interface TestCertificate {
  readonly certificate: X509Certificate;
  readonly privateKey: KeyObject;
  /** The public key as registered by a client, its certificate in `x5c`. */
  readonly jwks: { readonly keys: readonly Record<string, unknown>[] };
}

/** A relative name: OID and value, such as `['2.5.4.3', 'app']` for `CN=app`. */
type RelativeName = readonly [string, string];

/** Makes one of its own signature, for these names, the least specific first, and these alternative names (`dns` and `uri`). */
export function testCertificate(
  subject: readonly RelativeName[],
  alternative: { readonly dns?: string; readonly uri?: string } = {},
): TestCertificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = sequence(...subject.map(([oid, value]) => tagged(0x31, sequence(objectId(oid), tagged(0x0c, Buffer.from(value))))));
  const names = [
    ...(alternative.dns ? [tagged(0x82, Buffer.from(alternative.dns))] : []),
    ...(alternative.uri ? [tagged(0x86, Buffer.from(alternative.uri))] : []),
  ];
  const extension = sequence(objectId('2.5.29.17'), tagged(0x04, sequence(...names)));
  const algorithm = sequence(objectId('1.2.840.10045.4.3.2'));
  const body = sequence(
    tagged(0xa0, tagged(0x02, Buffer.from([2]))),
    tagged(0x02, Buffer.from([1])),
    algorithm,
    name,
    sequence(tagged(0x17, Buffer.from('200101000000Z')), tagged(0x17, Buffer.from('491231235959Z'))),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    ...(names.length > 0 ? [tagged(0xa3, sequence(extension))] : []),
  );
  const signature = sign('sha256', body, privateKey);
  const certificate = new X509Certificate(sequence(body, algorithm, tagged(0x03, Buffer.concat([Buffer.from([0]), signature]))));
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'certificate', x5c: [certificate.raw.toString('base64')] };
  return { certificate, privateKey, jwks: { keys: [jwk] } };
}

function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const head = length < 128 ? [tag, length] : length < 256 ? [tag, 0x81, length] : [tag, 0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(head), content]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(parts));
}

function objectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = rest.flatMap((part) => {
    const groups = [part & 0x7f];
    for (let left = part >> 7; left > 0; left >>= 7) groups.unshift((left & 0x7f) | 0x80);
    return groups;
  });
  return tagged(0x06, Buffer.from([first * 40 + second, ...bytes]));
}
