import { createSecretKey, randomBytes } from 'node:crypto';
import { equalDigests, hmac } from './digest.ts';
import { deriveKey, type Keyring } from './keyring.ts';

const NONCE_BYTES = 16;
const TIME_BYTES = 6;
const MAC_BYTES = 32;
const HEAD_BYTES = NONCE_BYTES + TIME_BYTES;

/** Challenges that carry when they were made, signed together with what they are for: nothing is kept of them. */
export interface SignedChallenges {
  /** 54 bytes, base64url: 128 random bits, the time, and a proof that both are ours. `now` is epoch milliseconds. */
  issue(bound: string, now: number): string;
  /** When it was made, epoch milliseconds; undefined for one that is not ours, or is bound to something else. */
  issuedAt(challenge: string, bound: string): number | undefined;
}

/** Signs for one purpose of the keyring (`label`). The newest root signs, all of them open. */
export function signedChallenges(keyring: Keyring, label: string): SignedChallenges {
  const keys = keyring.roots.map((root) => createSecretKey(deriveKey(root, label)));
  const newest = createSecretKey(deriveKey(keyring.roots[0], label));
  const macOf = (key: typeof newest, head: Buffer, bound: string) => hmac(key, `${head.toString('base64url')} ${bound}`);
  return {
    issue: (bound, now) => {
      const time = Buffer.alloc(TIME_BYTES);
      time.writeUIntBE(now, 0, TIME_BYTES);
      const head = Buffer.concat([randomBytes(NONCE_BYTES), time]);
      return Buffer.concat([head, macOf(newest, head, bound)]).toString('base64url');
    },
    issuedAt: (challenge, bound) => {
      const bytes = Buffer.from(challenge, 'base64url');
      if (bytes.length !== HEAD_BYTES + MAC_BYTES || bytes.toString('base64url') !== challenge) return undefined;
      const head = bytes.subarray(0, HEAD_BYTES);
      if (!keys.some((key) => equalDigests(macOf(key, head, bound), bytes.subarray(HEAD_BYTES)))) return undefined;
      return head.readUIntBE(NONCE_BYTES, TIME_BYTES);
    },
  };
}
