/** Members of a JWK that only its owner may have (RFC 7518 §6.2.2, §6.3.2, §6.4). */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];
const KEY_TYPES = ['RSA', 'EC', 'OKP'];

/** Returns what is wrong with a client's key set (RFC 7517 §5): public keys only, at least one. */
export function keySetFault(value: unknown): string | undefined {
  const keys = isRecord(value) ? value.keys : undefined;
  if (!Array.isArray(keys) || keys.length === 0) return 'must be a key set: { "keys": [ … ] }';
  if (keys.some((key) => isRecord(key) && PRIVATE_MEMBERS.some((member) => member in key)))
    return 'holds a private or secret key; register the public part only';
  return keys.every((key) => isRecord(key) && KEY_TYPES.includes(String(key.kty)))
    ? undefined
    : 'holds something that is not an RSA, EC or OKP key';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
