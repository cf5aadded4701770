import { createSecretKey } from 'node:crypto';
import type { SignInCodeSecrets } from '../domain/factors/ports.ts';
import { hmac } from './digest.ts';
import { deriveKey, type Keyring } from './keyring.ts';

/** Digests of the mailed codes of sign-ins (security.md 2.2). */
export function signInCodeSecrets(keyring: Keyring): SignInCodeSecrets {
  const key = (root: Keyring['roots'][number]) => createSecretKey(deriveKey(root, 'sign-in-code'));
  const newest = key(keyring.roots[0]);
  const others = keyring.roots.slice(1).map(key);
  return {
    signInCodeDigests: ({ journey, accountId, emailKey }, code) => {
      // As JSON, so that no two lists are one text.
      const text = JSON.stringify([journey, accountId, emailKey, code]);
      return [digest(newest, text), ...others.map((each) => digest(each, text))];
    },
  };
}

function digest(key: ReturnType<typeof createSecretKey>, text: string): string {
  return hmac(key, text).toString('base64url');
}
