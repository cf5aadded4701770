import { describe, expect, test } from '@jest/globals';
import { generateKeyring } from '../../src/crypto/keyring.ts';
import { passkeyCeremonies } from '../../src/crypto/passkeys.ts';
import type { PasskeyUse } from '../../src/domain/factors/passkey.ts';
import { minutes } from '../../src/kernel/duration.ts';
import { type Algorithm, newDevice, type Told } from '../kit/authenticator-device.ts';

const ISSUER = 'https://login.example';
const NOW = Date.UTC(2026, 0, 5, 9);
const USE: PasskeyUse = { purpose: 'sign-in', browserId: 'browser', flow: 'uid' };
const ceremonies = passkeyCeremonies(generateKeyring(), ISSUER);
const challenge = () => ceremonies.newChallenge(USE, NOW);

async function enrolled(algorithm: Algorithm = 'ES256') {
  const device = newDevice({ origin: ISSUER, accountId: 'anna', algorithm });
  const passkey = await ceremonies.checkNew(device.make(challenge()));
  if (!passkey) throw new Error('the new passkey was refused');
  return { device, passkey };
}

/** A field of the answer with its last character, or one of its bytes, another. */
function tampered(text: string, field: 'signature' | 'authenticatorData' | 'clientDataJSON'): string {
  const answer = JSON.parse(text);
  const bytes = Buffer.from(answer.response[field], 'base64url');
  bytes.writeUInt8((bytes.at(-2) ?? 0) ^ 1, bytes.length - 2);
  return JSON.stringify({ ...answer, response: { ...answer.response, [field]: bytes.toString('base64url') } });
}

describe('A passkey, by real keys', () => {
  test.each(['ES256', 'RS256', 'EdDSA'] as const)('that signs by %s is taken, and its signature after it', async (algorithm) => {
    const { device, passkey } = await enrolled(algorithm);
    expect(passkey).toMatchObject({ id: device.id, counter: 0, multiDevice: false, backedUp: false, transports: ['internal'] });
    expect(await ceremonies.checkSignIn(device.use(challenge()), passkey)).toEqual({ counter: 1, multiDevice: false, backedUp: false });
  });

  test('that signs in a way we did not offer is not taken', async () => {
    const device = newDevice({ origin: ISSUER, accountId: 'anna', algorithm: 'ES384' });
    expect(await ceremonies.checkNew(device.make(challenge()))).toBeUndefined();
  });

  const LIES: [string, Partial<Told>][] = [
    ['of another origin', { origin: 'https://login.example.evil.example' }],
    ['of our host on another port', { origin: 'https://login.example:8443' }],
    ['without TLS', { origin: 'http://login.example' }],
    ['for another site', { site: 'evil.example' }],
    ['for the domain above ours', { site: 'example' }],
    ['from a page in another one', { crossOrigin: true }],
    ['by somebody whom the device did not verify', { isVerified: false }],
    ['by nobody', { isPresent: false }],
    ['of the other ceremony', { type: 'webauthn.payment' }],
    ['with another id', { id: 'AAAA' }],
    ['that is backed up and cannot be', { backedUp: true }],
  ];

  test.each(LIES)('is not taken when its answer is %s', async (_, told) => {
    const { device, passkey } = await enrolled();
    expect(await ceremonies.checkSignIn(device.use(challenge(), told), passkey)).toBeUndefined();
    if (told.id === undefined) expect(await ceremonies.checkNew(device.make(challenge(), told))).toBeUndefined();
  });

  test('is not taken with a signature, a device or a page that was tampered with', async () => {
    const { device, passkey } = await enrolled();
    for (const field of ['signature', 'authenticatorData', 'clientDataJSON'] as const) {
      expect(await ceremonies.checkSignIn(tampered(device.use(challenge()), field), passkey)).toBeUndefined();
    }
  });

  test('is not taken with the signature of another', async () => {
    const [anna, piet] = [await enrolled(), await enrolled()];
    expect(await ceremonies.checkSignIn(piet.device.use(challenge(), { id: anna.device.id }), anna.passkey)).toBeUndefined();
    expect(await ceremonies.checkSignIn(piet.device.use(challenge()), anna.passkey)).toBeUndefined();
  });

  test('tells whether it can be on more devices, and is', async () => {
    const { device, passkey } = await enrolled();
    const synced = { multiDevice: true, backedUp: true };
    expect(await ceremonies.checkNew(device.make(challenge(), synced))).toMatchObject(synced);
    expect(await ceremonies.checkSignIn(device.use(challenge(), synced), passkey)).toMatchObject(synced);
  });

  test('is not taken with a certificate of its maker, which nobody asked for and which would be looked up (security.md 1.33)', async () => {
    const device = newDevice({ origin: ISSUER, accountId: 'anna' });
    const x5c = new Map([['x5c', [new Uint8Array(4)]]]);
    for (const format of ['packed', 'fido-u2f', 'android-key', 'android-safetynet', 'tpm', 'apple', 'other']) {
      expect(await ceremonies.checkNew(device.make(challenge(), { format, statement: x5c }))).toBeUndefined();
    }
  });

  test('is not taken where its parts are of another kind than they should be, however deep or long (security.md 1.34)', async () => {
    const answer = JSON.parse(newDevice({ origin: ISSUER, accountId: 'anna' }).make(challenge()));
    const packed = 'a263666d74667061636b6564'; // {"fmt": "packed", …
    const kinds = ['00', '80', 'a0', '60', 'f6', `${packed}6761747453746d7480`, '9bffffffffffffffff00', '81'.repeat(20_000)];
    for (const hex of kinds) {
      const attestationObject = Buffer.from(hex, 'hex').toString('base64url');
      const sent = JSON.stringify({ ...answer, response: { ...answer.response, attestationObject } });
      expect([hex.slice(0, 20), await ceremonies.checkNew(sent)]).toEqual([hex.slice(0, 20), undefined]);
    }
  });

  test('a signature makes no passkey, and a new passkey signs nobody in', async () => {
    const { device, passkey } = await enrolled();
    expect(await ceremonies.checkNew(device.use(challenge()))).toBeUndefined();
    expect(await ceremonies.checkSignIn(device.make(challenge()), passkey)).toBeUndefined();
  });
});

describe('A challenge of a passkey', () => {
  test('is taken for five minutes, and is never the same twice', () => {
    const made = challenge();
    expect(ceremonies.openChallenge(made, USE)).toBe(NOW + minutes(5));
    expect(challenge()).not.toBe(made);
  });

  test('is worth nothing in another browser, in another sign-in, for something else, or in another installation', () => {
    const made = challenge();
    for (const other of [{ browserId: 'other' }, { flow: 'other' }, { purpose: 'add' }, { purpose: 'second-step' }] as const) {
      expect(ceremonies.openChallenge(made, { ...USE, ...other })).toBeUndefined();
    }
    expect(passkeyCeremonies(generateKeyring(), ISSUER).openChallenge(made, USE)).toBeUndefined();
    for (const none of ['', 'x', `${made}A`, made.slice(1), made.replace(/.$/, '=')]) {
      expect(ceremonies.openChallenge(none, USE)).toBeUndefined();
    }
  });

  test('outlives a change of the keys by which it was signed', () => {
    const [old, young] = [generateKeyring(), generateKeyring()];
    const made = passkeyCeremonies(old, ISSUER).newChallenge(USE, NOW);
    const both = { ...young, roots: [young.roots[0], ...old.roots] } as const;
    expect(passkeyCeremonies(both, ISSUER).openChallenge(made, USE)).toBe(NOW + minutes(5));
  });
});

describe('What is sent as the answer of a passkey', () => {
  test('is read for its id, its challenge and its owner', () => {
    const made = challenge();
    const device = newDevice({ origin: ISSUER, accountId: 'anna' });
    expect(ceremonies.readAnswer(device.use(made))).toMatchObject({ id: device.id, challenge: made, owner: 'anna' });
    expect(ceremonies.readAnswer(device.use(made, { userHandle: undefined }))?.owner).toBeUndefined();
  });

  test('is nothing when it is anything else', () => {
    const { response, ...rest } = JSON.parse(newDevice({ origin: ISSUER, accountId: 'anna' }).use(challenge()));
    const wrong = [
      ...['', 'null', '[]', '"x"', '{', '{"id":1}'],
      ...[{ ...rest }, { ...rest, response: [] }, { ...rest, response: null }, { response }, { ...rest, id: {}, response }].map((one) =>
        JSON.stringify(one),
      ),
      ...['e30', 'AAAA', 'bnVsbA', '', 7, null, ['e30']].map((clientDataJSON) =>
        JSON.stringify({ ...rest, response: { ...response, clientDataJSON } }),
      ),
      JSON.stringify({ ...rest, id: 'A'.repeat(2000), response }),
    ];
    expect(wrong.map((text) => ceremonies.readAnswer(text))).toEqual(wrong.map(() => undefined));
  });
});
