// A passkey's authenticator as the standard describes it (WebAuthn level 3 §6), written for tests: real keys, and answers
// of which any part can be made wrong. It knows nothing of the product.
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** What an answer can be made to say instead of the truth. */
export interface Told {
  readonly origin: string;
  readonly site: string;
  readonly type: string;
  readonly crossOrigin: boolean;
  readonly isPresent: boolean;
  readonly isVerified: boolean;
  readonly multiDevice: boolean;
  readonly backedUp: boolean;
  readonly counter: number;
  readonly userHandle: string | undefined;
  readonly id: string;
  /** Attestation of a new passkey. */
  readonly format: string;
  readonly statement: ReadonlyMap<string, Cbor>;
}

/** How a passkey signs. */
export type Algorithm = 'ES256' | 'RS256' | 'EdDSA' | 'ES384';

/** A passkey on its authenticator. */
export interface Device {
  readonly id: string;
  /** Answers to a challenge with a new passkey: the text that the page's script would send. */
  make(challenge: string, told?: Partial<Told>): string;
  /** Answers to a challenge with a signature. */
  use(challenge: string, told?: Partial<Told>): string;
}

/** Makes a passkey for an account at a site; `origin` is that of the page that asks. */
export function newDevice(of: { readonly origin: string; readonly accountId: string; readonly algorithm?: Algorithm }): Device {
  const { publicKey, privateKey } = keysOf(of.algorithm ?? 'ES256');
  const id = randomBytes(32).toString('base64url');
  let counter = 0;
  const truth = () => truthOf(of, id, counter);
  return {
    id,
    make: (challenge, more = {}) => {
      const told = { ...truth(), type: 'webauthn.create', ...more };
      const authData = authenticatorData(told, attested(told.id, coseOf(publicKey)));
      const attestation = new Map<string, Cbor>([
        ['fmt', told.format],
        ['attStmt', told.statement],
        ['authData', authData],
      ]);
      const attestationObject = cbor(attestation).toString('base64url');
      return answer(told.id, { clientDataJSON: clientData(told, challenge), attestationObject, transports: ['internal'] });
    },
    use: (challenge, more = {}) => {
      counter += 1;
      const told = { ...truth(), type: 'webauthn.get', ...more };
      const data = authenticatorData(told);
      const clientDataJSON = clientData(told, challenge);
      const signed = Buffer.concat([data, createHash('sha256').update(Buffer.from(clientDataJSON, 'base64url')).digest()]);
      const signature = sign(of.algorithm === 'EdDSA' ? null : 'sha256', signed, privateKey).toString('base64url');
      const userHandle = told.userHandle === undefined ? {} : { userHandle: Buffer.from(told.userHandle).toString('base64url') };
      return answer(told.id, { clientDataJSON, authenticatorData: data.toString('base64url'), signature, ...userHandle });
    },
  };
}

function truthOf({ origin, accountId }: { readonly origin: string; readonly accountId: string }, id: string, counter: number): Told {
  const seen = { crossOrigin: false, isPresent: true, isVerified: true, multiDevice: false, backedUp: false };
  return {
    ...seen,
    origin,
    site: new URL(origin).hostname,
    type: '',
    counter,
    userHandle: accountId,
    id,
    format: 'none',
    statement: new Map(),
  };
}

function keysOf(algorithm: Algorithm): { publicKey: KeyObject; privateKey: KeyObject } {
  if (algorithm === 'RS256') return generateKeyPairSync('rsa', { modulusLength: 2048 });
  if (algorithm === 'EdDSA') return generateKeyPairSync('ed25519');
  return generateKeyPairSync('ec', { namedCurve: algorithm === 'ES384' ? 'P-384' : 'P-256' });
}

function answer(id: string, response: object): string {
  return JSON.stringify({ id, rawId: id, type: 'public-key', response, clientExtensionResults: {} });
}

function clientData({ type, origin, crossOrigin }: Told, challenge: string): string {
  return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin })).toString('base64url');
}

function authenticatorData(told: Told, attestedData?: Buffer): Buffer {
  const bits = [told.isPresent, false, told.isVerified, told.multiDevice, told.backedUp, false, attestedData !== undefined];
  const flags = bits.reduce((sum, isSet, at) => sum + (isSet ? 2 ** at : 0), 0);
  const tail = Buffer.alloc(5);
  tail.writeUInt8(flags);
  tail.writeUInt32BE(told.counter, 1);
  return Buffer.concat([createHash('sha256').update(told.site).digest(), tail, attestedData ?? Buffer.alloc(0)]);
}

function attested(id: string, key: Buffer): Buffer {
  const bytes = Buffer.from(id, 'base64url');
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([Buffer.alloc(16), length, bytes, key]);
}

/** The public key as COSE writes it (RFC 9052 §7, RFC 9053 §7). */
function coseOf(key: KeyObject): Buffer {
  const { kty, crv, x = '', y = '', n = '', e = '' } = key.export({ format: 'jwk' });
  const part = (text: string) => Buffer.from(text, 'base64url');
  const entries: [number, Cbor][] =
    kty === 'RSA'
      ? [
          [1, 3],
          [3, -257],
          [-1, part(n)],
          [-2, part(e)],
        ]
      : kty === 'OKP'
        ? [
            [1, 1],
            [3, -8],
            [-1, 6],
            [-2, part(x)],
          ]
        : [
            [1, 2],
            [3, crv === 'P-384' ? -35 : -7],
            [-1, crv === 'P-384' ? 2 : 1],
            [-2, part(x)],
            [-3, part(y)],
          ];
  return cbor(new Map<number, Cbor>(entries));
}

/** What is written as CBOR here (RFC 8949). */
export type Cbor = number | string | Uint8Array | readonly Cbor[] | ReadonlyMap<string | number, Cbor>;

function cbor(value: Cbor): Buffer {
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (value instanceof Uint8Array) return Buffer.concat([head(2, value.length), value]);
  if (value instanceof Map) return Buffer.concat([head(5, value.size), ...[...value].flatMap(([key, of]) => [cbor(key), cbor(of)])]);
  const items = value as readonly Cbor[];
  return Buffer.concat([head(4, items.length), ...items.map(cbor)]);
}

function head(major: number, length: number): Buffer {
  if (length < 24) return Buffer.from([major * 32 + length]);
  if (length < 256) return Buffer.from([major * 32 + 24, length]);
  return Buffer.from([major * 32 + 25, Math.floor(length / 256), length % 256]);
}
