import { type NewPasskey, PASSKEY_CHALLENGE_LIFE, type PasskeyUse } from '../domain/factors/passkey.ts';
import type { PasskeyCeremonies } from '../domain/factors/ports.ts';
import type { Keyring } from './keyring.ts';
import { type ReadAnswer, readAnswer } from './passkey-answers.ts';
import { signedChallenges } from './signed-challenges.ts';

/** Ways of signing that are taken, by their COSE numbers (RFC 9053): EdDSA, ES256, RS256. The pages' script names the same. */
const ALGORITHMS = [-8, -7, -257];

/** A sixth of a second and 25 MB that only who uses a passkey pays for, once. */
const library = () => import('@simplewebauthn/server');
const libraryParts = () => import('@simplewebauthn/server/helpers');

/** What an answer has to be for, as the library wants it. */
interface Expected {
  readonly expectedChallenge: string;
  readonly expectedOrigin: string;
  readonly expectedRPID: string;
  readonly requireUserVerification: boolean;
}

/**
 * WebAuthn (level 3) for one origin: passkeys are for the issuer's host, answers from the issuer's own pages. The person must
 * have been verified by the device. Whatever is not right is undefined: why is nobody's business.
 */
export function passkeyCeremonies(keyring: Keyring, issuer: string): PasskeyCeremonies {
  const challenges = signedChallenges(keyring, 'passkey');
  const { hostname: site, origin } = new URL(issuer);
  const expected = (answer: ReadAnswer): Expected => ({
    expectedChallenge: answer.challenge,
    expectedOrigin: origin,
    expectedRPID: site,
    requireUserVerification: true,
  });
  return {
    site,
    newChallenge: (use, now) => challenges.issue(boundTo(use), now),
    openChallenge: (challenge, use) => {
      const issued = challenges.issuedAt(challenge, boundTo(use));
      return issued === undefined ? undefined : issued + PASSKEY_CHALLENGE_LIFE;
    },
    readAnswer: (text) => readAnswer(text),
    checkSignIn: async (text, { id, publicKey }) => {
      const answer = readAnswer(text);
      if (!answer?.signed || answer.id !== id) return undefined;
      const { verifyAuthenticationResponse } = await library();
      const response = { ...bare(answer), response: { clientDataJSON: answer.clientDataJSON, ...answer.signed } };
      // The counter is compared where it is kept, in the statement that stores it: of two at once only one can be right.
      const credential = { id, publicKey: bytesOf(publicKey), counter: 0 };
      const found = await orNothing(() => verifyAuthenticationResponse({ ...expected(answer), response, credential }));
      if (!found?.verified) return undefined;
      const { newCounter, credentialDeviceType, credentialBackedUp } = found.authenticationInfo;
      return { counter: newCounter, multiDevice: credentialDeviceType === 'multiDevice', backedUp: credentialBackedUp };
    },
    checkNew: (text) => checkNew(text, expected),
  };
}

/** The passkey that was made, if everything about it is right. */
async function checkNew(text: string, expected: (answer: ReadAnswer) => Expected): Promise<NewPasskey | undefined> {
  const answer = readAnswer(text);
  if (!answer?.made || !(await saysNothingOfItsMaker(answer.made.attestationObject))) return undefined;
  const { verifyRegistrationResponse } = await library();
  const { attestationObject, transports } = answer.made;
  const response = { ...bare(answer), response: { clientDataJSON: answer.clientDataJSON, attestationObject } };
  const found = await orNothing(() => verifyRegistrationResponse({ ...expected(answer), response, supportedAlgorithmIDs: ALGORITHMS }));
  if (!found?.verified) return undefined;
  const { credential, credentialDeviceType, credentialBackedUp } = found.registrationInfo;
  if (credential.id !== answer.id) return undefined;
  const publicKey = Buffer.from(credential.publicKey).toString('base64url');
  const seen = { counter: credential.counter, multiDevice: credentialDeviceType === 'multiDevice', backedUp: credentialBackedUp };
  return { id: credential.id, publicKey, transports, ...seen };
}

/** No part holds a blank, so no two uses are one text. */
function boundTo({ purpose, browserId, flow }: PasskeyUse): string {
  return `${purpose} ${browserId} ${flow}`;
}

function bare({ id }: ReadAnswer) {
  return { id, rawId: id, type: 'public-key' as const, clientExtensionResults: {} };
}

/** A copy in memory of its own, as the library's types want it. */
function bytesOf(base64url: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(base64url, 'base64url'));
}

/**
 * We ask for no attestation, and browsers then send none, or the passkey's own. Certificates are not even looked at: the
 * library would fetch their lists of revoked ones from wherever they say (security.md 1.33).
 */
async function saysNothingOfItsMaker(attestationObject: string): Promise<boolean> {
  const { decodeAttestationObject } = await libraryParts();
  const found = await orNothing(async () => {
    // Its types promise a map of maps: what was sent may be anything else.
    const attestation = decodeAttestationObject(bytesOf(attestationObject));
    const format = attestation.get('fmt');
    return format === 'none' || (format === 'packed' && attestation.get('attStmt').get('x5c') === undefined);
  });
  return found === true;
}

/** The library throws for whatever is wrong; its messages quote what was sent. */
async function orNothing<T>(look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch {
    return undefined;
  }
}
