import type { PasskeyAnswer } from '../domain/factors/passkey.ts';

/** The most bytes of a credential's id (WebAuthn level 3 §7.1 step 25), in base64url. */
const LONGEST_ID = 1364;
const BASE64URL = /^[\w-]+$/;
/** How an authenticator can be reached, of those the browser's script may tell us (WebAuthn level 3 §5.8.4). */
const TRANSPORTS: readonly string[] = ['ble', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb'];

/** What both ceremonies answer with, each field narrowed to text: whoever filled in the form may have written anything. */
export interface ReadAnswer extends PasskeyAnswer {
  readonly clientDataJSON: string;
  /** Of one that was used: what it signed, and the signature. */
  readonly signed: { readonly authenticatorData: string; readonly signature: string } | undefined;
  /** Of one that was made. */
  readonly made: { readonly attestationObject: string; readonly transports: readonly string[] } | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

/** Reads the text of an answer (WebAuthn level 3 §5.1, `toJSON`); undefined for anything else. */
export function readAnswer(text: string): ReadAnswer | undefined {
  const answer = jsonIn(text);
  const response = fieldsOf(answer?.['response']);
  const id = base64urlOf(answer?.['id']);
  const clientDataJSON = base64urlOf(response?.['clientDataJSON']);
  const client = clientDataJSON && jsonIn(Buffer.from(clientDataJSON, 'base64url').toString('utf8'));
  const challenge = client && base64urlOf(client['challenge']);
  // We stand in nobody's frame, and nobody in ours.
  if (!id || id.length > LONGEST_ID || !response || !clientDataJSON || !challenge || client['crossOrigin'] === true) return undefined;
  const owner = base64urlOf(response['userHandle']);
  return {
    id,
    challenge,
    owner: owner && Buffer.from(owner, 'base64url').toString('utf8'),
    clientDataJSON,
    signed: signedIn(response),
    made: madeIn(response),
  };
}

function signedIn(response: Fields): ReadAnswer['signed'] {
  const authenticatorData = base64urlOf(response['authenticatorData']);
  const signature = base64urlOf(response['signature']);
  return authenticatorData && signature ? { authenticatorData, signature } : undefined;
}

function madeIn(response: Fields): ReadAnswer['made'] {
  const attestationObject = base64urlOf(response['attestationObject']);
  const told = Array.isArray(response['transports']) ? response['transports'] : [];
  return attestationObject ? { attestationObject, transports: TRANSPORTS.filter((transport) => told.includes(transport)) } : undefined;
}

function jsonIn(text: string): Fields | undefined {
  try {
    return fieldsOf(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

/** The text, if it is the one way to write its bytes in base64url. */
function base64urlOf(value: unknown): string | undefined {
  if (typeof value !== 'string' || !BASE64URL.test(value)) return undefined;
  return Buffer.from(value, 'base64url').toString('base64url') === value ? value : undefined;
}
