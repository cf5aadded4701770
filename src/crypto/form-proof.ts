import { createSecretKey, randomBytes } from 'node:crypto';
import type { FormGuard } from '../kernel/form-guard.ts';
import { equalDigests, hmac } from './digest.ts';
import { deriveKey, type Keyring } from './keyring.ts';

const MASK_BYTES = 32;

/**
 * An HMAC over the browser's id, masked with fresh bytes per answer: a page that is compressed next to what the person
 * typed then gives nothing away (BREACH). Any root of the keyring accepts, the newest issues.
 */
export function formGuard(keyring: Keyring): FormGuard {
  const keys = keyring.roots.map((root) => createSecretKey(deriveKey(root, 'form')));
  const newest = createSecretKey(deriveKey(keyring.roots[0], 'form'));
  return {
    issue: (browserId) => {
      const mask = randomBytes(MASK_BYTES);
      return Buffer.concat([mask, masked(hmac(newest, browserId), mask)]).toString('base64url');
    },
    accepts: (browserId, token) => {
      if (typeof token !== 'string') return false;
      const bytes = Buffer.from(token, 'base64url');
      if (bytes.length !== 2 * MASK_BYTES) return false;
      const proof = masked(bytes.subarray(MASK_BYTES), bytes.subarray(0, MASK_BYTES));
      return keys.some((key) => equalDigests(hmac(key, browserId), proof));
    },
  };
}

function masked(proof: Buffer, mask: Buffer): Buffer {
  return Buffer.from(proof.map((byte, at) => byte ^ (mask[at] ?? 0)));
}
