/** Members of a JWK that only its owner may have (RFC 7518 §6.2.2, §6.3.2, §6.4). */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];
const KEY_TYPES = ['RSA', 'EC', 'OKP'];

/** 2048 bits (RFC 7518 §3.3, §3.5). */
const LEAST_RSA_BYTES = 256;

/** Returns what is wrong with a client's key set (RFC 7517 §5): public keys only, at least one. */
export function keySetFault(value: unknown): string | undefined {
  const keys = isRecord(value) ? value.keys : undefined;
  if (!Array.isArray(keys) || keys.length === 0) return 'must be a key set: { "keys": [ … ] }';
  if (keys.some((key) => isRecord(key) && PRIVATE_MEMBERS.some((member) => member in key)))
    return 'holds a private or secret key; register the public part only';
  if (keys.some((key) => isRecord(key) && key.kty === 'RSA' && bytesOf(key.n) < LEAST_RSA_BYTES))
    return 'holds an RSA key of less than 2048 bits';
  return keys.every((key) => isRecord(key) && KEY_TYPES.includes(String(key.kty)))
    ? undefined
    : 'holds something that is not an RSA, EC or OKP key';
}

/** Whether a key set carries certificates (RFC 7517 §4.7): by them a client with self-signed ones is known (RFC 8705 §2.2). */
export function carriesCertificates(value: unknown): boolean {
  const keys = isRecord(value) && Array.isArray(value.keys) ? value.keys : [];
  return keys.some((key) => isRecord(key) && Array.isArray(key.x5c) && key.x5c.length > 0);
}

function bytesOf(base64url: unknown): number {
  return typeof base64url === 'string' ? Math.floor((base64url.replace(/=+$/, '').length * 3) / 4) : 0;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
