import { createSecretKey } from 'node:crypto';
import type { LinkSecrets } from '../domain/links/ports.ts';
import { equalDigests, hmac, sha256 } from './digest.ts';
import { deriveKey, type Keyring } from './keyring.ts';

/** Digests of mailed tokens and codes (security.md 2.2). The newest root makes, any root of the keyring recognises. */
export function linkSecrets(keyring: Keyring): LinkSecrets {
  const keys = keyring.roots.map((root) => createSecretKey(deriveKey(root, 'link-code')));
  const newest = createSecretKey(deriveKey(keyring.roots[0], 'link-code'));
  // No id and no code holds a blank, so no two pairs are one text.
  const paired = (linkId: string, code: string) => `${linkId} ${code}`;
  return {
    tokenHash: sha256,
    codeDigest: (linkId, code) => hmac(newest, paired(linkId, code)).toString('base64url'),
    codeMatches: (linkId, code, digest) => {
      const kept = Buffer.from(digest, 'base64url');
      return keys.map((key) => equalDigests(hmac(key, paired(linkId, code)), kept)).includes(true);
    },
  };
}
